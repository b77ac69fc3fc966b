/** What JPEG coding does to a picture: coded by the browser and decoded again, in a page or a worker. */
import { imageOf, type U8Image } from '$src/core/image';

/**
 * `image` (RGB or RGBA, alpha is dropped) after coding at `quality` (1..100, the browser's scale).
 * Returns RGB. Throws RangeError for another quality or a single channel.
 */
export async function withJpeg(image: U8Image, quality: number): Promise<U8Image> {
  const blob = await jpegOf(image, quality);
  const { width, height } = image;
  const bitmap = await createImageBitmap(blob, { colorSpaceConversion: 'none' });
  try {
    const context = contextOf(width, height);
    context.drawImage(bitmap, 0, 0);
    const { data } = context.getImageData(0, 0, width, height);
    const rgb = new Uint8Array(3 * width * height);
    for (let from = 0, to = 0; from < data.length; from += 4, to += 3) {
      rgb[to] = data[from] ?? 0;
      rgb[to + 1] = data[from + 1] ?? 0;
      rgb[to + 2] = data[from + 2] ?? 0;
    }
    return imageOf('u8', width, height, 3, rgb);
  } finally {
    bitmap.close();
  }
}

/** The coded file. As `withJpeg`. */
export async function jpegOf(image: U8Image, quality: number): Promise<Blob> {
  if (!(quality >= 1 && quality <= 100))
    throw new RangeError(`JPEG quality is 1 to 100, not ${quality}.`);
  const { width, height, channels, data } = image;
  if (channels === 1)
    throw new RangeError('JPEG coding here takes RGB or RGBA; this image has one channel.');
  const context = contextOf(width, height);
  const pixels = context.createImageData(width, height);
  for (let from = 0, to = 0; from < data.length; from += channels, to += 4) {
    pixels.data[to] = data[from] ?? 0;
    pixels.data[to + 1] = data[from + 1] ?? 0;
    pixels.data[to + 2] = data[from + 2] ?? 0;
    pixels.data[to + 3] = 255;
  }
  context.putImageData(pixels, 0, 0);
  return context.canvas.convertToBlob({ type: 'image/jpeg', quality: quality / 100 });
}

function contextOf(width: number, height: number): OffscreenCanvasRenderingContext2D {
  // Read back at once: a canvas in main memory saves the way to the GPU and back.
  const context = new OffscreenCanvas(width, height).getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser gives no 2-D context to code JPEG with.');
  return context;
}
