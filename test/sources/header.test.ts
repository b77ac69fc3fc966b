import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readHeader } from '$src/sources/header';
import { apng, bmp, concat, gif, heif, jpeg, jpegHeaderOnly, patterned, png, pngHeaderOnly, webpHead, ycc } from './fixtures'; // prettier-ignore

const sixteenBit = { width: 2, height: 1, channels: 1, data: Uint16Array.of(1, 65535) } as const;
const grayJpeg = jpeg({
  blocks: [
    [[10], [200], [90]],
    [[0], [255], [128]],
  ],
});

describe('readHeader', () => {
  it.each([
    ['PNG', png(patterned(7, 3)), 7, 3],
    ['PNG', png(patterned(1, 1, 4)), 1, 1],
    ['JPEG', grayJpeg, 24, 16],
    ['GIF', gif(5, 9, [1]), 5, 9],
    ['BMP', bmp(patterned(3, 2)), 3, 2],
    ['WebP', webpHead('VP8 ', 640, 480), 640, 480],
    ['WebP', webpHead('VP8L', 16384, 1), 16384, 1],
    ['WebP', webpHead('VP8L', 1, 16384), 1, 16384],
    ['WebP', webpHead('VP8X', 70_000, 3), 70_000, 3],
    ['AVIF', heif('avif', [[64, 48]]), 64, 48],
    ['HEIC', heif('heic', [[512, 512], [4032, 3024], [512, 512]]), 4032, 3024],
  ])('reads the size of a %s', (format, bytes, width, height) => {
    expect(readHeader(bytes)).toMatchObject({ format, width, height, isComplete: true });
  }); // prettier-ignore

  it('knows the size of a file that no memory would hold', () => {
    expect(readHeader(pngHeaderOnly(30_000, 30_000))).toMatchObject({
      width: 30_000,
      height: 30_000,
    });
    expect(readHeader(jpegHeaderOnly(65_535, 65_535))).toMatchObject({
      width: 65_535,
      height: 65_535,
    });
    expect(readHeader(pngHeaderOnly(0x7fffffff, 0x7fffffff))).toMatchObject({ width: 0x7fffffff });
  });

  it('takes the larger of screen and first frame in a GIF', () => {
    const file = gif(4, 4, [1]);
    file.set([1, 0, 1, 0], 6); // the screen says 1 × 1, the frame 4 × 4
    expect(readHeader(file)).toMatchObject({ width: 4, height: 4 });
  });

  it('tells moving pictures from still ones', () => {
    expect(readHeader(apng(patterned(2, 2)))).toMatchObject({ isAnimated: true });
    expect(readHeader(png(patterned(2, 2)))).toMatchObject({ isAnimated: false });
    expect(readHeader(gif(2, 2, [1, 2, 3]))).toMatchObject({ isAnimated: true });
    expect(readHeader(gif(2, 2, [1]))).toMatchObject({ isAnimated: false });
    expect(readHeader(webpHead('VP8X', 2, 2, true))).toMatchObject({ isAnimated: true });
    expect(readHeader(webpHead('VP8X', 2, 2))).toMatchObject({ isAnimated: false });
    expect(readHeader(heif('avis', [[2, 2]]))).toMatchObject({ isAnimated: true });
  });

  it('reads depth and printing colours', () => {
    expect(readHeader(png(sixteenBit))).toMatchObject({ bitsPerChannel: 16 });
    expect(readHeader(jpegHeaderOnly(8, 8, 12))).toMatchObject({ bitsPerChannel: 12 });
    expect(readHeader(heif('avif', [[2, 2]], 10))).toMatchObject({ bitsPerChannel: 10 });
    expect(readHeader(jpeg({ blocks: [[[0, 0, 0, 0]]] }))).toMatchObject({ isCmyk: true });
    expect(readHeader(jpeg({ blocks: [[ycc(255, 0, 0)]] }))).toMatchObject({ isCmyk: false });
  });

  it('sees that a file was cut, wherever it was cut', () => {
    const whole = {
      png: png(patterned(9, 9)),
      jpeg: grayJpeg,
      gif: gif(3, 3, [1]),
      bmp: bmp(patterned(5, 5)),
    };
    for (const [kind, bytes] of Object.entries(whole)) {
      // A GIF may lack its trailer, a PNG the checksum of its empty last chunk.
      const needed = bytes.length - (kind === 'gif' ? 1 : kind === 'png' ? 0 : 0);
      for (let length = 60; length < needed; length++) {
        const cut = readHeader(bytes.subarray(0, length));
        expect(cut, `${kind} cut to ${length} of ${bytes.length}`).toMatchObject({
          isComplete: false,
        });
      }
    }
  });

  it('finds the end of a JPEG before what phones append to it', () => {
    expect(readHeader(concat(grayJpeg, [1, 2, 3, 0xff, 0xd8, 0xff, 0xe1]))).toMatchObject({
      isComplete: true,
      width: 24,
    });
  });

  it('is not misled by markers inside another segment', () => {
    const thumbnail = concat([0xff, 0xe1, 0, 2 + grayJpeg.length], grayJpeg);
    const wide = jpeg({ blocks: [[[1], [2], [3], [4]]] });
    const file = concat(wide.subarray(0, 2), thumbnail, wide.subarray(2));
    expect(readHeader(file)).toMatchObject({ width: 32, height: 8, isComplete: true });
  });

  it('returns undefined for what is none of the formats', () => {
    for (const bytes of [[], [0x89], [0xff, 0xd8], [66, 77, 32, 105, 115, 32, 110, 111]]) {
      expect(readHeader(Uint8Array.from(bytes))).toBeUndefined();
    }
  });

  it('ends on any bytes, in short time, with a size that is a whole number', () => {
    const magics = [png(patterned(2, 2)), grayJpeg, gif(2, 2, [1, 2]), bmp(patterned(2, 2)),
      webpHead('VP8X', 9, 9), heif('avif', [[2, 2]])]; // prettier-ignore
    fc.assert(
      fc.property(
        fc.constantFrom(...magics),
        fc.nat(40),
        fc.uint8Array({ maxLength: 400 }),
        (magic, keep, noise) => {
          const header = readHeader(concat(magic.subarray(0, 12 + keep), noise));
          if (header === undefined) return;
          expect(Number.isInteger(header.width) && header.width >= 0).toBe(true);
          expect(Number.isInteger(header.height) && header.height >= 0).toBe(true);
        },
      ),
      { numRuns: 2000 },
    );
  });

  it('walks a large hostile file in well under a second', () => {
    const file = new Uint8Array(16_000_000).fill(0xff); // one fill byte after another
    file.set([0xff, 0xd8, 0xff]);
    const started = performance.now();
    expect(readHeader(file)).toMatchObject({ isComplete: false });
    expect(performance.now() - started).toBeLessThan(3000); // generous: shared machines
  });
});
