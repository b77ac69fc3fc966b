/**
 * One threshold against two: how many 8-connected pieces each leaves. All on the reference, so that
 * the counts are the same on every machine.
 */
import { withChain } from '$src/lab/chain';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { referenceOf } from '$src/lab/experiment';
import { frontKeys, preparedExactly, readCanny, thresholdsOf, type Specs } from '../front';
import { countPieces, countPixels, cuts, otsuOfMagnitude, percentAbove } from '../measure';

const table = 'One threshold against two';

export const pieces: Experiment<Specs> = {
  id: 'pieces',
  title: 'One threshold against two',
  predict: {
    prompt:
      'One cut at the high threshold breaks contours into pieces. Keep it, and let ridge pixels above the low threshold join where they touch. How many pieces are there now?',
    slot: 'pieces-both',
    min: 0,
    max: 3000,
  },
  yields: [
    {
      id: 'pieces-both',
      label: 'Pieces of edge, two thresholds with hysteresis',
      unit: 'pieces',
      isExact: true,
    },
    {
      id: 'pieces-high',
      label: 'Pieces of edge, one threshold at high',
      unit: 'pieces',
      isExact: true,
    },
    {
      id: 'pieces-low',
      label: 'Pieces of edge, one threshold at low',
      unit: 'pieces',
      isExact: true,
    },
    {
      id: 'pixels-both',
      label: 'Edge pixels, two thresholds with hysteresis',
      unit: 'px',
      isExact: true,
    },
    {
      id: 'high-percentile',
      label: 'Share of pixels with a gradient up to the high threshold',
      unit: '%',
      digits: 1,
      isExact: true,
    },
    {
      id: 'otsu-threshold',
      label: 'Otsu’s threshold on the gradient magnitude',
      unit: '',
      digits: 0,
      isExact: true,
    },
  ],
  dependsOn: [...frontKeys, 'low', 'high'],
  usesReaderImage: true,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { params, signal } = context;
    const backend = referenceOf(context);
    yield { kind: 'progress', done: 0, total: 3, note: 'smoothing' };
    const prepared = await preparedExactly(context, context.input.image, params);
    signal.throwIfAborted();
    yield { kind: 'progress', done: 1, total: 3, note: 'Canny' };
    const { kept, magnitude } = await withChain(backend, async (chain) =>
      readCanny(chain, await chain.upload(prepared), params, ['kept', 'magnitude']),
    );
    signal.throwIfAborted();
    yield { kind: 'progress', done: 2, total: 3, note: 'counting' };
    const masks = cuts(kept);
    const { low, high } = thresholdsOf(params);
    const rows = [
      { name: `one threshold at ${high}`, mask: masks.high, slot: 'pieces-high' },
      { name: `one threshold at ${low}`, mask: masks.low, slot: 'pieces-low' },
      { name: `both, with hysteresis`, mask: masks.both, slot: 'pieces-both' },
    ];
    for (const { name, mask, slot } of rows) {
      const count = countPieces(mask);
      const pixels = countPixels(mask);
      yield { kind: 'finding', slot, value: count, backend };
      yield {
        kind: 'row',
        table,
        cells: {
          rule: name,
          pieces: count,
          'edge pixels': pixels,
          'pixels per piece': count === 0 ? 0 : pixels / count,
        },
      };
    }
    yield { kind: 'finding', slot: 'pixels-both', value: countPixels(masks.both), backend };
    yield {
      kind: 'finding',
      slot: 'high-percentile',
      value: 100 - percentAbove(magnitude, high),
      backend,
    };
    yield { kind: 'finding', slot: 'otsu-threshold', value: otsuOfMagnitude(magnitude), backend };
  },
};
