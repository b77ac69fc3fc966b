/** Errors are of whole sets, which experiments look at: of the single picture there is nothing to compute but itself. */
import { definePipeline } from '$src/lab/contract';
import type { Specs } from './settings';

export default definePipeline<Specs>({
  run({ input }) {
    return Promise.resolve({
      stages: [{ id: 'picture', label: 'Picture', image: input.image }],
      readings: {},
      series: {},
    });
  },
});
