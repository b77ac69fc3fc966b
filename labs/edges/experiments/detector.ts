/**
 * Smoothing before a detector that was trained without it, on ordinary and on noisy pictures, at the settings that the
 * noise experiment uses. On colour, which is what a detector sees; the rest of the lab works on the gray plane. On
 * the reference, so that every machine shows it the same pixels.
 */
import { expectU8 } from '$src/core/image';
import { withChain } from '$src/lab/chain';
import { detectorExperiment, picturesPerSuite } from '$src/lab/detector-effect';
import { referenceOf } from '$src/lab/experiment';
import { smooth, type Specs } from '../front';
import { fixedSmoothing } from './smoothers';

const filters = [
  { key: 'gaussian', name: 'a Gaussian of σ 1.4' },
  { key: 'median', name: 'a 5 × 5 median' },
  { key: 'bilateral', name: 'a bilateral filter, colour σ 30' },
] as const;

export const detector = detectorExperiment<Specs>({
  title: 'Smoothed, then a detector',
  predict: {
    prompt: `A detector that was trained without smoothing looks at ${picturesPerSuite} noisy pictures. By how much does a 5 × 5 median before it change its AP? (Negative if it gets worse; 0.05 is five points.)`,
    slot: 'ap-noisy-median',
    min: -0.6,
    max: 0.6,
  },
  conditions: [
    { suite: 'test', key: 'ordinary', name: 'ordinary pictures' },
    { suite: 'noisy', key: 'noisy', name: 'noisy pictures' },
  ],
  steps: filters.map(({ key, name }) => ({
    key,
    name,
    apply: (context, frame) =>
      withChain(referenceOf(context), async (chain) => {
        const settings = { ...fixedSmoothing, smoother: key };
        const smoothed = await smooth(chain, await chain.upload(frame), settings);
        return expectU8(await chain.read(smoothed), 'A detector', [3]);
      }),
  })),
  dependsOn: [],
});
