/**
 * From a file of the reader's to pixels: the browser's own decoder behind a gate.
 *
 * The gate (header.ts) refuses what is no picture, is cut off or would not fit into memory, before
 * the browser sees it. What comes out is always 8-bit RGB in sRGB, upright, opaque and at most
 * 1280 px on its longest side; whatever was changed on the way is said in `notices`.
 * Files are hostile until here: every outcome is an image or a SourceError with a sentence.
 *
 * Colour profiles are applied (a Display-P3 photo looks right); an opaque sRGB or untagged PNG of
 * working size comes back with exactly its file's bytes.
 */
import { imageOf, type U8Image } from '$src/core/image';
import { formatBytes } from '$src/ui/format';
import { createReadbackCanvas, readbackNotice } from './canvas';
import { SourceError, isAbort } from './error';
import { refuseForeign } from './foreign';
import { readHeader, type ImageHeader } from './header';
import { grouped, safeName, sizeWords } from './words';

export interface DecodeLimits {
  /** Larger files are refused unread. */
  readonly maxBytes: number;
  /** Larger pictures are refused undecoded: one pixel takes 4 bytes while decoding. */
  readonly maxPixels: number;
  /** Larger pictures are scaled down to this longest side, in pixels. */
  readonly maxSidePx: number;
  /** A decoder that takes longer is given up. */
  readonly timeoutMs: number;
}

export const decodeLimits: DecodeLimits = {
  maxBytes: 64e6,
  maxPixels: 100e6,
  maxSidePx: 1280,
  timeoutMs: 30_000,
};

export interface DecodedImage {
  /** RGB, u8. */
  readonly image: U8Image;
  /** The file's name, ready to be shown. */
  readonly name: string;
  /** What was changed on the way, one sentence each. */
  readonly notices: readonly string[];
}

export interface DecodeOptions {
  /** Shown and used in messages; default: the file's name. */
  readonly name?: string;
  readonly limits?: Partial<DecodeLimits>;
  /** Aborts with the signal's reason; a decoder already at work finishes unheard. */
  readonly signal?: AbortSignal;
}

/** Decodes a picture file. Rejects with SourceError, or with an AbortError when the signal fires. */
export async function decodeImage(blob: Blob, options: DecodeOptions = {}): Promise<DecodedImage> {
  const limits = { ...decodeLimits, ...options.limits };
  const name = safeName(options.name ?? ('name' in blob ? String(blob.name) : ''));
  const bytes = await readBytes(blob, name, limits);
  options.signal?.throwIfAborted();
  const header = readHeader(bytes);
  if (header === undefined) throw refuseForeign(bytes, name, blob.type);
  refuseUndecodable(header, bytes.length, name, limits);
  const readback = readbackNotice();
  const bitmap = await decodeBitmap(
    new Blob([bytes], { type: header.mime }),
    header,
    name,
    limits,
    options.signal,
  );
  const scaled = await scaleBitmap(bitmap, limits.maxSidePx, name);
  options.signal?.throwIfAborted();
  const { image, isTransparent } = readPixels(scaled);
  const notices = [
    ...(scaled.wasScaled
      ? [
          `Scaled from ${sizeWords(scaled.from.width, scaled.from.height)} to ${sizeWords(image.width, image.height)} px to keep the bench fast.`,
        ]
      : []),
    ...headerNotices(header),
    ...(isTransparent ? ['Transparent parts were laid on white.'] : []),
    ...(readback === undefined ? [] : [readback]),
  ];
  return { image, name, notices };
}

async function readBytes(
  blob: Blob,
  name: string,
  limits: DecodeLimits,
): Promise<Uint8Array<ArrayBuffer>> {
  if (blob.size > limits.maxBytes) {
    throw new SourceError(
      'too-many-bytes',
      `${name} has ${formatBytes(blob.size)}; this page opens files of up to ${formatBytes(limits.maxBytes)}. Save a smaller copy and choose that.`,
    );
  }
  let buffer: ArrayBuffer;
  try {
    buffer = await blob.arrayBuffer();
  } catch (error) {
    throw new SourceError(
      'unreadable',
      `${name} could not be read: it may be a folder, or it was moved, changed or is not downloaded yet. Choose it again.`,
      { cause: error },
    );
  }
  if (buffer.byteLength === 0) {
    throw new SourceError(
      'empty',
      `${name} is empty (0 bytes). Copy or download it again, or choose another picture.`,
    );
  }
  return new Uint8Array(buffer);
}

function refuseUndecodable(
  header: ImageHeader,
  byteLength: number,
  name: string,
  limits: DecodeLimits,
): void {
  const pixels = header.width * header.height;
  if (pixels > limits.maxPixels) {
    const mega = (n: number): string => grouped(n / 1e6);
    throw new SourceError(
      'too-many-pixels',
      `${name} is ${sizeWords(header.width, header.height)} pixels, ${mega(pixels)} megapixels; this page decodes up to ${mega(limits.maxPixels)}. Save a smaller copy and choose that.`,
    );
  }
  if (!header.isComplete) {
    throw new SourceError(
      'truncated',
      `${name} is cut off: the ${header.format} file ends after ${formatBytes(byteLength)}, before its picture does. Copy or download it again.`,
    );
  }
  if (pixels === 0) {
    throw new SourceError(
      'undecodable',
      `${name} is a ${header.format} file of ${sizeWords(header.width, header.height)} pixels: it holds no picture. Choose another one.`,
    );
  }
}

async function decodeBitmap(
  blob: Blob,
  header: ImageHeader,
  name: string,
  limits: DecodeLimits,
  signal: AbortSignal | undefined,
): Promise<ImageBitmap> {
  const decoding = createImageBitmap(blob, { imageOrientation: 'from-image' });
  try {
    return await withDeadline(decoding, limits.timeoutMs, name, signal);
  } catch (error) {
    // A bitmap that arrives after we gave up still owns memory.
    void decoding.then((late) => late.close(), noteNothing);
    if (error instanceof SourceError || isAbort(error) || signal?.aborted) throw error;
    throw new SourceError('undecodable', undecodableWords(header, name), { cause: error });
  }
}

/** The decoder's refusal was already reported to the reader by whoever awaited it. */
function noteNothing(): void {
  return;
}

function undecodableWords(header: ImageHeader, name: string): string {
  if (header.format === 'HEIC' || header.format === 'AVIF') {
    return `This browser cannot open ${header.format} pictures such as ${name}. Export it as JPEG or PNG and choose that.`;
  }
  if (header.format === 'JPEG' && header.bitsPerChannel !== 8) {
    return `${name} is a ${header.bitsPerChannel}-bit JPEG, which browsers do not open. Save it as an ordinary 8-bit JPEG or as PNG.`;
  }
  const isBig = header.width * header.height > 40e6;
  return `${name} says it is a ${header.format} picture of ${sizeWords(header.width, header.height)} pixels, but the browser cannot decode it: ${isBig ? 'it is damaged, or too large for the memory at hand' : 'it is damaged'}. Open it in a picture program, save it anew and choose that.`;
}

async function withDeadline<T>(
  work: Promise<T>,
  timeoutMs: number,
  name: string,
  signal: AbortSignal | undefined,
): Promise<T> {
  return new Promise<T>((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(
        new SourceError(
          'too-slow',
          `${name} took longer than ${Math.round(timeoutMs / 1000)} s to decode and was given up. Save a smaller copy and choose that.`,
        ),
      );
    }, timeoutMs);
    const abort = (): void => reject(signal?.reason as Error);
    signal?.addEventListener('abort', abort, { once: true });
    work.then(resolve, reject).finally(() => {
      clearTimeout(timer);
      signal?.removeEventListener('abort', abort);
    });
  });
}

interface ScaledBitmap {
  readonly bitmap: ImageBitmap;
  readonly wasScaled: boolean;
  readonly from: { readonly width: number; readonly height: number };
}

/** The size with the longest side at most `maxSidePx`, same shape, never below 1 px. */
export function workingSize(
  width: number,
  height: number,
  maxSidePx: number = decodeLimits.maxSidePx,
): { width: number; height: number } {
  const scale = Math.min(1, maxSidePx / Math.max(width, height));
  return {
    width: Math.max(1, Math.round(width * scale)),
    height: Math.max(1, Math.round(height * scale)),
  };
}

/**
 * Scales in a second step: only the decoded bitmap knows its upright size (EXIF may turn it), and
 * the browser decodes at full size either way. Takes over `bitmap`.
 */
async function scaleBitmap(
  bitmap: ImageBitmap,
  maxSidePx: number,
  name: string,
): Promise<ScaledBitmap> {
  const from = { width: bitmap.width, height: bitmap.height };
  const to = workingSize(from.width, from.height, maxSidePx);
  if (to.width === from.width && to.height === from.height) {
    return { bitmap, wasScaled: false, from };
  }
  try {
    const scaled = await createImageBitmap(bitmap, {
      resizeWidth: to.width,
      resizeHeight: to.height,
      resizeQuality: 'high',
    });
    return { bitmap: scaled, wasScaled: true, from };
  } catch (error) {
    throw new SourceError(
      'undecodable',
      `${name} could not be scaled from ${sizeWords(from.width, from.height)} to ${sizeWords(to.width, to.height)} px; the memory at hand may be too small. Save a smaller copy and choose that.`,
      { cause: error },
    );
  } finally {
    bitmap.close();
  }
}

/** Reads a bitmap as RGB and closes it. */
function readPixels({ bitmap }: ScaledBitmap): { image: U8Image; isTransparent: boolean } {
  const { width, height } = bitmap;
  try {
    const context = createReadbackCanvas(width, height);
    context.drawImage(bitmap, 0, 0);
    return rgbOnWhite(context.getImageData(0, 0, width, height));
  } finally {
    bitmap.close();
  }
}

/**
 * RGBA (not premultiplied) to RGB on a white ground: out = a·c + (1 − a)·255 in sRGB values, as
 * browsers themselves compose. Opaque pixels keep their exact bytes.
 */
export function rgbOnWhite(pixels: {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}): { image: U8Image; isTransparent: boolean } {
  const { width, height, data } = pixels;
  const rgb = new Uint8Array(width * height * 3);
  let isTransparent = false;
  for (let from = 0, to = 0; to < rgb.length; from += 4, to += 3) {
    const alpha = data[from + 3] ?? 255;
    if (alpha !== 255) isTransparent = true;
    const ground = 255 - alpha;
    for (let channel = 0; channel < 3; channel++) {
      rgb[to + channel] = Math.round(((data[from + channel] ?? 0) * alpha) / 255) + ground;
    }
  }
  return { image: imageOf('u8', width, height, 3, rgb), isTransparent };
}

function headerNotices(header: ImageHeader): string[] {
  return [
    ...(header.isAnimated ? [`This ${header.format} moves; its first frame is used.`] : []),
    ...(header.bitsPerChannel > 8
      ? [`The file has ${header.bitsPerChannel} bits per channel; the browser keeps the upper 8.`]
      : []),
    ...(header.isCmyk
      ? [
          'The file has printing colours (CMYK); the browser turned them into RGB, only roughly alike.',
        ]
      : []),
  ];
}
