/**
 * The mask on the bench: spoiled from an exact one, cut out of the picture by a threshold, or painted.
 * And the truth it is held against, where there is one.
 */
import { createImage, expectU8, imageOf, type U8Image } from '$src/core/image';
import type { Params } from '$src/core/params';
import type { Chain } from '$src/lab/chain';
import type { BenchInput } from '$src/lab/contract';
import type { ImageHandle } from '$src/ops/backend';
import { otsu } from '$src/ops/otsu/reference';
import { removeSmallHoles } from '$src/ops/remove-small-holes/reference';
import { removeSmallObjects } from '$src/ops/remove-small-objects/reference';
import { spoil } from './defects';
import type lab from './lab';

export type MorphologyParams = Params<(typeof lab)['params']>;

export interface BenchMask {
  readonly mask: U8Image;
  /** What the mask should have been. */
  readonly truth?: U8Image;
  /** Exact labels of the sample, or the picture's own Otsu mask before it was spoiled. */
  readonly truthFrom?: 'labels' | 'otsu';
  /** Where Otsu cut, 0..255. */
  readonly threshold?: number;
}

/** Where a picture has no exact labels, pieces and holes of its Otsu mask below this are no objects, px. */
const smallestPiecePx = 64;
/** Side of the square that is repeated for a large top hat: k repetitions reach 30 k + 1. */
const flattenStepPx = 31;

/** Builds mask and truth. Whole-number arithmetic throughout: every backend gives the same mask. */
export async function buildMask(
  chain: Chain,
  { image, truth, drawn }: BenchInput,
  params: MorphologyParams,
  seed: number,
): Promise<BenchMask> {
  const exact = truth ? { truth: separated(truth.labels), truthFrom: 'labels' as const } : {};
  switch (params.mask) {
    case 'spoiled': {
      const known = exact.truth
        ? exact
        : { truth: await ownMask(chain, image, params), truthFrom: 'otsu' as const };
      return { mask: spoil(known.truth, defectsOf(params), seed), ...known };
    }
    case 'painted': {
      const isHere = drawn?.width === image.width && drawn.height === image.height;
      return {
        mask: drawn && isHere ? binary(drawn) : createImage('u8', image.width, image.height),
        ...exact,
      };
    }
    default:
      return { ...(await cutOut(chain, await grayOf(chain, image), params)), ...exact };
  }
}

function defectsOf({ holes, specks, defectRadius, jitter, bridges }: MorphologyParams) {
  return { holes, specks, radiusPx: defectRadius, jitterPx: jitter, bridges };
}

/**
 * The objects of a label picture as one mask, with a gap of one pixel where two of them touch: without
 * it, things that touch would be one component even in a perfect mask. Of two neighbours the later one
 * in reading order gives way; corners count as touching, so that the gap holds for 8 neighbours too.
 */
export function separated(labels: BenchInput['image']): U8Image {
  const { width, height, data } = labels;
  const mask = createImage('u8', width, height);
  /** The label of a pixel that was kept, 0 for any other. */
  const kept = (x: number, y: number): number => {
    if (x < 0 || y < 0 || x >= width) return 0;
    return mask.data[y * width + x] === 0 ? 0 : (data[y * width + x] ?? 0);
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const own = data[y * width + x] ?? 0;
      if (own === 0) continue;
      const earlier = [kept(x - 1, y), kept(x - 1, y - 1), kept(x, y - 1), kept(x + 1, y - 1)];
      if (earlier.every((label) => label === 0 || label === own)) mask.data[y * width + x] = 255;
    }
  }
  return mask;
}

/** The picture's own Otsu mask without crumbs: what is spoiled where no exact labels are known. */
async function ownMask(
  chain: Chain,
  image: BenchInput['image'],
  params: MorphologyParams,
): Promise<U8Image> {
  const gray = await grayOf(chain, image);
  const { mask } = await cutOut(chain, gray, { ...params, mask: 'otsu' });
  return removeSmallHoles(removeSmallObjects(mask, smallestPiecePx, 8), smallestPiecePx, 4);
}

async function grayOf(chain: Chain, image: BenchInput['image']): Promise<ImageHandle> {
  return chain.gray(await chain.upload(image));
}

/** The threshold that the parameters name, after logarithm and top hat. */
export async function cutOut(
  chain: Chain,
  gray: ImageHandle,
  params: MorphologyParams,
): Promise<BenchMask> {
  const isBright = params.polarity === 'bright';
  const light = params.log ? await logarithm(chain, gray) : gray;
  const even = params.flatten > 1 ? await flattened(chain, light, params) : light;
  if (params.mask === 'adaptive') {
    const handle = await chain.main('adaptiveThreshold', even, {
      method: 'mean',
      type: isBright ? 'binary' : 'binary_inv',
      blockSize: params.block,
      C: params.offset,
    });
    return { mask: binary(await chain.read(handle)) };
  }
  const threshold =
    params.mask === 'fixed'
      ? params.threshold
      : otsu(expectU8(await chain.read(even), 'Otsu', [1]));
  const handle = await chain.main('threshold', even, {
    thresh: threshold,
    type: isBright ? 'binary' : 'binary_inv',
  });
  return { mask: binary(await chain.read(handle)), threshold };
}

/** Grey levels on a logarithmic scale, 0..255: twice the light is the same step everywhere. */
async function logarithm(chain: Chain, gray: ImageHandle): Promise<ImageHandle> {
  const picture = expectU8(await chain.read(gray), 'The logarithm', [1]);
  const levels = Uint8Array.from({ length: 256 }, (_, level) =>
    Math.round((255 * Math.log(1 + level)) / Math.log(256)),
  );
  const result = createImage('u8', picture.width, picture.height);
  for (let i = 0; i < result.data.length; i++) {
    result.data[i] = levels[picture.data[i] ?? 0] ?? 0;
  }
  return chain.upload(result);
}

/**
 * Top hat with a large square (black hat for dark objects, turned over so that they stay dark). The
 * square is applied as rows, then columns, and repeated to reach further: exact for rectangles, and
 * cheap.
 */
async function flattened(
  chain: Chain,
  gray: ImageHandle,
  { flatten, polarity }: MorphologyParams,
): Promise<ImageHandle> {
  const iterations = Math.round((flatten - 1) / (flattenStepPx - 1));
  const steps =
    polarity === 'bright' ? (['erode', 'dilate'] as const) : (['dilate', 'erode'] as const);
  let ground = gray;
  for (const operation of steps) {
    for (const [kernelWidth, kernelHeight] of [
      [flattenStepPx, 1],
      [1, flattenStepPx],
    ] as const) {
      ground = await chain.main('morphology', ground, {
        operation,
        shape: 'rect',
        kernelWidth,
        kernelHeight,
        iterations,
      });
    }
  }
  const picture = expectU8(await chain.read(gray), 'Top hat', [1]);
  const light = expectU8(await chain.read(ground), 'Top hat', [1]);
  const even = createImage('u8', picture.width, picture.height);
  for (let i = 0; i < even.data.length; i++) {
    const gap = (picture.data[i] ?? 0) - (light.data[i] ?? 0);
    even.data[i] = polarity === 'bright' ? gap : 255 + gap;
  }
  return chain.upload(even);
}

/** 255 and 0 from any single plane: everything but 0 is foreground. */
export function binary(image: BenchInput['image']): U8Image {
  if (image.type === 'u8' && image.channels === 1 && isBinary(image.data)) {
    return imageOf('u8', image.width, image.height, 1, image.data);
  }
  const mask = createImage('u8', image.width, image.height);
  for (let i = 0; i < mask.data.length; i++) {
    mask.data[i] = (image.data[i * image.channels] ?? 0) === 0 ? 0 : 255;
  }
  return mask;
}

function isBinary(data: Uint8Array): boolean {
  return data.every((value) => value === 0 || value === 255);
}
