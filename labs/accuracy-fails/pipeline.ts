/** Nothing is computed from the pixels of the picture: the page lays boxes over it, the experiments count them. */
import { definePipeline } from '$src/lab/contract';
import type { Specs } from './run';

export default definePipeline<Specs>({
  run: ({ input }) =>
    Promise.resolve({
      stages: [{ id: 'picture', label: 'Picture', image: input.image }],
      readings: {},
      series: {},
    }),
});
