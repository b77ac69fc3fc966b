/**
 * Which outputs depend on what lies outside the picture. Counted, not assumed: the same all-positive
 * kernel runs with a black and with a white outside, and an output that reads even one pixel out there
 * differs. The count must equal the frame of width r = ⌊k/2⌋.
 */
import { withChain } from '$src/lab/chain';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import type { Backend, ImageHandle } from '$src/ops/backend';
import { binomial, filter2DDefaults, mean, outer } from '../kernels';
import { difference } from '../pipeline';
import { grayOf, type Specs } from './support';

/** Up to 15 × 15 one weight times white is more than a grey level, so no rounding hides it. */
const sizes = [3, 7, 11];
const quoted = 7;
/** Side of a detector's coarse feature map: 640 pixels at stride 32. */
const mapSide = 20;
const table = 'Outputs that depend on the border';

/** Pixels of the frame in which a k × k window leaves a picture of width × height. */
export function framePixels(width: number, height: number, k: number): number {
  const r = Math.floor(k / 2);
  return width * height - Math.max(0, width - 2 * r) * Math.max(0, height - 2 * r);
}

export const border: Experiment<Specs> = {
  id: 'border',
  title: 'Who reads outside the picture',
  predict: {
    prompt:
      'A detector’s coarsest map has 20 × 20 cells. What share of them does a single 3 × 3 layer compute with invented pixels?',
    slot: 'border-map-share',
    min: 0,
    max: 100,
  },
  yields: [
    {
      id: 'border-count',
      label: 'Outputs of a 7 × 7 filter that depend on the border rule',
      unit: 'px',
      isExact: true,
    },
    {
      id: 'border-formula',
      label: 'Pixels of a frame three wide, by the formula',
      unit: 'px',
      isExact: true,
    },
    {
      id: 'border-share',
      label: 'Share of outputs of a 7 × 7 filter that depend on the border rule',
      unit: '%',
      digits: 2,
      isExact: true,
    },
    {
      id: 'border-map-share',
      label: 'The same for 3 × 3 on a map of 20 × 20',
      unit: '%',
      digits: 1,
      isExact: true,
    },
    {
      id: 'border-change',
      label: 'Mean change in that frame from reflect101 to zeros, Gaussian 7 × 7',
      unit: 'grey levels',
      digits: 1,
      isExact: true,
    },
  ],
  dependsOn: [],
  usesReaderImage: true,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { backend, signal } = context;
    const picture = await grayOf(context);
    const { width, height } = picture;
    for (const [index, k] of sizes.entries()) {
      signal.throwIfAborted();
      yield { kind: 'progress', done: index, total: sizes.length + 2, note: `${k} × ${k}` };
      const count = await withChain(backend, async (chain) =>
        dependents(backend, await chain.upload(picture), k),
      );
      const formula = framePixels(width, height, k);
      const share = (100 * count) / (width * height);
      yield { kind: 'row', table, cells: { k, counted: count, formula, 'share, %': share } };
      if (k !== quoted) continue;
      yield { kind: 'finding', slot: 'border-count', value: count };
      yield { kind: 'finding', slot: 'border-formula', value: formula };
      yield { kind: 'finding', slot: 'border-share', value: share };
    }
    yield {
      kind: 'progress',
      done: sizes.length,
      total: sizes.length + 2,
      note: `map of ${mapSide} × ${mapSide}`,
    };
    const inMap = await withChain(backend, async (chain) => {
      const gray = await chain.upload(picture);
      const map = await chain.main('resize', gray, {
        interpolation: 'area',
        sizing: 'size',
        width: mapSide,
        height: mapSide,
      });
      return dependents(backend, map, 3);
    });
    yield { kind: 'finding', slot: 'border-map-share', value: (100 * inMap) / mapSide ** 2 };

    // Multiples of 1/4096: exact in float32, so every backend gives this very number.
    const weights = binomial(7).map((w) => w / 64);
    const change = await withChain(backend, async (chain) => {
      const gray = await chain.upload(picture);
      const kernel = outer(weights, weights);
      const filter = async (rule: string) =>
        chain.read(
          await chain.main('filter2D', gray, { ...filter2DDefaults, kernel, border: rule }),
        );
      const { image } = difference(await filter('reflect101'), await filter('constant'));
      let sum = 0;
      for (const gap of image.data) sum += gap;
      return sum;
    });
    yield {
      kind: 'finding',
      slot: 'border-change',
      value: change / framePixels(width, height, quoted),
    };
  },
};

/** How many outputs of a k × k mean differ between a black and a white outside. */
function dependents(backend: Backend, image: ImageHandle, k: number): Promise<number> {
  return withChain(backend, async (chain) => {
    const filter = async (borderValue: number) =>
      chain.read(
        await chain.main('filter2D', image, {
          ...filter2DDefaults,
          kernel: mean(k),
          border: 'constant',
          borderValue,
        }),
      );
    return difference(await filter(0), await filter(255)).count;
  });
}
