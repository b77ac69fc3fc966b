/** What the morphology bench computes live: the mask, its repair, its objects, and both against the truth. */
import { withChain } from '$src/lab/chain';
import { definePipeline, type Stage } from '$src/lab/contract';
import { connectedComponents } from '$src/ops/connected-components/reference';
import type lab from './lab';
import { buildMask } from './mask';
import { compare, connectivityOf, finish, morphed } from './repair';
import { scoreMask, shapeOf, type Score, type Shape } from './score';

export default definePipeline<(typeof lab)['params']>({
  run({ backend, input, params, seed, now }) {
    return withChain(backend, async (chain) => {
      const { mask, truth, truthFrom, threshold } = await buildMask(chain, input, params, seed);
      const start = now();
      const raw = await morphed(chain, mask, params.operation, params);
      const liveMs = now() - start;
      const repaired = finish(raw, params);
      const connectivity = connectivityOf(params);
      const changes = compare(mask, repaired);

      // Comparisons take the painting of hysteresis: white, blue and brown stay apart in every eye.
      const stages: Stage[] = [
        { id: 'input', label: 'Input', image: input.image },
        { id: 'mask', label: 'Mask', image: mask, paint: 'mask' },
        { id: 'repaired', label: 'Repaired', image: repaired, paint: 'mask', liveMs },
        {
          id: 'objects',
          label: 'Objects',
          image: connectedComponents(repaired, connectivity),
          paint: 'labels',
        },
      ];
      if (truth) {
        const image = compare(truth, repaired).image;
        stages.push({ id: 'truth', label: 'Against the truth', image, paint: 'hysteresis' });
      }
      stages.push({ id: 'change', label: 'Changed', image: changes.image, paint: 'hysteresis' });

      const scoring = { connectivity, tolerancePx: params.tolerance };
      const readings: Record<string, number> = {
        ...named('before', shapeOf(mask, connectivity)),
        ...named('after', shapeOf(repaired, connectivity)),
        removed: changes.onlyFirst,
        added: changes.onlySecond,
      };
      if (threshold !== undefined) readings['threshold'] = threshold;
      if (truth) {
        readings['truthIsExact'] = truthFrom === 'labels' ? 1 : 0;
        Object.assign(
          readings,
          named('truth', shapeOf(truth, connectivity)),
          named('before', scoreMask(mask, truth, scoring)),
          named('after', scoreMask(repaired, truth, scoring)),
        );
      }
      return { stages, readings, series: {}, isEdited: chain.isEdited };
    });
  },
});

/** Readings are one flat list: `before.area`, `after.iou`. */
function named(prefix: string, values: Shape | Score): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).map(([key, value]) => [`${prefix}.${key}`, value as number]),
  );
}
