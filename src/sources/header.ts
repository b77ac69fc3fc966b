/**
 * What a picture file says about itself before anything is decoded: format, size in pixels, depth,
 * whether it moves, and whether it reaches its own end.
 *
 * This is a gate, not a decoder: decoding a 30 000 × 30 000 file takes 3.6 GB, so its size must be
 * known first; browsers paint a cut-off JPEG grey without a word, so its end must be looked for.
 * The layouts follow the PNG (W3C), JPEG (ITU-T T.81), GIF89a, WebP (RFC 9649) and BMP
 * specifications, and ISO 14496-12 boxes for AVIF and HEIC. Nothing here trusts a length: a walk
 * only moves forward and stops at the end of the bytes.
 */
import { i32le, startsWith, tag, u16be, u16le, u24le, u32be, u32le, u8 } from './bytes';

export type RasterFormat = 'PNG' | 'JPEG' | 'GIF' | 'WebP' | 'BMP' | 'AVIF' | 'HEIC';

export interface ImageHeader {
  readonly format: RasterFormat;
  readonly mime: string;
  /** In pixels as stored, before any EXIF turn; 0 when the file does not say. */
  readonly width: number;
  readonly height: number;
  /** Bits per channel as stored: 16 loses its lower half in the browser, 12-bit JPEG does not decode. */
  readonly bitsPerChannel: number;
  readonly isAnimated: boolean;
  readonly isCmyk: boolean;
  /** False when the file ends before the structure of its first picture does. */
  readonly isComplete: boolean;
}

/** The header, or undefined when the bytes are none of the formats above. */
export function readHeader(bytes: Uint8Array): ImageHeader | undefined {
  if (startsWith(bytes, [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])) return readPng(bytes);
  if (startsWith(bytes, [0xff, 0xd8, 0xff])) return readJpeg(bytes);
  if (startsWith(bytes, 'GIF87a') || startsWith(bytes, 'GIF89a')) return readGif(bytes);
  if (startsWith(bytes, 'RIFF') && startsWith(bytes, 'WEBP', 8)) return readWebp(bytes);
  if (startsWith(bytes, 'BM') && bmpHeaderSizes.includes(u32le(bytes, 14))) return readBmp(bytes);
  if (startsWith(bytes, 'ftyp', 4)) return readHeif(bytes);
  return undefined;
}

function readPng(bytes: Uint8Array): ImageHeader {
  const hasHeader = tag(bytes, 12) === 'IHDR';
  let isAnimated = false;
  let isComplete = false;
  for (let at = 8; at + 12 <= bytes.length;) {
    const length = u32be(bytes, at);
    const type = tag(bytes, at + 4);
    if (type === 'acTL' && u32be(bytes, at + 8) > 1) isAnimated = true;
    if (type === 'IEND') {
      isComplete = true;
      break;
    }
    at += 12 + length;
  }
  return {
    format: 'PNG',
    mime: 'image/png',
    width: hasHeader ? u32be(bytes, 16) : 0,
    height: hasHeader ? u32be(bytes, 20) : 0,
    bitsPerChannel: u8(bytes, 24),
    isAnimated,
    isCmyk: false,
    isComplete,
  };
}

function readJpeg(bytes: Uint8Array): ImageHeader {
  let width = 0;
  let height = 0;
  let bitsPerChannel = 8;
  let components = 0;
  let hasScan = false;
  let isComplete = false;
  let at = 2;
  for (;;) {
    at = bytes.indexOf(0xff, at); // over entropy-coded data
    if (at < 0 || at + 1 >= bytes.length) break;
    const marker = u8(bytes, at + 1);
    if (marker === 0xff) {
      at++; // fill byte
    } else if (marker === 0x00 || marker === 0x01 || (marker >= 0xd0 && marker <= 0xd8)) {
      at += 2; // stuffed byte, TEM, RSTn: no length follows
    } else if (marker === 0xd9) {
      isComplete = hasScan;
      break;
    } else {
      if (isStartOfFrame(marker) && components === 0) {
        bitsPerChannel = u8(bytes, at + 4);
        height = u16be(bytes, at + 5);
        width = u16be(bytes, at + 7);
        components = u8(bytes, at + 9);
      }
      if (marker === 0xda) hasScan = true;
      at += 2 + Math.max(2, u16be(bytes, at + 2));
    }
  }
  return {
    format: 'JPEG',
    mime: 'image/jpeg',
    width,
    height,
    bitsPerChannel,
    isAnimated: false,
    isCmyk: components === 4,
    isComplete,
  };
}

/** SOF0..SOF15 without DHT (C4), JPG (C8) and DAC (CC). */
function isStartOfFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function readGif(bytes: Uint8Array): ImageHeader {
  let width = u16le(bytes, 6);
  let height = u16le(bytes, 8);
  let frames = 0;
  let at = 13 + colourTableBytes(u8(bytes, 10));
  // Two frames are enough to know that it moves.
  while (at < bytes.length && frames < 2) {
    const block = u8(bytes, at);
    if (block === 0x21) {
      at = afterSubBlocks(bytes, at + 2);
    } else if (block === 0x2c) {
      // Browsers grow the screen to the first frame when that is larger.
      if (frames === 0) {
        width = Math.max(width, u16le(bytes, at + 1) + u16le(bytes, at + 5));
        height = Math.max(height, u16le(bytes, at + 3) + u16le(bytes, at + 7));
      }
      const end = afterSubBlocks(bytes, at + 10 + colourTableBytes(u8(bytes, at + 9)) + 1);
      if (end > bytes.length) break;
      frames++;
      at = end;
    } else {
      break; // 0x3B trailer, or rubbish after the pictures
    }
  }
  return {
    format: 'GIF',
    mime: 'image/gif',
    width,
    height,
    bitsPerChannel: 8,
    isAnimated: frames > 1,
    isCmyk: false,
    isComplete: frames > 0,
  };
}

function colourTableBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

/** The offset after a chain of GIF sub-blocks; beyond the end of the bytes when the chain is cut. */
function afterSubBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length) {
    const length = u8(bytes, at);
    at += 1 + length;
    if (length === 0) return at;
  }
  return bytes.length + 1;
}

function readWebp(bytes: Uint8Array): ImageHeader {
  const chunk = tag(bytes, 12);
  let width = 0;
  let height = 0;
  let isAnimated = false;
  if (chunk === 'VP8X') {
    isAnimated = (u8(bytes, 20) & 0x02) !== 0;
    width = u24le(bytes, 24) + 1;
    height = u24le(bytes, 27) + 1;
  } else if (chunk === 'VP8 ' && startsWith(bytes, [0x9d, 0x01, 0x2a], 23)) {
    width = u16le(bytes, 26) & 0x3fff;
    height = u16le(bytes, 28) & 0x3fff;
  } else if (chunk === 'VP8L' && u8(bytes, 20) === 0x2f) {
    const bits = u32le(bytes, 21);
    width = (bits & 0x3fff) + 1;
    height = ((bits >>> 14) & 0x3fff) + 1;
  }
  return {
    format: 'WebP',
    mime: 'image/webp',
    width,
    height,
    bitsPerChannel: 8,
    isAnimated,
    isCmyk: false,
    isComplete: bytes.length >= 8 + u32le(bytes, 4),
  };
}

/** BITMAPCOREHEADER, BITMAPINFOHEADER and its versions. "BM" alone also begins ordinary text. */
const bmpHeaderSizes = [12, 40, 52, 56, 64, 108, 124];

function readBmp(bytes: Uint8Array): ImageHeader {
  const isCore = u32le(bytes, 14) === 12;
  const width = isCore ? u16le(bytes, 18) : Math.abs(i32le(bytes, 18));
  const height = isCore ? u16le(bytes, 20) : Math.abs(i32le(bytes, 22));
  const bitsPerPixel = u16le(bytes, isCore ? 24 : 28);
  const isCompressed = !isCore && ![0, 3, 6].includes(u32le(bytes, 30));
  const rowBytes = Math.ceil((width * bitsPerPixel) / 32) * 4;
  const end = u32le(bytes, 10) + rowBytes * height;
  return {
    format: 'BMP',
    mime: 'image/bmp',
    width,
    height,
    bitsPerChannel: 8,
    isAnimated: false,
    isCmyk: false,
    isComplete: isCompressed || bytes.length >= end,
  };
}

/** AVIF and HEIC. Undefined for other ISO media files: those are films. */
function readHeif(bytes: Uint8Array): ImageHeader | undefined {
  const brandsEnd = Math.min(bytes.length, u32be(bytes, 0), 256);
  const brands = new Set([tag(bytes, 8)]);
  for (let at = 16; at + 4 <= brandsEnd; at += 4) brands.add(tag(bytes, at));
  const isAvif = brands.has('avif') || brands.has('avis');
  const isHeic = ['heic', 'heix', 'heim', 'heis', 'hevc', 'hevx'].some((b) => brands.has(b));
  if (!isAvif && !isHeic) return undefined;
  const found: HeifSize = { width: 0, height: 0, bitsPerChannel: 8 };
  const end = walkBoxes(bytes, 0, bytes.length, found, 0);
  return {
    format: isAvif ? 'AVIF' : 'HEIC',
    mime: isAvif ? 'image/avif' : 'image/heic',
    ...found,
    isAnimated: ['avis', 'msf1', 'hevc'].includes(tag(bytes, 8)),
    isCmyk: false,
    isComplete: end <= bytes.length,
  };
}

interface HeifSize {
  width: number;
  height: number;
  bitsPerChannel: number;
}

/** Containers on the way to the sizes of the pictures, and how many bytes precede their children. */
const heifContainers: Readonly<Record<string, number>> = { meta: 4, iprp: 0, ipco: 0 };

/** Notes the largest `ispe` (tiles have their own) and the depth; returns where the last box ends. */
function walkBoxes(
  bytes: Uint8Array,
  start: number,
  end: number,
  found: HeifSize,
  depth: number,
): number {
  let at = start;
  while (at + 8 <= end) {
    const type = tag(bytes, at + 4);
    let length = u32be(bytes, at);
    let head = 8;
    if (length === 1) {
      length = u32be(bytes, at + 8) * 2 ** 32 + u32be(bytes, at + 12);
      head = 16;
    } else if (length === 0) {
      length = end - at; // reaches to the end of the file
    }
    if (length < head) break;
    const skip = heifContainers[type];
    if (skip !== undefined && depth < 3) {
      walkBoxes(bytes, at + head + skip, Math.min(end, at + length), found, depth + 1);
    } else if (type === 'ispe') {
      const width = u32be(bytes, at + head + 4);
      const height = u32be(bytes, at + head + 8);
      if (width * height > found.width * found.height) Object.assign(found, { width, height });
    } else if (type === 'pixi' && u8(bytes, at + head + 4) > 0) {
      found.bitsPerChannel = Math.max(found.bitsPerChannel, u8(bytes, at + head + 5));
    }
    at += length;
  }
  return at;
}
