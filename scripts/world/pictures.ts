/** Pictures in and out of a page: encoding, decoding, base64 (the way through which Node gets bytes). */
import type { U8Image } from '$src/core/image';
import type { Format } from './options';

/** Quality 1..100; ignored for png. */
export async function encode(image: U8Image, format: Format, quality: number): Promise<string> {
  const { canvas, context } = canvasOf(image.width, image.height);
  context.putImageData(rgbaOf(image), 0, 0);
  return encodeCanvas(canvas, format, quality);
}

export async function encodeCanvas(
  canvas: OffscreenCanvas,
  format: Format,
  quality: number,
): Promise<string> {
  const type = `image/${format}`;
  const blob = await canvas.convertToBlob(
    format === 'png' ? { type } : { type, quality: quality / 100 },
  );
  if (blob.type !== type) throw new Error(`This browser cannot write ${type}.`);
  return base64Of(new Uint8Array(await blob.arrayBuffer()));
}

export async function decode(base64: string, type: string): Promise<ImageBitmap> {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  return createImageBitmap(new Blob([bytes], { type }), { colorSpaceConversion: 'none' });
}

export function canvasOf(width: number, height: number) {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new Error('This browser gives no 2-D context.');
  return { canvas, context };
}

function rgbaOf({ width, height, data }: U8Image): ImageData {
  const pixels = new ImageData(width, height);
  for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
    pixels.data[to] = data[from] ?? 0;
    pixels.data[to + 1] = data[from + 1] ?? 0;
    pixels.data[to + 2] = data[from + 2] ?? 0;
    pixels.data[to + 3] = 255;
  }
  return pixels;
}

function base64Of(bytes: Uint8Array): string {
  let text = '';
  // In pieces: an argument list has a limit.
  for (let at = 0; at < bytes.length; at += 0x8000) {
    text += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  }
  return btoa(text);
}
