/**
 * Width and height of a picture from its first bytes, without decoding: PNG (RFC 2083), GIF89a, JPEG (ITU-T
 * T.81, frame header) and WebP (RFC 9649). JPEGs are measured as they are shown: Exif's orientation (tag
 * 274) swaps the sides where the camera lay on its side, as browsers and annotation tools do.
 */

export type PictureFormat = 'png' | 'jpeg' | 'gif' | 'webp';

export interface PictureSize {
  readonly width: number;
  readonly height: number;
}

/** By the first bytes; undefined for anything else. */
export function pictureFormatOf(bytes: Uint8Array): PictureFormat | undefined {
  if (startsWith(bytes, 0, '\x89PNG\r\n\x1a\n')) return 'png';
  if (startsWith(bytes, 0, '\xff\xd8\xff')) return 'jpeg';
  if (startsWith(bytes, 0, 'GIF87a') || startsWith(bytes, 0, 'GIF89a')) return 'gif';
  if (startsWith(bytes, 0, 'RIFF') && startsWith(bytes, 8, 'WEBP')) return 'webp';
  return undefined;
}

/** Undefined for other formats and for files that are cut or name a side of 0. */
export function pictureSizeOf(bytes: Uint8Array): PictureSize | undefined {
  const format = pictureFormatOf(bytes);
  if (format === undefined) return undefined;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const readers = { png: pngSize, gif: gifSize, webp: webpSize, jpeg: jpegSize };
  let size: PictureSize | undefined;
  try {
    size = readers[format](view, bytes);
  } catch (error) {
    // A read beyond the last byte: the header is cut.
    if (!(error instanceof RangeError)) throw error;
    return undefined;
  }
  return size && size.width > 0 && size.height > 0 ? size : undefined;
}

function pngSize(view: DataView, bytes: Uint8Array): PictureSize | undefined {
  if (!startsWith(bytes, 12, 'IHDR')) return undefined;
  return { width: view.getUint32(16), height: view.getUint32(20) };
}

function gifSize(view: DataView): PictureSize {
  return { width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

function webpSize(view: DataView, bytes: Uint8Array): PictureSize | undefined {
  if (startsWith(bytes, 12, 'VP8 ') && startsWith(bytes, 23, '\x9d\x01\x2a')) {
    // Two bits of scaling above fourteen of size.
    return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  }
  if (startsWith(bytes, 12, 'VP8L') && bytes[20] === 0x2f) {
    const bits = view.getUint32(21, true);
    return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 };
  }
  if (startsWith(bytes, 12, 'VP8X')) {
    return {
      width: (view.getUint32(24, true) & 0xffffff) + 1,
      height: (view.getUint32(26, true) >>> 8) + 1,
    };
  }
  return undefined;
}

/** Walks the segments to the first frame header. */
function jpegSize(view: DataView): PictureSize | undefined {
  let isTurned = false;
  for (let at = 2; ;) {
    if (view.getUint8(at) !== 0xff) return undefined;
    const marker = view.getUint8(at + 1);
    // Fill bytes, and markers that stand alone.
    if (marker === 0xff) at++;
    else if (marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) at += 2;
    // The scan or the end, before any frame.
    else if (marker === 0xda || marker === 0xd9) return undefined;
    else {
      const length = view.getUint16(at + 2);
      if (length < 2) return undefined;
      const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
      if (isFrame) {
        const [height, width] = [view.getUint16(at + 5), view.getUint16(at + 7)];
        return isTurned ? { width: height, height: width } : { width, height };
      }
      if (marker === 0xe1) isTurned ||= turnsSides(view, at + 4, at + 2 + length);
      at += 2 + length;
    }
  }
}

/** Whether an Exif segment says that the picture lies on its side (orientations 5 to 8). */
function turnsSides(view: DataView, start: number, end: number): boolean {
  if (end > view.byteLength || end - start < 14) return false;
  if (view.getUint32(start) !== 0x45786966) return false; // "Exif"
  const tiff = start + 6;
  const isLittle = view.getUint16(tiff) === 0x4949;
  const directory = tiff + view.getUint32(tiff + 4, isLittle);
  if (directory + 2 > end) return false;
  const entries = view.getUint16(directory, isLittle);
  for (let entry = 0; entry < entries; entry++) {
    const at = directory + 2 + entry * 12;
    if (at + 12 > end) return false;
    if (view.getUint16(at, isLittle) === 274) {
      const orientation = view.getUint16(at + 8, isLittle);
      return orientation >= 5 && orientation <= 8;
    }
  }
  return false;
}

function startsWith(bytes: Uint8Array, at: number, magic: string): boolean {
  for (let i = 0; i < magic.length; i++) {
    if (bytes[at + i] !== magic.charCodeAt(i)) return false;
  }
  return true;
}
