/** The experiments of the convolution lab, in the order in which they are asked. */
import { withChain } from '$src/lab/chain';
import { defineExperiments } from '$src/lab/contract';
import { latencyExperiment } from '$src/lab/latency';
import { border } from './experiments/border';
import { cost } from './experiments/cost';
import { fft } from './experiments/fft';
import { flip } from './experiments/flip';
import { separable } from './experiments/separable';
import { shift, stride } from './experiments/stride';
import type { Specs } from './experiments/support';
import { filterParams } from './kernels';

export default defineExperiments<Specs>([
  separable,
  cost,
  fft,
  flip,
  border,
  stride,
  shift,
  latencyExperiment<Specs>({
    what: 'Gray and one filter',
    prompt:
      'How long does the filter on the bench take on this picture in plain TypeScript, one thread?',
    min: 0.1,
    max: 5000,
    dependsOn: ['kernel', 'normalise', 'flip', 'stride', 'dilation', 'padding', 'offset', 'signed'],
    work: ({ params }, backend, image) =>
      withChain(backend, async (chain) => {
        await chain.run('filter2D', await chain.gray(image), { ...filterParams(params) });
      }),
  }),
]);
