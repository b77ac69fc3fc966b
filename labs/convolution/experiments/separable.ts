/**
 * The same Gaussian twice: as one k × k kernel (the outer product of its weights, k² products per
 * pixel) and as a pass along the rows and one down the columns (2k products). Both are ops of the
 * registry on the chosen backend and give the same picture within a grey level.
 */
import { Chain } from '$src/lab/chain';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { reporting } from '$src/lab/progress';
import { ratioOf } from '$src/lab/experiment';
import { gaussianKernel } from '$src/ops/gaussian-blur/reference';
import { filter2DDefaults, outer } from '../kernels';
import { runAndFree, workingPicture, type Specs } from './support';

const sizes = [3, 5, 9, 15];
/** Sizes whose numbers the answers quote. */
const quoted = [5, 15];
const runs = 20;

export const separable: Experiment<Specs> = {
  id: 'separable',
  title: 'One k × k kernel against two passes of k',
  predict: {
    prompt:
      'A 15 × 15 Gaussian takes 225 products per pixel in one pass and 30 in two. How many times faster are the two passes?',
    slot: 'separable-ratio-15',
    min: 0.1,
    max: 30,
  },
  yields: [
    { id: 'separable-pixels', label: 'Pixels of the picture that was filtered', unit: 'px' },
    ...quoted.flatMap((k) => [
      { id: `separable-full-${k}`, label: `Gaussian ${k} × ${k} in one pass`, unit: 'ms' },
      { id: `separable-two-${k}`, label: `Gaussian ${k} × ${k} in two passes`, unit: 'ms' },
      {
        id: `separable-ratio-${k}`,
        label: `One pass divided by two passes, ${k} × ${k}`,
        unit: '×',
      },
    ]),
  ],
  dependsOn: [],
  usesReaderImage: true,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { backend, protocol, signal } = context;
    const chain = new Chain(backend);
    try {
      const picture = await workingPicture(context, chain);
      const pixels = picture.width * picture.height;
      yield { kind: 'finding', slot: 'separable-pixels', value: pixels };
      for (const [index, k] of sizes.entries()) {
        const weights = gaussianKernel(k, 0);
        const full = { ...filter2DDefaults, kernel: outer(weights, weights) };
        const twoPasses = { kernelWidth: k, kernelHeight: k, sigmaX: 0 };
        const comparison = yield* reporting(
          (report) =>
            protocol.compare(
              protocol.awaited(backend, `${k} × ${k} in two passes`, () =>
                runAndFree(backend, picture, 'gaussianBlur', twoPasses),
              ),
              protocol.awaited(backend, `${k} × ${k} in one pass`, () =>
                runAndFree(backend, picture, 'filter2D', full),
              ),
              { runs, signal, onRun: report },
            ),
          { note: `${k} × ${k}`, offset: index * 2 * runs, total: sizes.length * 2 * runs },
        );
        yield {
          kind: 'row',
          table: `One pass against two, ${picture.width} × ${picture.height}`,
          cells: {
            k,
            'products, one': k * k,
            'products, two': 2 * k,
            'one, ms': comparison.b.median,
            'two, ms': comparison.a.median,
            ratio: comparison.ratio,
            'counted ratio': k / 2,
          },
        };
        if (!quoted.includes(k)) continue;
        yield { kind: 'finding', slot: `separable-full-${k}`, value: comparison.b };
        yield { kind: 'finding', slot: `separable-two-${k}`, value: comparison.a };
        yield {
          kind: 'finding',
          slot: `separable-ratio-${k}`,
          value: ratioOf(comparison),
          interval: comparison.interval,
        };
      }
    } finally {
      chain.release();
    }
  },
};
