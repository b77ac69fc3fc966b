/**
 * What of a scene's structure is left in a picture: the edges that Canny finds, compared with those
 * of the same scene taken well.
 *
 * Two questions, two thresholds:
 * - `tuned`: the thresholds found on the clean picture, as in a system that was tuned on good pictures
 *   and is not tuned again: is the structure strong enough to be seen?
 * - `own`: thresholds at the same percentiles of the picture's own gradient. A picture that is only
 *   darker or paler keeps its score: is the structure there at all?
 */
import { expectU8, type Image, type U8Image } from '$src/core/image';
import type { Chain } from '$src/lab/chain';
import type { ImageHandle } from '$src/ops/backend';
import { edgeRecall, fScore, gradientCorrelation, type Gradient } from './measures';

/** Blur before the derivatives, in pixels. */
export const edgeSigma = 1.4;
/** Share of the pixels whose gradient lies below the high threshold. */
export const highQuantile = 0.94;
/** The low threshold as a share of the high one. */
export const lowShare = 0.4;

export interface Thresholds {
  readonly low: number;
  readonly high: number;
}

export interface Structure {
  /** Edges by the picture's own thresholds, and by those it was given (or its own again). */
  readonly own: U8Image;
  readonly tuned: U8Image;
  readonly thresholds: Thresholds;
  readonly gradient: Gradient;
}

/** How well the edges of a picture agree with those of the clean one. Percentages; correlation −1..1. */
export interface Agreement {
  readonly tunedRecall: number;
  readonly tunedPrecision: number;
  readonly tunedF: number;
  readonly ownF: number;
  readonly correlation: number;
}

/** How often `structureOf` calls `onStep`. */
export const structureSteps = 3;

/** Edges and gradient of a single-channel picture. `tuned`: thresholds found on the clean picture. */
export async function structureOf(
  chain: Chain,
  plane: U8Image,
  tuned?: Thresholds,
  onStep?: () => void,
): Promise<Structure> {
  const blurred = await blur(chain, plane);
  const read = (outputs: Outputs, name: string): Promise<Image> => readOutput(chain, outputs, name);
  const magnitude = await read(await chain.run('cannyGradient', blurred), 'magnitude');
  const thresholds = thresholdsOf(magnitude);
  onStep?.();
  const byOwn = await chain.run('canny', blurred, { ...thresholds });
  const own = expectU8(await read(byOwn, 'edges'), 'structureOf');
  onStep?.();
  const byTuned = tuned ? await chain.run('canny', blurred, { ...tuned }) : byOwn;
  const tunedEdges = expectU8(await read(byTuned, 'edges'), 'structureOf');
  onStep?.();
  const gradient = { dx: (await read(byOwn, 'dx')).data, dy: (await read(byOwn, 'dy')).data };
  return { own, tuned: tunedEdges, thresholds, gradient };
}

/** The thresholds that `structureOf` would give the picture itself. */
export async function ownThresholds(chain: Chain, plane: U8Image): Promise<Thresholds> {
  const gradient = await chain.run('cannyGradient', await blur(chain, plane));
  return thresholdsOf(await readOutput(chain, gradient, 'magnitude'));
}

/** Edges of a single-channel picture by thresholds from elsewhere. */
export async function edgesAt(
  chain: Chain,
  plane: U8Image,
  thresholds: Thresholds,
): Promise<U8Image> {
  const found = await chain.run('canny', await blur(chain, plane), { ...thresholds });
  return expectU8(await readOutput(chain, found, 'edges'), 'edgesAt');
}

type Outputs = Awaited<ReturnType<Chain['run']>>;

async function blur(chain: Chain, plane: U8Image): Promise<ImageHandle> {
  return chain.main('gaussianBlur', await chain.upload(plane), { sigmaX: edgeSigma });
}

async function readOutput(chain: Chain, outputs: Outputs, name: string): Promise<Image> {
  const handle = outputs[name];
  if (!handle) throw new Error(`Canny has no output "${name}".`);
  return chain.read(handle);
}

function thresholdsOf({ data }: Image): Thresholds {
  const sorted = data.toSorted((a, b) => a - b);
  const high = sorted[Math.floor(highQuantile * (sorted.length - 1))] ?? 0;
  return { low: Math.round(lowShare * high), high: Math.round(high) };
}

export function agreement(clean: Structure, picture: Structure): Agreement {
  const tunedRecall = edgeRecall(clean.own, picture.tuned);
  const tunedPrecision = edgeRecall(picture.tuned, clean.own);
  return {
    tunedRecall,
    tunedPrecision,
    tunedF: fScore(tunedRecall, tunedPrecision),
    ownF: fScore(edgeRecall(clean.own, picture.own), edgeRecall(picture.own, clean.own)),
    correlation: gradientCorrelation(clean.gradient, picture.gradient),
  };
}
