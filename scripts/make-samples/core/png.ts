import { crc32, deflateSync } from 'node:zlib';

/**
 * A PNG writer that filters each row, which fast-png does not do (it writes filter 0 throughout): on a
 * rendered photograph that is the difference between 0.9 and 0.5 of the raw size.
 */
export function encodePng(
  width: number,
  height: number,
  channels: 1 | 3,
  data: Uint8Array,
): Uint8Array {
  const stride = width * channels;
  const best = new Uint8Array((stride + 1) * height);
  const flat = new Uint8Array((stride + 1) * height);
  for (let y = 0; y < height; y++) {
    const at = y * (stride + 1);
    flat.set(data.subarray(y * stride, (y + 1) * stride), at + 1);
    let least = Infinity;
    for (let kind = 0; kind < 5; kind++) {
      const row = filterRow(kind, data, y, stride, channels);
      let cost = 0;
      for (const b of row) cost += b < 128 ? b : 256 - b;
      if (cost < least) {
        least = cost;
        best[at] = kind;
        best.set(row, at + 1);
      }
    }
  }
  // Label pictures are mostly flat and compress better unfiltered; keep whichever is smaller.
  const [body] = [best, flat]
    .map((raw) => deflateSync(raw, { level: 9, memLevel: 9 }))
    .sort((a, b) => a.length - b.length);
  const header = new Uint8Array(13);
  const view = new DataView(header.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  header.set([8, channels === 3 ? 2 : 0], 8);
  return Buffer.concat([
    Uint8Array.of(0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a),
    chunk('IHDR', header),
    chunk('IDAT', body ?? new Uint8Array()),
    chunk('IEND', new Uint8Array()),
  ]);
}

function filterRow(
  kind: number,
  data: Uint8Array,
  y: number,
  stride: number,
  bpp: number,
): Uint8Array {
  const row = new Uint8Array(stride);
  const here = y * stride;
  for (let i = 0; i < stride; i++) {
    const left = i >= bpp ? (data[here + i - bpp] as number) : 0;
    const up = y > 0 ? (data[here - stride + i] as number) : 0;
    const corner = i >= bpp && y > 0 ? (data[here - stride + i - bpp] as number) : 0;
    const guess =
      kind === 1
        ? left
        : kind === 2
          ? up
          : kind === 3
            ? (left + up) >> 1
            : kind === 4
              ? paeth(left, up, corner)
              : 0;
    row[i] = (data[here + i] as number) - guess;
  }
  return row;
}

function paeth(a: number, b: number, c: number): number {
  const p = a + b - c;
  const pa = Math.abs(p - a);
  const pb = Math.abs(p - b);
  const pc = Math.abs(p - c);
  return pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
}

function chunk(type: string, body: Uint8Array): Uint8Array {
  const out = new Uint8Array(12 + body.length);
  const view = new DataView(out.buffer);
  view.setUint32(0, body.length);
  out.set(new TextEncoder().encode(type), 4);
  out.set(body, 8);
  view.setUint32(8 + body.length, crc32(out.subarray(4, 8 + body.length)));
  return out;
}
