/** The experiments of the morphology lab, in the order in which they are asked. */
import { withChain } from '$src/lab/chain';
import { defineExperiments } from '$src/lab/contract';
import { latencyExperiment } from '$src/lab/latency';
import { order, shape } from './experiments/compare';
import { criteria } from './experiments/criteria';
import { iterations } from './experiments/iterations';
import { light } from './experiments/light';
import { repair } from './experiments/repair';
import { set } from './experiments/set';
import { sweep } from './experiments/sweep';
import type { Specs } from './experiments/support';
import { morph } from './repair';

export default defineExperiments<Specs>([
  sweep,
  repair,
  set,
  order,
  shape,
  iterations,
  criteria,
  light,
  latencyExperiment<Specs>({
    what: 'Gray, threshold and operation',
    prompt:
      'How long do threshold and operation take on this picture in plain TypeScript, one thread?',
    min: 0.1,
    max: 10_000,
    dependsOn: ['operation', 'shape', 'size', 'iterations', 'threshold'],
    work: ({ params }, backend, image) =>
      withChain(backend, async (chain) => {
        const gray = await chain.gray(image);
        const mask = await chain.main('threshold', gray, { thresh: params.threshold });
        await morph(chain, mask, params.operation, params);
        await backend.finish();
      }),
  }),
]);
