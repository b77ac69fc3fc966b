/** Pixels of a frame, whatever it came as. */
import type { U8Image } from '$src/core/image';
import { DetectError, type Frame } from './types';

/**
 * The pixels of `frame`: itself where it is an image, RGBA where it is a bitmap, which is closed then.
 * Throws DetectError 'bad-frame' where it is empty, closed or shorter than its size says.
 */
export function readFrame(frame: Frame): U8Image {
  if ('data' in frame) return expectPixels(frame);
  try {
    return readBitmap(frame);
  } finally {
    frame.close();
  }
}

let canvas: OffscreenCanvas | undefined;

function readBitmap(bitmap: ImageBitmap): U8Image {
  const { width, height } = bitmap;
  if (width < 1 || height < 1) {
    throw new DetectError('bad-frame', 'The frame is an empty or closed bitmap.');
  }
  canvas ??= new OffscreenCanvas(width, height);
  if (canvas.width !== width || canvas.height !== height) {
    canvas.width = width;
    canvas.height = height;
  }
  // Kept in CPU memory: every frame is read back.
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (context === null) {
    throw new DetectError(
      'bad-frame',
      `No canvas of ${width} × ${height} could be made to read the frame.`,
    );
  }
  context.globalCompositeOperation = 'copy';
  context.drawImage(bitmap, 0, 0);
  const { data } = context.getImageData(0, 0, width, height);
  return {
    type: 'u8',
    width,
    height,
    channels: 4,
    data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength),
  };
}

function expectPixels(image: U8Image): U8Image {
  const { width, height, channels, data } = image;
  const isSize = Number.isInteger(width) && Number.isInteger(height) && width > 0 && height > 0;
  if (!isSize || data.length !== width * height * channels) {
    throw new DetectError(
      'bad-frame',
      `A frame of ${width} × ${height} with ${channels} channel(s) needs ${width * height * channels} bytes and at least one pixel, got ${data.length} bytes.`,
    );
  }
  return image;
}

/** Counts the bitmaps that a detector holds, and closes each when its call ends, however it ends. */
export class HeldFrames {
  #bitmaps = 0;

  get bitmaps(): number {
    return this.#bitmaps;
  }

  async during<R>(frame: Frame, work: () => Promise<R>): Promise<R> {
    if ('data' in frame) return work();
    this.#bitmaps++;
    try {
      return await work();
    } finally {
      frame.close();
      this.#bitmaps--;
    }
  }
}
