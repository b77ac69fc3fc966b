/**
 * Picture files made byte by byte, good and hostile, so that every case is known exactly and nothing
 * has to be fetched. PNG pixels are written by fast-png; the containers are ours.
 */
import { encode } from 'fast-png';

export type Bytes = Uint8Array<ArrayBuffer>;

export function concat(...parts: readonly ArrayLike<number>[]): Bytes {
  const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    out.set(part, at);
    at += part.length;
  }
  return out;
}

export const text = (words: string): Bytes => new TextEncoder().encode(words);
const latin1 = (letters: string): Bytes => Uint8Array.from(letters, (c) => c.charCodeAt(0));
const be16 = (n: number): number[] => [(n >> 8) & 255, n & 255];
const be32 = (n: number): number[] => [...be16(Math.floor(n / 65536)), ...be16(n % 65536)];
const le16 = (n: number): number[] => [n & 255, (n >> 8) & 255];
const le32 = (n: number): number[] => [...le16(n % 65536), ...le16(Math.floor(n / 65536))];

// ---- PNG ------------------------------------------------------------------------------------------

export interface Pixels {
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 3 | 4;
  readonly data: Uint8Array | Uint16Array;
}

export function png(pixels: Pixels): Bytes {
  const depth = pixels.data instanceof Uint16Array ? 16 : 8;
  return new Uint8Array(encode({ ...pixels, depth }));
}

/** Distinct values everywhere, so that a swapped channel, row or column shows. */
export function patterned(width: number, height: number, channels: 1 | 3 | 4 = 3): Pixels {
  const data = new Uint8Array(width * height * channels);
  for (let i = 0; i < data.length; i++) data[i] = (i * 73 + (i >> 8) * 31 + 5) & 255;
  if (channels === 4) for (let i = 3; i < data.length; i += 4) data[i] = 255;
  return { width, height, channels, data };
}

/** A PNG that says `width` × `height` and brings no pixels for it. */
export function pngHeaderOnly(width: number, height: number): Bytes {
  return concat(
    pngSignature,
    pngChunk('IHDR', [...be32(width), ...be32(height), 8, 2, 0, 0, 0]),
    pngChunk('IDAT', []),
    pngChunk('IEND', []),
  );
}

/** An animated PNG: `frame` first, then once more. */
export function apng(frame: Pixels): Bytes {
  const chunks = pngChunks(png(frame));
  const control = (sequence: number): number[] => [
    ...be32(sequence), ...be32(frame.width), ...be32(frame.height), ...be32(0), ...be32(0),
    ...be16(1), ...be16(10), 0, 0,
  ]; // prettier-ignore
  const idat = concat(...chunks.filter((c) => c.type === 'IDAT').map((c) => c.body));
  return concat(
    pngSignature,
    pngChunk('IHDR', chunks[0]?.body ?? []),
    pngChunk('acTL', [...be32(2), ...be32(0)]),
    pngChunk('fcTL', control(0)),
    pngChunk('IDAT', idat),
    pngChunk('fcTL', control(1)),
    pngChunk('fdAT', concat(be32(2), idat)),
    pngChunk('IEND', []),
  );
}

const pngSignature = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];

function pngChunk(type: string, body: ArrayLike<number>): Bytes {
  const checked = concat(latin1(type), body);
  return concat(be32(body.length), checked, be32(crc32(checked)));
}

function pngChunks(file: Bytes): { type: string; body: Bytes }[] {
  const chunks: { type: string; body: Bytes }[] = [];
  const view = new DataView(file.buffer);
  for (let at = 8; at < file.length;) {
    const length = view.getUint32(at);
    const type = String.fromCharCode(...file.subarray(at + 4, at + 8));
    chunks.push({ type, body: file.slice(at + 8, at + 8 + length) });
    at += 12 + length;
  }
  return chunks;
}

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let k = 0; k < 8; k++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  }
  return (crc ^ 0xffffffff) >>> 0;
}

// ---- JPEG -----------------------------------------------------------------------------------------

export interface JpegPlan {
  /** One colour per 8 × 8 block, row by row; each colour has 1 (gray), 3 (YCbCr) or 4 (CMYK) numbers. */
  readonly blocks: readonly (readonly (readonly number[])[])[];
  /** EXIF orientation 1 to 8. */
  readonly orientation?: number;
}

/**
 * A baseline JPEG whose 8 × 8 blocks are flat: only DC coefficients, so it can be written by hand.
 * Quantiser 8 everywhere makes the DC coefficient of a block simply value − 128. Four components
 * are written as Adobe CMYK (inverted, transform 0), the way Photoshop does.
 */
export function jpeg({ blocks, orientation }: JpegPlan): Bytes {
  const rows = blocks.length;
  const columns = blocks[0]?.length ?? 0;
  const components = blocks[0]?.[0]?.length ?? 1;
  const ids = Array.from({ length: components }, (_, i) => i + 1);
  return concat(
    [0xff, 0xd8],
    orientation === undefined ? [] : exif(orientation),
    components === 4 ? segment(0xee, [...latin1('Adobe'), ...be16(100), 0, 0, 0, 0, 0]) : [],
    segment(0xdb, [0, ...Array<number>(64).fill(8)]),
    segment(0xc0, [
      8,
      ...be16(rows * 8),
      ...be16(columns * 8),
      components,
      ...ids.flatMap((id) => [id, 0x11, 0]),
    ]),
    // DC table: twelve 4-bit codes for the sizes 0 to 11. AC table: the 1-bit code 0 ends a block.
    segment(0xc4, [0x00, 0, 0, 0, 12, ...Array<number>(12).fill(0), ...Array(12).keys()]),
    segment(0xc4, [0x10, 1, ...Array<number>(15).fill(0), 0x00]),
    segment(0xda, [components, ...ids.flatMap((id) => [id, 0]), 0, 63, 0]),
    scan(blocks, components),
    [0xff, 0xd9],
  );
}

function scan(blocks: JpegPlan['blocks'], components: number): number[] {
  let bits = '';
  const previous = Array<number>(components).fill(0);
  for (const value of blocks.flat()) {
    for (let c = 0; c < components; c++) {
      const dc = Math.round(value[c] ?? 0) - 128;
      const difference = dc - (previous[c] ?? 0);
      previous[c] = dc;
      const size = difference === 0 ? 0 : 32 - Math.clz32(Math.abs(difference));
      const stored = difference < 0 ? difference + 2 ** size - 1 : difference;
      bits += size.toString(2).padStart(4, '0');
      if (size > 0) bits += stored.toString(2).padStart(size, '0');
      bits += '0';
    }
  }
  const bytes: number[] = [];
  for (let i = 0; i < bits.length; i += 8) {
    const byte = parseInt(bits.slice(i, i + 8).padEnd(8, '1'), 2);
    bytes.push(byte);
    if (byte === 0xff) bytes.push(0); // stuffing
  }
  return bytes;
}

function segment(marker: number, body: ArrayLike<number>): Bytes {
  return concat([0xff, marker], be16(body.length + 2), body);
}

function exif(orientation: number): Bytes {
  const tiff = [
    ...latin1('MM'), ...be16(42), ...be32(8), // big-endian, first directory at 8
    ...be16(1), ...be16(0x0112), ...be16(3), ...be32(1), ...be16(orientation), 0, 0,
    ...be32(0),
  ]; // prettier-ignore
  return segment(0xe1, [...latin1('Exif\0\0'), ...tiff]);
}

/** JFIF's YCbCr of an RGB colour. */
export function ycc(r: number, g: number, b: number): number[] {
  return [
    0.299 * r + 0.587 * g + 0.114 * b,
    128 - 0.168736 * r - 0.331264 * g + 0.5 * b,
    128 + 0.5 * r - 0.418688 * g - 0.081312 * b,
  ];
}

/** A baseline JPEG head that says `width` × `height`, with the given bits, and no scan. */
export function jpegHeaderOnly(width: number, height: number, bits = 8): Bytes {
  return concat(
    [0xff, 0xd8],
    segment(0xc0, [bits, ...be16(height), ...be16(width), 1, 1, 0x11, 0]),
  );
}

// ---- GIF ------------------------------------------------------------------------------------------

/** A GIF of `frames` flat frames, each with one of four colours: white, red, green, blue. */
export function gif(width: number, height: number, frames: readonly number[]): Bytes {
  const palette = [255, 255, 255, 255, 0, 0, 0, 255, 0, 0, 0, 255];
  return concat(
    latin1('GIF89a'),
    [...le16(width), ...le16(height), 0x81, 0, 0],
    palette,
    ...frames.map((colour) =>
      concat(
        [0x21, 0xf9, 4, 0, ...le16(10), 0, 0],
        [0x2c, ...le16(0), ...le16(0), ...le16(width), ...le16(height), 0],
        gifPixels(width * height, colour),
      ),
    ),
    [0x3b],
  );
}

/** LZW without compression: 3-bit codes, with a clear code (4) before the table would need more bits. */
function gifPixels(count: number, colour: number): number[] {
  let bits = '';
  const put = (code: number): void => {
    bits = code.toString(2).padStart(3, '0') + bits; // least significant bit first
  };
  for (let i = 0; i < count; i++) {
    if (i % 2 === 0) put(4);
    put(colour);
  }
  put(5); // end
  const data: number[] = [];
  for (let end = bits.length; end > 0; end -= 8)
    data.push(parseInt(bits.slice(Math.max(0, end - 8), end), 2));
  const blocks: number[] = [];
  for (let i = 0; i < data.length; i += 255) {
    const block = data.slice(i, i + 255);
    blocks.push(block.length, ...block);
  }
  return [2, ...blocks, 0];
}

// ---- BMP, WebP, AVIF, HEIC ---------------------------------------------------------------------------

/** 24-bit BMP, bottom row first. */
export function bmp({ width, height, data }: Pixels): Bytes {
  const rowBytes = Math.ceil((width * 3) / 4) * 4;
  const body = new Uint8Array(rowBytes * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      for (let c = 0; c < 3; c++) {
        body[(height - 1 - y) * rowBytes + x * 3 + (2 - c)] = data[(y * width + x) * 3 + c] ?? 0;
      }
    }
  }
  return concat(
    latin1('BM'), le32(54 + body.length), le32(0), le32(54),
    le32(40), le32(width), le32(height), le16(1), le16(24), le32(0), le32(body.length),
    le32(2835), le32(2835), le32(0), le32(0),
    body,
  ); // prettier-ignore
}

/** Heads of the three WebP kinds: lossy, lossless and extended (with the animation bit). */
export function webpHead(
  kind: 'VP8 ' | 'VP8L' | 'VP8X',
  width: number,
  height: number,
  isAnimated = false,
): Bytes {
  const le24 = (n: number): number[] => le32(n).slice(0, 3);
  const body =
    kind === 'VP8 '
      ? [0x10, 0, 0, 0x9d, 0x01, 0x2a, ...le16(width), ...le16(height)]
      : kind === 'VP8L'
        ? [0x2f, ...le32((width - 1 + (height - 1) * 2 ** 14) >>> 0), 0]
        : [isAnimated ? 0x02 : 0, 0, 0, 0, ...le24(width - 1), ...le24(height - 1)];
  return webpFile(webpChunk(kind, body));
}

/** An animated WebP from two still WebP files of the same size (lossy or lossless, as canvases write them). */
export function animatedWebp(width: number, height: number, stills: readonly Bytes[]): Bytes {
  const le24 = (n: number): number[] => le32(n).slice(0, 3);
  return webpFile(
    webpChunk('VP8X', [0x02, 0, 0, 0, ...le24(width - 1), ...le24(height - 1)]),
    webpChunk('ANIM', [...le32(0xffffffff), ...le16(0)]),
    ...stills.map((still) =>
      webpChunk(
        'ANMF',
        concat(
          le24(0),
          le24(0),
          le24(width - 1),
          le24(height - 1),
          le24(100),
          [0],
          webpPicture(still),
        ),
      ),
    ),
  );
}

/** The VP8 or VP8L chunk of a still WebP file. */
function webpPicture(file: Bytes): Bytes {
  const view = new DataView(file.buffer, file.byteOffset);
  for (let at = 12; at < file.length;) {
    const type = String.fromCharCode(...file.subarray(at, at + 4));
    const length = view.getUint32(at + 4, true);
    const padded = length + (length % 2);
    if (type === 'VP8 ' || type === 'VP8L') return file.slice(at, at + 8 + padded);
    at += 8 + padded;
  }
  throw new Error('The WebP file has no picture chunk.');
}

function webpChunk(type: string, body: ArrayLike<number>): Bytes {
  return concat(latin1(type), le32(body.length), body, body.length % 2 === 1 ? [0] : []);
}

function webpFile(...chunks: readonly Bytes[]): Bytes {
  const body = concat(latin1('WEBP'), ...chunks);
  return concat(latin1('RIFF'), le32(body.length), body);
}

const box = (type: string, ...bodies: readonly ArrayLike<number>[]): Bytes => {
  const body = concat(...bodies);
  return concat(be32(body.length + 8), latin1(type), body);
};

/** The boxes of an AVIF or HEIC file as far as sizes go; `sizes` as of its items (tiles included). */
export function heif(
  brand: string,
  sizes: readonly (readonly [number, number])[],
  bits = 8,
): Bytes {
  return concat(
    box('ftyp', latin1(brand), be32(0), latin1(brand), latin1('mif1')),
    box(
      'meta',
      be32(0),
      box(
        'iprp',
        box(
          'ipco',
          ...sizes.map(([w, h]) => box('ispe', be32(0), be32(w), be32(h))),
          box('pixi', be32(0), [3, bits, bits, bits]),
        ),
      ),
    ),
    box('mdat', [1, 2, 3, 4]),
  );
}

export function asFile(bytes: ArrayLike<number>, name: string, type = ''): File {
  return new File([Uint8Array.from(bytes)], name, { type });
}

/** A real AVIF of 16 × 16 pixels, a red to blue gradient drawn and written by ImageMagick 6.9.11. */
export const tinyAvif: Bytes = Uint8Array.from(
  atob(
    'AAAAHGZ0eXBhdmlmAAAAAGF2aWZtaWYxbWlhZgAAAOptZXRhAAAAAAAAACFoZGxyAAAAAAAAAABwaWN0AAAAAAAA' +
      'AAAAAAAAAAAAAA5waXRtAAAAAAABAAAAImlsb2MAAAAAREAAAQABAAAAAAEOAAEAAAAAAAAAJwAAACNpaW5mAAAA' +
      'AAABAAAAFWluZmUCAAAAAAEAAGF2MDEAAAAAamlwcnAAAABLaXBjbwAAABNjb2xybmNseAACAAIABoAAAAAMYXYx' +
      'Q4EADAAAAAAUaXNwZQAAAAAAAAAQAAAAEAAAABBwaXhpAAAAAAMICAgAAAAXaXBtYQAAAAAAAAABAAEEgYIDhAAA' +
      'AC9tZGF0EgAKBhgM/9gQgDIbFkAGGGGEADWHPiyAxqHqqR61OD6pFoMNb9BZ',
  ),
  (c) => c.charCodeAt(0),
);

// ---- sample sets ----------------------------------------------------------------------------------

/** One image of an annotations file, 6 × 4 px. */
export const entry = (
  name: string,
  more: Record<string, unknown> = {},
): Record<string, unknown> => ({
  id: name,
  file_name: `${name}.png`,
  width: 6,
  height: 4,
  title: 'Tabletop',
  description: 'A bottle on a table.',
  labels_file: `${name}.labels.png`,
  outline_file: `${name}.outline.png`,
  ...more,
});
/** An annotations file with these images. */
export const annotations = (...images: unknown[]): string =>
  JSON.stringify({ images, annotations: [], categories: [] });
