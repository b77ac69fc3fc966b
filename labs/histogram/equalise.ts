/**
 * Equalising a picture, gray or colour, on one backend. The op works on one channel; what a colour
 * picture is equalised in is a choice, and it decides what happens to the colours:
 *
 * - `y`    luma Y′ of YCrCb (ITU-R BT.601): R, G and B are raised by one amount.
 * - `lab`  lightness L* of CIE L*a*b*: nearest to how light a colour looks.
 * - `rgb`  R, G and B each by its own histogram: three different curves.
 *
 * Splitting and merging channels is done here, on the CPU: it only copies bytes.
 */
import { expectU8, type U8Image } from '$src/core/image';
import { mergeChannels, splitChannels } from '$src/core/planes';
import type { Chain } from '$src/lab/chain';

export type Method = 'global' | 'clahe';
export type ChannelChoice = 'y' | 'lab' | 'rgb';

export interface ClaheSetting {
  /** Multiple of the mean bin height; 0 for no limit. */
  readonly clipLimit: number;
  /** Tiles across and down. */
  readonly tiles: number;
}

export interface Equalised {
  /** As many channels as the input. */
  readonly image: U8Image;
  /** The mapping of each equalised channel: 256 × 1 (global) or 256 × tiles² in raster order (CLAHE). */
  readonly luts: readonly U8Image[];
  /** The equalised channels before and after: one, or R, G and B. */
  readonly before: readonly U8Image[];
  readonly after: readonly U8Image[];
}

const spaces = {
  y: { there: 'RGB2YCrCb', back: 'YCrCb2RGB' },
  lab: { there: 'RGB2Lab', back: 'Lab2RGB' },
} as const;

/** Equalises one channel. */
export async function equalisePlane(
  chain: Chain,
  plane: U8Image,
  method: Method,
  { clipLimit, tiles }: ClaheSetting,
): Promise<{ readonly image: U8Image; readonly lut: U8Image }> {
  const input = await chain.upload(plane);
  const { result, lut } =
    method === 'global'
      ? await chain.run('equalizeHist', input)
      : await chain.run('clahe', input, { clipLimit, tilesX: tiles, tilesY: tiles });
  if (!result || !lut) throw new Error(`The ${method} equalisation gave no result or no mapping.`);
  return {
    image: expectU8(await chain.read(result), 'equalise'),
    lut: expectU8(await chain.read(lut), 'equalise'),
  };
}

/** Equalises a gray, RGB or RGBA picture. Gray pictures have one channel whatever is chosen. */
export async function equalise(
  chain: Chain,
  image: U8Image,
  method: Method,
  channels: ChannelChoice,
  setting: ClaheSetting,
): Promise<Equalised> {
  const planes = splitChannels(await convert(chain, image, channels, 'there'));
  const chosen = image.channels > 1 && channels === 'rgb' ? planes.slice(0, 3) : planes.slice(0, 1);
  const done: { readonly image: U8Image; readonly lut: U8Image }[] = [];
  for (const plane of chosen) done.push(await equalisePlane(chain, plane, method, setting));
  const after = done.map((one) => one.image);
  const merged = mergeChannels([...after, ...planes.slice(after.length)]);
  return {
    image: await convert(chain, merged, channels, 'back'),
    luts: done.map((one) => one.lut),
    before: chosen,
    after,
  };
}

/** Luma Y′ of a picture; a gray picture is its own. */
export async function luma(chain: Chain, image: U8Image): Promise<U8Image> {
  if (image.channels === 1) return image;
  return expectU8(await chain.read(await chain.gray(await chain.upload(image))), 'luma', [1]);
}

async function convert(
  chain: Chain,
  image: U8Image,
  channels: ChannelChoice,
  way: 'there' | 'back',
): Promise<U8Image> {
  if (image.channels === 1 || channels === 'rgb') return image;
  const code = spaces[channels][way];
  const converted = await chain.main('cvtColor', await chain.upload(image), { code });
  return expectU8(await chain.read(converted), 'equalise');
}

/** Pixels per grey value of one channel, 256 entries. */
export async function countsOf(chain: Chain, plane: U8Image): Promise<number[]> {
  const histogram = await chain.main('calcHist', await chain.upload(plane));
  return Array.from((await chain.read(histogram)).data);
}
