/** What the experiments of this lab share: the picture in gray at a size this machine can bear, and ratios. */
import { expectU8, type U8Image } from '$src/core/image';
import { withChain, type Chain } from '$src/lab/chain';
import type { ExperimentContext } from '$src/lab/contract';
import type { Backend, ImageHandle } from '$src/ops/backend';
import { filter2DDefaults, mean } from '../kernels';
import type lab from '../lab';

export type Specs = (typeof lab)['params'];
export type Context = ExperimentContext<Specs>;

/** The picture as one gray plane: whole-number arithmetic, so every backend gives the same. */
export function grayOf({ backend, input }: Context): Promise<U8Image> {
  return withChain(backend, async (chain) => {
    const gray = await chain.gray(await chain.upload(input.image));
    return expectU8(await chain.read(gray), 'The lab', [1]);
  });
}

/** Sides are divided by these, the largest first, until one more step would take too long. */
const shrinkings = [8, 4, 2, 1];
/** A 15 × 15 filter on the working picture may take about this long. */
const mostMs = 60;
/** Smaller pictures say nothing about the work: only the calls would be timed. */
const fewestPixels = 10_000;

/**
 * The gray picture at the largest of 1/8, 1/4, 1/2, 1/1 at which a 15 × 15 filter stays near 60 ms on
 * this backend, so that the same experiment suits one thread and a graphics card. Planning only: the
 * clock is read once per size here, and nothing of it is reported. The chain owns the picture.
 */
export async function workingPicture({ input, now, signal }: Context, chain: Chain) {
  const gray = await chain.gray(await chain.upload(input.image));
  const largest = { ...filter2DDefaults, kernel: mean(15) };
  let best: ImageHandle | undefined;
  let bestMs = 0;
  for (const by of shrinkings) {
    const width = Math.floor(gray.width / by);
    const height = Math.floor(gray.height / by);
    if (by > 1 && width * height < fewestPixels) continue;
    const growth = best ? (width * height) / (best.width * best.height) : 0;
    if (best && bestMs * growth > mostMs) break;
    signal.throwIfAborted();
    const picture =
      by === 1
        ? gray
        : await chain.main('resize', gray, {
            interpolation: 'area',
            sizing: 'size',
            width,
            height,
          });
    await runAndFree(chain.backend, picture, 'filter2D', largest);
    const start = now();
    await runAndFree(chain.backend, picture, 'filter2D', largest);
    bestMs = now() - start;
    best = picture;
  }
  return best ?? gray;
}

/** Runs one op and frees its results at once, as a timed run must. */
export function runAndFree(
  backend: Backend,
  image: ImageHandle,
  op: string,
  params: object,
): Promise<void> {
  return withChain(backend, async (chain) => {
    await chain.run(op, image, { ...params });
    await backend.finish();
  });
}

/** Least squares of y = intercept + slope · x; `r2` is the share of y's variance that the line explains. */
export function fitLine(points: readonly (readonly [x: number, y: number])[]) {
  const n = points.length;
  const meanX = points.reduce((sum, [x]) => sum + x, 0) / n;
  const meanY = points.reduce((sum, [, y]) => sum + y, 0) / n;
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (const [x, y] of points) {
    xx += (x - meanX) ** 2;
    xy += (x - meanX) * (y - meanY);
    yy += (y - meanY) ** 2;
  }
  const slope = xx === 0 ? 0 : xy / xx;
  const r2 = yy === 0 ? 1 : xy ** 2 / (xx * yy || 1);
  return { slope, intercept: meanY - slope * meanX, r2 };
}
