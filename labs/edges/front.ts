/**
 * From the picture to what Canny sees: gray, noise, smoothing; and the derivative that the bench shows
 * beside it. Bench and experiments take the same steps from here, on whatever backend the chain has.
 *
 * Noise is added to the gray plane. Added to the colours it would be averaged by the conversion, and
 * a slider at 15 grey levels would mean about 10.
 */
import { expectU8, type Image, type U8Image } from '$src/core/image';
import type { Params } from '$src/core/params';
import { withChain, type Chain } from '$src/lab/chain';
import type { ExperimentContext } from '$src/lab/contract';
import { referenceOf } from '$src/lab/experiment';
import type { ImageHandle } from '$src/ops/backend';
import type lab from './lab';

export type Specs = (typeof lab)['params'];
export type EdgesParams = Params<Specs>;
export type Context = ExperimentContext<Specs>;

/** The part of the controls that decides what Canny sees. */
export type FrontParams = Pick<
  EdgesParams,
  'noise' | 'noiseSigma' | 'noiseShare' | 'smoother' | 'sigma' | 'medianSize' | 'sigmaColour'
>;
/** Their keys: what evidence about edges depends on, besides the thresholds. */
export const frontKeys = [
  'noise',
  'noiseSigma',
  'noiseShare',
  'smoother',
  'sigma',
  'medianSize',
  'sigmaColour',
] as const;

/** Disc and space σ of the bilateral filter; only its colour σ is a control. */
export const bilateralDisc = { d: 9, sigmaSpace: 3 } as const;

/** A copy with noise, or the image itself. */
export async function addNoise(
  chain: Chain,
  gray: ImageHandle,
  p: Pick<EdgesParams, 'noise' | 'noiseSigma' | 'noiseShare'>,
  seed: number,
): Promise<ImageHandle> {
  switch (p.noise) {
    case 'gaussian':
      return chain.main('gaussianNoise', gray, { sigma: p.noiseSigma, seed });
    case 'saltAndPepper':
      return chain.main('saltAndPepperNoise', gray, { amount: p.noiseShare / 100, seed });
    default:
      return gray;
  }
}

/** A smoothed copy, or the image itself where there is nothing to do. */
export async function smooth(
  chain: Chain,
  image: ImageHandle,
  p: Pick<EdgesParams, 'smoother' | 'sigma' | 'medianSize' | 'sigmaColour'>,
): Promise<ImageHandle> {
  switch (p.smoother) {
    case 'gaussian':
      return p.sigma > 0 ? chain.main('gaussianBlur', image, { sigmaX: p.sigma }) : image;
    case 'median':
      return chain.main('medianBlur', image, { kernelSize: p.medianSize });
    case 'bilateral':
      return chain.main('bilateralFilter', image, { ...bilateralDisc, sigmaColor: p.sigmaColour });
    default:
      return image;
  }
}

/** Gray, noise, smoothing. */
export async function prepare(
  chain: Chain,
  image: ImageHandle,
  p: FrontParams,
  seed: number,
): Promise<ImageHandle> {
  return smooth(chain, await addNoise(chain, await chain.gray(image), p, seed), p);
}

/** Both thresholds in order: a link may name them the wrong way round, and Canny swaps them too. */
export function thresholdsOf(p: Pick<EdgesParams, 'low' | 'high'>): {
  readonly low: number;
  readonly high: number;
} {
  return { low: Math.min(p.low, p.high), high: Math.max(p.low, p.high) };
}

/** Op and parameters of the derivative stage. The 4-neighbour Laplacian, [0 1 0; 1 −4 1; 0 1 0]. */
export function derivativeOp(operator: EdgesParams['operator']): {
  readonly op: string;
  readonly params: Readonly<Record<string, string | number>>;
} {
  switch (operator) {
    case 'sobelX':
      return { op: 'sobel', params: { dx: 1, dy: 0 } };
    case 'sobelY':
      return { op: 'sobel', params: { dx: 0, dy: 1 } };
    case 'scharrX':
      return { op: 'scharr', params: { axis: 'x' } };
    case 'scharrY':
      return { op: 'scharr', params: { axis: 'y' } };
    default:
      return { op: 'laplacian', params: { ksize: 1 } };
  }
}

export type CannyPlane = 'magnitude' | 'direction' | 'dx' | 'dy' | 'suppressed' | 'kept' | 'edges';

/** Canny on an image that is ready for it; reads back the planes that are asked for, no others. */
export async function readCanny<K extends CannyPlane>(
  chain: Chain,
  ready: ImageHandle,
  p: Pick<EdgesParams, 'low' | 'high'>,
  planes: readonly K[],
): Promise<Readonly<Record<K, Image>>> {
  const outputs = await chain.run('canny', ready, thresholdsOf(p));
  const read = async (name: K): Promise<readonly [K, Image]> => {
    const handle = outputs[name];
    if (!handle) throw new Error(`canny has no output "${name}".`);
    return [name, await chain.read(handle)];
  };
  const images: (readonly [K, Image])[] = [];
  for (const name of planes) images.push(await read(name));
  return Object.fromEntries(images) as Record<K, Image>;
}

/** Every ridge pixel with its magnitude, 0 elsewhere: thinning without any threshold. */
export async function readThinned(
  chain: Chain,
  ready: ImageHandle,
  magnitude: Image,
): Promise<Image> {
  const ridge = await chain.read(await chain.main('cannyNms', ready, { low: 0, high: 0 }));
  const thinned = { ...magnitude, data: magnitude.data.slice() } as Image;
  for (let i = 0; i < thinned.data.length; i++) {
    if ((ridge.data[i] ?? 0) === 0) thinned.data[i] = 0;
  }
  return thinned;
}

/** What Canny sees for `image`, made by the reference, so that it is the same everywhere. */
export function preparedExactly(
  context: Pick<Context, 'backends' | 'seed'>,
  image: Image,
  params: FrontParams,
): Promise<U8Image> {
  return withChain(referenceOf(context), async (chain) =>
    expectU8(
      await chain.read(await prepare(chain, await chain.upload(image), params, context.seed)),
      'Canny',
      [1],
    ),
  );
}
