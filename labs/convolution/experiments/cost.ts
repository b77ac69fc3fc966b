/**
 * Does time follow the count of multiply-accumulates? A dense k × k kernel for five k, a straight line
 * through ms against GMAC, and how well the line fits. One line per repetition, so that slope,
 * intercept and fit carry their own spread.
 */
import { summarise } from '$src/evidence/statistics';
import type { Summary } from '$src/evidence/types';
import { Chain } from '$src/lab/chain';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { reporting } from '$src/lab/progress';
import { filter2DDefaults, mean } from '../kernels';
import { fitLine, runAndFree, workingPicture, type Specs } from './support';

const sizes = [3, 5, 7, 9, 11];
const runs = 20;

export const cost: Experiment<Specs> = {
  id: 'cost',
  title: 'Time against counted multiplications',
  predict: {
    prompt:
      'From 3 × 3 to 11 × 11 the products per pixel grow from 9 to 121. What share of the variation in time does a straight line in the products explain?',
    slot: 'cost-linearity',
    min: 0,
    max: 100,
  },
  yields: [
    {
      id: 'cost-per-gmac',
      label: 'Time per billion multiply-accumulates (slope)',
      unit: 'ms per GMAC',
    },
    { id: 'cost-fixed', label: 'Time left at zero products (intercept)', unit: 'ms' },
    {
      id: 'cost-linearity',
      label: 'Variation in time that the products explain (R²)',
      unit: '%',
      digits: 1,
    },
  ],
  dependsOn: [],
  usesReaderImage: true,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { backend, protocol, signal } = context;
    const chain = new Chain(backend);
    try {
      const picture = await workingPicture(context, chain);
      const pixels = picture.width * picture.height;
      const measured: { readonly gmac: number; readonly summary: Summary }[] = [];
      for (const [index, k] of sizes.entries()) {
        const params = { ...filter2DDefaults, kernel: mean(k) };
        const summary = yield* reporting(
          (report) =>
            protocol.time(
              protocol.awaited(backend, `Dense ${k} × ${k}`, () =>
                runAndFree(backend, picture, 'filter2D', params),
              ),
              { runs, signal, onRun: report },
            ),
          { note: `${k} × ${k}`, offset: index * runs, total: sizes.length * runs },
        );
        const gmac = (k * k * pixels) / 1e9;
        measured.push({ gmac, summary });
        yield {
          kind: 'row',
          table: `Dense kernels, ${picture.width} × ${picture.height}`,
          cells: {
            k,
            'products per pixel': k * k,
            GMAC: gmac,
            ms: summary.median,
            'ms per GMAC': summary.median / gmac,
          },
        };
      }
      const lines = Array.from({ length: runs }, (_, run) =>
        fitLine(measured.map(({ gmac, summary }) => [gmac, summary.runs[run] ?? summary.median])),
      );
      const discarded = measured.reduce((sum, { summary }) => sum + summary.discarded, 0);
      const over = (read: (line: (typeof lines)[number]) => number): Summary =>
        summarise(lines.map(read), discarded);
      yield { kind: 'finding', slot: 'cost-per-gmac', value: over((line) => line.slope) };
      yield { kind: 'finding', slot: 'cost-fixed', value: over((line) => line.intercept) };
      yield { kind: 'finding', slot: 'cost-linearity', value: over((line) => 100 * line.r2) };
    } finally {
      chain.release();
    }
  },
};
