import { withChain } from '$src/lab/chain';
import { defineExperiments } from '$src/lab/contract';
import { latencyExperiment } from '$src/lab/latency';
import { colour } from './experiments/colour';
import { contrast, flicker } from './experiments/contrast';
import { detector } from './experiments/detector';
import { noise, tiles } from './experiments/noise';
import { lost, returns } from './experiments/returns';
import { twinSet } from './experiments/twins';
import type lab from './lab';

type Params = (typeof lab)['params'];

export default defineExperiments<Params>([
  contrast,
  returns,
  lost,
  twinSet,
  detector,
  noise,
  colour,
  tiles,
  flicker,
  latencyExperiment<Params>({
    what: 'Luma, global equalisation and CLAHE',
    prompt:
      'How long do global equalisation and CLAHE of this picture take together in plain TypeScript, one thread?',
    min: 0.1,
    max: 2000,
    dependsOn: ['clipLimit', 'tiles'],
    work: ({ params }, backend, image) =>
      withChain(backend, async (chain) => {
        const gray = await chain.gray(image);
        await chain.run('equalizeHist', gray);
        await chain.run('clahe', gray, {
          clipLimit: params.clipLimit,
          tilesX: params.tiles,
          tilesY: params.tiles,
        });
      }),
  }),
]);
