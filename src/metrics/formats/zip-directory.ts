/**
 * The directory of a ZIP archive (PKWARE APPNOTE 4.3) and its files, held to what the directory claims: no
 * byte more is unpacked, and checksums are compared. fflate inflates; its own unzipSync takes every claim at
 * its word, so that a damaged label would pass and a hostile one run on for minutes.
 *
 * Deliberately not: ZIP64, encryption, methods other than storing and DEFLATE. Throws RangeError in words.
 */
import { Inflate } from 'fflate';

export interface ZipEntry {
  readonly name: string;
  readonly packedBytes: number;
  /** As claimed. */
  readonly byteLength: number;
  readonly method: number;
  readonly crc: number;
  /** Of its local header. */
  readonly offset: number;
}

const endLength = 22;

/** Throws RangeError for archives that are cut, locked, or larger than ZIP without ZIP64 can be. */
export function zipEntries(bytes: Uint8Array): ZipEntry[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = endRecord(view);
  const count = view.getUint16(end + 10, true);
  let at = view.getUint32(end + 16, true);
  if (count === 0xffff || at === 0xffffffff) {
    throw new RangeError('it is a ZIP64 archive, for more than 65,534 files or 4 GB');
  }
  const entries: ZipEntry[] = [];
  for (let index = 0; index < count; index++) {
    if (at + 46 > end || view.getUint32(at, true) !== 0x02014b50) {
      throw new RangeError(`its directory ends after ${index} of ${count} entries`);
    }
    const nameLength = view.getUint16(at + 28, true);
    const name = nameOf(bytes.subarray(at + 46, at + 46 + nameLength));
    if ((view.getUint16(at + 8, true) & 1) === 1)
      throw new RangeError(`${name} is locked by a password`);
    entries.push({
      name,
      method: view.getUint16(at + 10, true),
      crc: view.getUint32(at + 16, true),
      packedBytes: view.getUint32(at + 20, true),
      byteLength: view.getUint32(at + 24, true),
      offset: view.getUint32(at + 42, true),
    });
    at += 46 + nameLength + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
  }
  return entries;
}

/** A file's bytes, exactly as many as claimed. Throws RangeError for anything else. */
export function unzipEntry(bytes: Uint8Array, entry: ZipEntry): Uint8Array {
  const { offset, packedBytes, byteLength, method, crc } = entry;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  if (offset + 30 > bytes.length || view.getUint32(offset, true) !== 0x04034b50) {
    throw new RangeError('its place in the archive holds no file');
  }
  const start = offset + 30 + view.getUint16(offset + 26, true) + view.getUint16(offset + 28, true);
  if (start + packedBytes > bytes.length)
    throw new RangeError('its bytes reach beyond the archive');
  const packed = bytes.subarray(start, start + packedBytes);
  const content = method === 0 ? packed.slice() : inflated(packed, byteLength, method);
  if (content.length !== byteLength) {
    throw new RangeError(`it claims ${byteLength} bytes and has ${content.length}`);
  }
  if (crc32(content) !== crc) throw new RangeError('its checksum is wrong');
  return content;
}

function inflated(packed: Uint8Array, byteLength: number, method: number): Uint8Array {
  if (method !== 8) throw new RangeError(`it is packed by method ${method}; ZIP's usual one is 8`);
  const content = new Uint8Array(byteLength);
  let length = 0;
  const stream = new Inflate((chunk) => {
    if (length + chunk.length > byteLength) {
      throw new RangeError(`it claims ${byteLength} bytes and has more`);
    }
    content.set(chunk, length);
    length += chunk.length;
  });
  // In pieces: what is too much shows after the first, however much would follow.
  const piece = 16_384;
  for (let at = 0; at < packed.length; at += piece) {
    stream.push(packed.subarray(at, at + piece), at + piece >= packed.length);
  }
  return content.subarray(0, length);
}

/** Where the end record begins: at the end, but for a comment. */
function endRecord(view: DataView): number {
  const last = view.byteLength - endLength;
  for (let at = last; at >= Math.max(0, last - 0xffff); at--) {
    if (view.getUint32(at, true) === 0x06054b50) return at;
  }
  throw new RangeError('its directory at the end is missing');
}

/** UTF-8, whether flagged or not, as most programs write; else byte by byte. */
function nameOf(bytes: Uint8Array): string {
  const text = new TextDecoder().decode(bytes);
  return text.includes('\ufffd') ? String.fromCharCode(...bytes) : text;
}

const crcTable = Uint32Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++)
    value = (value & 1) === 1 ? 0xedb88320 ^ (value >>> 1) : value >>> 1;
  return value;
});

function crc32(bytes: Uint8Array): number {
  let crc = 0xffffffff;
  for (const byte of bytes) crc = (crcTable[(crc ^ byte) & 255] ?? 0) ^ (crc >>> 8);
  return (crc ^ 0xffffffff) >>> 0;
}
