import { describe, expect, it } from 'vitest';
import type { U8Image } from '$src/core/image';
import { decodeImage, rgbOnWhite, workingSize } from '$src/sources/decode';
import { SourceError, type SourceReason } from '$src/sources/error';
import { animatedWebp, apng, asFile, bmp, concat, gif, heif, jpeg, jpegHeaderOnly, patterned, png, pngHeaderOnly, text, tinyAvif, webpHead, ycc, type Bytes } from './fixtures'; // prettier-ignore

const red = ycc(255, 0, 0);
const blue = ycc(0, 0, 255);

function pixel(image: U8Image, x: number, y: number): number[] {
  const at = (y * image.width + x) * 3;
  return [...image.data.subarray(at, at + 3)];
}

async function refusal(bytes: ArrayLike<number>, name: string, type = ''): Promise<SourceError> {
  try {
    await decodeImage(asFile(bytes, name, type));
  } catch (error) {
    if (error instanceof SourceError) return error;
    throw error;
  }
  throw new Error(`${name} was accepted.`);
}

async function canvasFile(
  width: number,
  height: number,
  colour: string,
  type: string,
): Promise<Bytes> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (context === null) throw new Error('No canvas');
  context.fillStyle = colour;
  context.fillRect(0, 0, width, height);
  const blob = await canvas.convertToBlob({ type, quality: 1 });
  expect(blob.type).toBe(type);
  return new Uint8Array(await blob.arrayBuffer());
}

describe('pictures that work', () => {
  it('gives back exactly the bytes of an opaque PNG', async () => {
    const pixels = patterned(97, 61);
    const { image, notices, name } = await decodeImage(asFile(png(pixels), 'a.png'));
    expect(image).toMatchObject({ width: 97, height: 61, channels: 3, type: 'u8' });
    expect(image.data).toEqual(pixels.data);
    expect(notices).toEqual([]);
    expect(name).toBe('a.png');
  });

  it('gives back exactly the levels of a gray PNG, in all three channels', async () => {
    const pixels = patterned(16, 16, 1);
    const { image } = await decodeImage(asFile(png(pixels), 'gray.png'));
    expect([...image.data]).toEqual([...pixels.data].flatMap((v) => [v, v, v]));
  });

  it('reads the content, not the name or the type', async () => {
    const file = asFile(png(patterned(3, 3)), 'holiday.jpg', 'image/jpeg');
    expect((await decodeImage(file)).image.width).toBe(3);
  });

  it.each([
    [1, 1],
    [1, 300],
    [300, 1],
    [1, 5000],
    [5000, 1],
  ])('opens %d × %d', async (width, height) => {
    const { image } = await decodeImage(asFile(png(patterned(width, height)), 'thin.png'));
    expect([image.width, image.height]).toEqual([Math.min(width, 1280), Math.min(height, 1280)]);
  });

  it('scales a large picture and says so', async () => {
    const { image, notices } = await decodeImage(asFile(png(patterned(4000, 3000)), 'big.png'));
    expect([image.width, image.height]).toEqual([1280, 960]);
    expect(notices).toEqual(['Scaled from 4000 × 3000 to 1280 × 960 px to keep the bench fast.']);
  });

  it('scales by averaging, not by dropping pixels', async () => {
    // Columns alternate black and white: dropping pixels would leave extremes, averaging leaves gray.
    const width = 2560;
    const data = Uint8Array.from(
      { length: width * 4 * 3 },
      (_, i) => (Math.floor(i / 3) % 2) * 255,
    );
    const { image } = await decodeImage(
      asFile(png({ width, height: 4, channels: 3, data }), 's.png'),
    );
    const inner = pixel(image, 640, 1)[0] ?? 0;
    expect(Math.abs(inner - 127.5)).toBeLessThan(12); // any low-pass kernel; edges of the kernel ripple
  });

  it('honours EXIF orientation', async () => {
    // Stored: red left, blue right (24 × 16). Orientation 6: turn a quarter clockwise, red on top.
    const blocks = [[red, red, blue], [red, red, blue]]; // prettier-ignore
    const plain = await decodeImage(asFile(jpeg({ blocks }), 'plain.jpg'));
    expect([plain.image.width, plain.image.height]).toEqual([24, 16]);
    const turned = await decodeImage(asFile(jpeg({ blocks, orientation: 6 }), 'turned.jpg'));
    expect([turned.image.width, turned.image.height]).toEqual([16, 24]);
    expect(pixel(turned.image, 8, 2)[0]).toBeGreaterThan(245);
    expect(pixel(turned.image, 8, 2)[2]).toBeLessThan(10);
    expect(pixel(turned.image, 8, 21)[2]).toBeGreaterThan(245);
    const upsideDown = await decodeImage(asFile(jpeg({ blocks, orientation: 3 }), 'down.jpg'));
    expect(pixel(upsideDown.image, 2, 8)[2]).toBeGreaterThan(245);
  });

  it('honours EXIF orientation when it also scales', async () => {
    const row = [...Array<number[]>(200).fill(red), ...Array<number[]>(100).fill(blue)];
    const file = asFile(jpeg({ blocks: [row, row], orientation: 6 }), 'long.jpg');
    const { image, notices } = await decodeImage(file);
    expect([image.width, image.height]).toEqual([9, 1280]);
    expect(notices[0]).toMatch(/^Scaled from 16 × 2400 to 9 × 1280 px/);
    expect(pixel(image, 4, 10)[0]).toBeGreaterThan(245);
  });

  it('lays transparent parts on white and says so', async () => {
    const data = Uint8Array.of(255, 0, 0, 255, 0, 0, 255, 0, 0, 0, 0, 128);
    const file = asFile(png({ width: 3, height: 1, channels: 4, data }), 'clear.png');
    const { image, notices } = await decodeImage(file);
    expect([...image.data]).toEqual([255, 0, 0, 255, 255, 255, 127, 127, 127]);
    expect(notices).toEqual(['Transparent parts were laid on white.']);
  });

  it('says nothing about an alpha channel that is opaque everywhere', async () => {
    expect((await decodeImage(asFile(png(patterned(4, 4, 4)), 'a.png'))).notices).toEqual([]);
  });

  it('keeps the upper 8 of 16 bits and says so', async () => {
    const data = Uint16Array.of(0x0000, 0x1200, 0xab80, 0xffff);
    const { image, notices } = await decodeImage(
      asFile(png({ width: 4, height: 1, channels: 1, data }), 'deep.png'),
    );
    // Rounding or cutting: both are the upper 8 bits to within one level.
    [0, 0x12, 0xab, 0xff].forEach((level, x) => {
      expect(Math.abs((pixel(image, x, 0)[0] ?? -9) - level)).toBeLessThanOrEqual(1);
    });
    expect(notices).toEqual(['The file has 16 bits per channel; the browser keeps the upper 8.']);
  });

  it('opens a CMYK JPEG and says that the colours are approximate', async () => {
    // Adobe stores CMYK inverted: 255 is no ink.
    const paper = [255, 255, 255, 255];
    const black = [255, 255, 255, 0];
    const { image, notices } = await decodeImage(
      asFile(jpeg({ blocks: [[paper, black]] }), 'print.jpg'),
    );
    expect(pixel(image, 3, 3)[0]).toBeGreaterThan(240);
    expect(pixel(image, 12, 3)[0]).toBeLessThan(60);
    expect(notices).toEqual([
      'The file has printing colours (CMYK); the browser turned them into RGB, only roughly alike.',
    ]);
  });

  it('takes the first frame of an animated GIF', async () => {
    const { image, notices } = await decodeImage(asFile(gif(6, 4, [1, 2, 3]), 'moving.gif'));
    expect(pixel(image, 5, 3)).toEqual([255, 0, 0]);
    expect(notices).toEqual(['This GIF moves; its first frame is used.']);
  });

  it('takes the first frame of an animated PNG', async () => {
    const frame = patterned(5, 5);
    const { image, notices } = await decodeImage(asFile(apng(frame), 'moving.png'));
    expect(image.data).toEqual(frame.data);
    expect(notices).toEqual(['This PNG moves; its first frame is used.']);
  });

  it('takes the first frame of an animated WebP', async () => {
    const stills = [
      await canvasFile(16, 16, '#ff0000', 'image/webp'),
      await canvasFile(16, 16, '#0000ff', 'image/webp'),
    ];
    const { image, notices } = await decodeImage(
      asFile(animatedWebp(16, 16, stills), 'moving.webp'),
    );
    expect(pixel(image, 8, 8)[0]).toBeGreaterThan(240); // lossy
    expect(pixel(image, 8, 8)[2]).toBeLessThan(15);
    expect(notices).toEqual(['This WebP moves; its first frame is used.']);
  });

  it('opens a still WebP and a BMP', async () => {
    const webp = await canvasFile(20, 10, '#00ff00', 'image/webp');
    expect((await decodeImage(asFile(webp, 'a.webp'))).image).toMatchObject({
      width: 20,
      height: 10,
    });
    const pixels = patterned(7, 5);
    expect((await decodeImage(asFile(bmp(pixels), 'a.bmp'))).image.data).toEqual(pixels.data);
  });

  it('opens an AVIF where the browser can', async () => {
    const { image } = await decodeImage(asFile(tinyAvif, 'a.avif'));
    expect(image).toMatchObject({ width: 16, height: 16 });
  });

  it('opens a JPEG with bytes after its end', async () => {
    const file = concat(jpeg({ blocks: [[[10], [200]]] }), text('motion photo trailer'));
    expect((await decodeImage(asFile(file, 'phone.jpg'))).image.width).toBe(16);
  });

  it('decodes inside a worker just the same', async () => {
    const worker = new Worker(new URL('./decode.worker.ts', import.meta.url), { type: 'module' });
    try {
      const pixels = patterned(31, 17);
      const answer = new Promise<MessageEvent<{ image?: U8Image; reason?: SourceReason }>>(
        (resolve, reject) => {
          worker.onmessage = resolve;
          worker.onerror = (event) => reject(new Error(event.message));
        },
      );
      worker.postMessage(asFile(png(pixels), 'a.png'));
      expect((await answer).data.image?.data).toEqual(pixels.data);
    } finally {
      worker.terminate();
    }
  });
});

describe('files that are refused with a sentence', () => {
  const whole = png(patterned(64, 64));
  const photo = jpeg({ blocks: Array.from({ length: 4 }, (_, y) => [[y * 9], [200], [90]]) });
  const svg = '<?xml version="1.0"?>\n<!-- drawn -->\n<svg xmlns="http://www.w3.org/2000/svg"/>';

  it.each<[string, ArrayLike<number>, string, SourceReason, RegExp]>([
    ['zero bytes', [], 'void.png', 'empty', /^void\.png is empty \(0 bytes\)\. Copy or download it again/],
    ['a cut PNG', whole.subarray(0, 300), 'a.png', 'truncated', /^a\.png is cut off: the PNG file ends after 300\sB,/],
    ['a PNG without its last chunk', whole.subarray(0, whole.length - 12), 'a.png', 'truncated', /again\.$/],
    ['a PNG of 8 bytes', whole.subarray(0, 8), 'a.png', 'truncated', /after 8\sB/],
    ['a cut JPEG', photo.subarray(0, photo.length - 6), 'p.jpg', 'truncated', /^p\.jpg is cut off: the JPEG file/],
    ['a JPEG cut in its head', photo.subarray(0, 30), 'p.jpg', 'truncated', /cut off/],
    ['a cut GIF', gif(9, 9, [1]).subarray(0, 50), 'g.gif', 'truncated', /the GIF file/],
    ['a cut BMP', bmp(patterned(9, 9)).subarray(0, 99), 'b.bmp', 'truncated', /the BMP file/],
    ['30000 × 30000', pngHeaderOnly(30_000, 30_000), 'huge.png', 'too-many-pixels',
      /^huge\.png is 30\s000 × 30\s000 pixels, 900 megapixels; this page decodes up to 100\. Save a smaller copy/],
    ['65535 × 65535 JPEG', jpegHeaderOnly(65_535, 65_535), 'huge.jpg', 'too-many-pixels', /4295 megapixels/],
    ['a GIF with a vast screen', concat(text('GIF89a'), [255, 255, 255, 255, 0, 0, 0]), 'g.gif', 'too-many-pixels', /65\s535/],
    ['an AVIF with a vast size', heif('avif', [[40_000, 40_000]]), 'a.avif', 'too-many-pixels', /40\s000/],
    ['an SVG', text(svg), 'logo.svg', 'svg', /^logo\.svg is an SVG drawing.*Export it as PNG/],
    ['an SVG called PNG', text(svg), 'logo.png', 'svg', /SVG/],
    ['a compressed SVG', [0x1f, 0x8b, 8, 0, 0], 'logo.svgz', 'svg', /SVG/],
    ['a text file', text('Dear diary,\nno picture today.'), 'notes.txt', 'text', /^notes\.txt contains text, not a picture\. Choose a PNG/],
    ['text that begins like a BMP', text('BM is not always a bitmap, you know.'), 'n.bmp', 'text', /text/],
    ['UTF-16 text', [0xff, 0xfe, 65, 0, 66, 0], 'n.txt', 'text', /text/],
    ['a web page', text('<!DOCTYPE html><html><body>404</body></html>'), 'photo.jpg', 'text', /^photo\.jpg is a web page/],
    ['a TIFF', text('II*\0abcd'), 'scan.tif', 'unsupported-format', /TIFF.*export it as PNG or JPEG/],
    ['a PDF', text('%PDF-1.7'), 'a.pdf', 'unsupported-format', /PDF/],
    ['a film', concat([0, 0, 0, 20], text('ftypmp42')), 'a.mp4', 'unsupported-format', /video.*one frame/],
    ['an archive', [0x50, 0x4b, 3, 4, 0, 0], 'a.zip', 'unsupported-format', /ZIP/],
    ['a pixmap', text('P6\n2 2\n255\n'), 'a.ppm', 'unsupported-format', /pixmap/],
    ['noise', [7, 0, 255, 3, 9, 2], 'noise.bin', 'not-an-image', /^noise\.bin is not a picture: it begins with the bytes 07 00 ff 03/],
    ['one byte', [0], 'x', 'not-an-image', /the bytes 00/],
    ['a PNG of width 0', pngHeaderOnly(0, 5), 'a.png', 'undecodable', /holds no picture/],
    ['a PNG without pixels', pngHeaderOnly(5, 5), 'a.png', 'undecodable', /damaged.*save it anew/],
    ['a WebP without pixels', webpHead('VP8 ', 50, 50), 'a.webp', 'undecodable', /damaged/],
    ['a 12-bit JPEG', concat(jpegHeaderOnly(8, 8, 12), [0xff, 0xda, 0, 8, 1, 1, 0, 0, 63, 0, 1, 0xff, 0xd9]), 'deep.jpg', 'undecodable', /12-bit JPEG.*8-bit/],
    ['HEIC', heif('heic', [[8, 8]]), 'IMG_1.HEIC', 'undecodable', /cannot open HEIC.*Export it as JPEG or PNG/],
  ])('%s', async (_what, bytes, name, reason, sentence) => {
    const error = await refusal(bytes, name);
    expect(error.message).toMatch(sentence);
    expect(error.reason).toBe(reason);
  }); // prettier-ignore

  it('a file over 64 MB, unread', async () => {
    const file = asFile([], 'film.raw');
    Object.defineProperty(file, 'size', { value: 82e6 });
    await expect(decodeImage(file)).rejects.toMatchObject({
      reason: 'too-many-bytes',
      message: expect.stringMatching(
        /^film\.raw has 82\sMB; this page opens files of up to 64\sMB\. Save a smaller copy and choose that\.$/,
      ) as string,
    });
  });

  it('a file that vanished, or a folder', async () => {
    const file = asFile([1], 'gone.png');
    file.arrayBuffer = () => Promise.reject(new DOMException('gone', 'NotFoundError'));
    await expect(decodeImage(file)).rejects.toMatchObject({ reason: 'unreadable' });
  });

  it('a PNG damaged from the middle on, which browsers would paint in part', async () => {
    let state = 1; // incompressible, so that the damage hits pixels
    const data = Uint8Array.from(
      { length: 200 * 200 * 3 },
      () => (state = (state * 16807) % 2147483647) & 255,
    );
    const damaged = png({ width: 200, height: 200, channels: 3, data });
    damaged.fill(0x55, damaged.length / 2, damaged.length - 100);
    const error = await refusal(damaged, 'a.png');
    expect(error.reason).toBe('undecodable');
  });

  it('every way of cutting and corrupting ends in a picture or a sentence', async () => {
    const files = [whole, photo, gif(8, 8, [1, 2]), bmp(patterned(8, 8)), apng(patterned(8, 8))];
    let seed = 7;
    const random = (n: number): number => (seed = (seed * 16807) % 2147483647) % n;
    for (let round = 0; round < 150; round++) {
      const original = files[round % files.length] ?? whole;
      const bytes = original.slice(0, 1 + random(original.length));
      for (let k = random(4); k > 0; k--) bytes[random(bytes.length)] = random(256);
      try {
        const { image } = await decodeImage(asFile(bytes, 'x'));
        expect(image.data.length).toBe(image.width * image.height * 3);
      } catch (error) {
        expect(error).toBeInstanceOf(SourceError);
        expect((error as SourceError).message).toMatch(/\.$/);
      }
    }
  });
});

describe('decodeImage', () => {
  it('gives up on a decoder that does not answer, and closes what arrives late', async () => {
    const original = globalThis.createImageBitmap;
    let release: (bitmap: ImageBitmap) => void = () => undefined;
    globalThis.createImageBitmap = (() =>
      new Promise<ImageBitmap>((resolve) => (release = resolve))) as typeof createImageBitmap;
    try {
      const decoding = decodeImage(asFile(png(patterned(2, 2)), 'slow.png'), {
        limits: { timeoutMs: 20 },
      });
      await expect(decoding).rejects.toMatchObject({ reason: 'too-slow' });
      let isClosed = false;
      release({ close: () => (isClosed = true) } as unknown as ImageBitmap);
      await new Promise((resolve) => setTimeout(resolve));
      expect(isClosed).toBe(true);
    } finally {
      globalThis.createImageBitmap = original;
    }
  });

  it('stops when the signal fires', async () => {
    const controller = new AbortController();
    const decoding = decodeImage(asFile(png(patterned(2, 2)), 'a.png'), {
      signal: controller.signal,
    });
    controller.abort();
    await expect(decoding).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('makes a name fit for a sentence', async () => {
    const bytes = png(patterned(1, 1));
    const named = async (name: string): Promise<string> =>
      (await decodeImage(asFile(bytes, name))).name;
    expect(await named('')).toBe('picture');
    expect(await named('a\u202Egnp.exe\n')).toBe('agnp.exe');
    expect(await named(`${'x'.repeat(300)}.png`)).toHaveLength(48);
    expect((await decodeImage(new Blob([bytes]))).name).toBe('picture');
  });
});

describe('workingSize', () => {
  it.each([
    [4000, 3000, 1280, 960],
    [1280, 1280, 1280, 1280],
    [1281, 1, 1280, 1],
    [1, 60_000, 1, 1280],
    [1, 1, 1, 1],
  ])('of %d × %d is %d × %d', (width, height, toWidth, toHeight) => {
    expect(workingSize(width, height)).toEqual({ width: toWidth, height: toHeight });
  });
});

describe('rgbOnWhite', () => {
  it('composes by hand-worked values', () => {
    const data = [10, 20, 30, 255, 0, 0, 0, 0, 100, 200, 0, 51];
    const { image, isTransparent } = rgbOnWhite({ width: 3, height: 1, data });
    // 51/255 = 0.2: 100·0.2 + 204 = 224, 200·0.2 + 204 = 244, 0 + 204.
    expect([...image.data]).toEqual([10, 20, 30, 255, 255, 255, 224, 244, 204]);
    expect(isTransparent).toBe(true);
  });
});
