/**
 * Equalisation before a detector that was trained without it: on ordinary pictures, on dark ones, on dark ones with
 * their shadows cut off, and on blurred ones. On the reference, so that every machine shows it the same pixels.
 */
import { withChain } from '$src/lab/chain';
import { detectorExperiment, picturesPerSuite } from '$src/lab/detector-effect';
import { referenceOf } from '$src/lab/experiment';
import { equalise } from '../equalise';
import type lab from '../lab';

const methods = [
  { key: 'global', name: 'global equalisation' },
  { key: 'clahe', name: 'CLAHE' },
] as const;

export const detector = detectorExperiment<(typeof lab)['params']>({
  title: 'Equalised, then a detector',
  predict: {
    prompt: `A detector that was trained without equalisation looks at ${picturesPerSuite} dark pictures. By how much does CLAHE before it change its AP? (Negative if it gets worse; 0.05 is five points.)`,
    slot: 'ap-dark-clahe',
    min: -0.6,
    max: 0.6,
  },
  conditions: [
    { suite: 'test', key: 'ordinary', name: 'ordinary pictures' },
    { suite: 'dark', key: 'dark', name: 'dark pictures' },
    { suite: 'dark-clipped', key: 'clipped', name: 'dark pictures with cut shadows' },
    { suite: 'motion-blur', key: 'motion', name: 'motion-blurred pictures' },
  ],
  steps: methods.map(({ key, name }) => ({
    key,
    name,
    apply: (context, frame) =>
      withChain(referenceOf(context), async (chain) => {
        const { channels } = context.params;
        return (await equalise(chain, frame, key, channels, context.params)).image;
      }),
  })),
  dependsOn: ['clipLimit', 'tiles', 'channels'],
});
