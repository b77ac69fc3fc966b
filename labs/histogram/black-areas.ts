/**
 * The black areas of a picture whose shadows were cut off, and what is found inside them: the true
 * outlines in the cut picture, the same in its uncut twin, and any pixel of the twin at all. The last
 * is what chance gives: noise that equalisation lifts makes edges everywhere.
 */
import { expectU8, imageOf, type U8Image } from '$src/core/image';
import type { Chain } from '$src/lab/chain';
import { edgeRecall } from './measures';

/** Brightest grey level of a black area: the shipped files are lossy, and round by about as much. */
const blackLevel = 2;

/** 255 where no pixel of the 5 × 5 neighbourhood is above `blackLevel`, else 0. */
export async function blackAreasOf(chain: Chain, plane: U8Image): Promise<U8Image> {
  const brightest = await chain.main('morphology', await chain.upload(plane), {
    operation: 'dilate',
    shape: 'rect',
    kernelWidth: 5,
    kernelHeight: 5,
  });
  const { width, height, data } = expectU8(await chain.read(brightest), 'Black areas', [1]);
  const isBlack = Uint8Array.from(data, (level) => (level <= blackLevel ? 255 : 0));
  return imageOf('u8', width, height, 1, isBlack);
}

/** One scene, twice; all of one size. */
export interface Twins {
  /** True outlines. */
  readonly outline: U8Image;
  /** Black areas of the cut picture. */
  readonly areas: U8Image;
  /** Edges of the cut picture and of its twin. */
  readonly cut: U8Image;
  readonly whole: U8Image;
}

export interface InBlack {
  /** Outline pixels in black areas. */
  readonly outlines: number;
  /** Of those, found within a pixel, %; 0 where there are none. */
  readonly clipped: number;
  readonly dark: number;
  /** Pixels of the areas with an edge of the twin within a pixel, %. */
  readonly chance: number;
}

/** Counted over all scenes together: many have no outline in a black area at all. */
export function foundInBlack(scenes: readonly Twins[]): InBlack {
  let [outlines, clipped, dark] = [0, 0, 0];
  let [pixels, chance] = [0, 0];
  for (const { outline, areas, cut, whole } of scenes) {
    const asked = countWithin(outline, areas);
    outlines += asked;
    clipped += asked * edgeRecall(outline, cut, areas);
    dark += asked * edgeRecall(outline, whole, areas);
    const all = countWithin(areas, areas);
    pixels += all;
    chance += all * edgeRecall(areas, whole);
  }
  const mean = (sum: number, count: number): number => (count === 0 ? 0 : sum / count);
  return {
    outlines,
    clipped: mean(clipped, outlines),
    dark: mean(dark, outlines),
    chance: mean(chance, pixels),
  };
}

function countWithin(mask: U8Image, areas: U8Image): number {
  return mask.data.reduce((n, value, i) => (value !== 0 && areas.data[i] !== 0 ? n + 1 : n), 0);
}
