/** The experiments of the edges lab, in the order in which they are asked. */
import { withChain } from '$src/lab/chain';
import { defineExperiments } from '$src/lab/contract';
import { latencyExperiment } from '$src/lab/latency';
import { derivatives } from './experiments/derivatives';
import { detector } from './experiments/detector';
import { passes } from './experiments/passes';
import { pieces } from './experiments/pieces';
import { ridge } from './experiments/ridge';
import { set } from './experiments/set';
import { smoothers } from './experiments/smoothers';
import { truth } from './experiments/truth';
import { frontKeys, prepare, thresholdsOf, type Specs } from './front';

export default defineExperiments<Specs>([
  pieces,
  smoothers,
  truth,
  set,
  detector,
  passes,
  ridge,
  derivatives,
  latencyExperiment<Specs>({
    what: 'Gray, smoothing and Canny',
    prompt:
      'How long does the whole chain, from colour to edges, take on this picture in plain TypeScript, one thread?',
    min: 0.1,
    max: 5000,
    dependsOn: [...frontKeys, 'low', 'high'],
    work: ({ params, seed }, backend, image) =>
      withChain(backend, async (chain) => {
        const ready = await prepare(chain, image, params, seed);
        await chain.run('canny', ready, thresholdsOf(params));
      }),
  }),
]);
