/** Nothing is computed from the pixels of a picture here: this lab is about boxes (toy.ts, run.ts). */
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
