/**
 * Why thresholds and blur belong together: from σ 1 to σ 2 every edge gets weaker, so the same numbers
 * cut elsewhere. Exact: everything on the reference.
 */
import { createImage, type Image, type U8Image } from '$src/core/image';
import { median } from '$src/evidence/statistics';
import { withChain } from '$src/lab/chain';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { referenceOf } from '$src/lab/experiment';
import { subjectOf } from '$src/sources/subject';
import { readCanny, thresholdsOf, type Context, type Specs } from '../front';
import { countPixels } from '../measure';

const weak = 1;
const strong = 2;
const percent = { unit: '%', digits: 1, isExact: true } as const;

export const ridge: Experiment<Specs> = {
  id: 'ridge',
  title: 'What blur does to the strength of an edge',
  predict: {
    prompt:
      'Go from Gaussian σ 1 to σ 2. How many per cent of its gradient does a typical edge pixel of this picture lose?',
    slot: 'ridge-loss',
    min: 0,
    max: 100,
  },
  yields: [
    { id: 'ridge-loss', label: 'Gradient that a typical edge loses, σ 1 to σ 2', ...percent },
    { id: 'ridge-loss-step', label: 'Gradient that an ideal step loses, σ 1 to σ 2', ...percent },
    {
      id: 'edges-lost',
      label: 'Edge pixels lost at the same thresholds, σ 1 to σ 2',
      ...percent,
    },
  ],
  dependsOn: ['low', 'high'],
  usesReaderImage: true,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { input, signal } = context;
    const backend = referenceOf(context);
    yield { kind: 'progress', done: 0, total: 2, note: 'this picture' };
    const picture = await atBothBlurs(context, input.image);
    signal.throwIfAborted();
    yield { kind: 'progress', done: 1, total: 2, note: 'ideal step' };
    const step = idealStep();
    const ideal = await atBothBlurs(context, step);
    const subject = await subjectOf(step, 'an ideal step');
    const before = countPixels(picture.sharp.edges);
    if (before === 0) {
      throw new Error(
        `No edge is left at the thresholds ${context.params.low} and ${context.params.high}: lower them, then measure.`,
      );
    }
    const lost = (100 * (before - countPixels(picture.soft.edges))) / before;
    yield { kind: 'finding', slot: 'ridge-loss', value: lossPercent(picture), backend };
    yield { kind: 'finding', slot: 'edges-lost', value: lost, backend };
    yield { kind: 'finding', slot: 'ridge-loss-step', value: lossPercent(ideal), subject, backend };
  },
};

interface Blurred {
  readonly magnitude: Image;
  readonly edges: Image;
}

function atBothBlurs(
  context: Context,
  image: Image,
): Promise<{ readonly sharp: Blurred; readonly soft: Blurred }> {
  return withChain(referenceOf(context), async (chain) => {
    const gray = await chain.gray(await chain.upload(image));
    const at = async (sigmaX: number): Promise<Blurred> =>
      readCanny(
        chain,
        await chain.main('gaussianBlur', gray, { sigmaX }),
        thresholdsOf(context.params),
        ['magnitude', 'edges'],
      );
    return { sharp: await at(weak), soft: await at(strong) };
  });
}

/**
 * Median gradient magnitude on the edges found at the weaker blur, there and after the stronger one,
 * as a loss in per cent. Blur may move a ridge by a pixel, so the second value is the largest of the
 * 3 × 3 pixels around. 0 without any edge.
 */
export function lossPercent({ sharp, soft }: { sharp: Blurred; soft: Blurred }): number {
  const before: number[] = [];
  const after: number[] = [];
  sharp.edges.data.forEach((value, i) => {
    if (value === 0) return;
    before.push(sharp.magnitude.data[i] ?? 0);
    after.push(largestAround(soft.magnitude, i));
  });
  return before.length === 0 ? 0 : 100 * (1 - median(after) / median(before));
}

function largestAround(image: Image, index: number): number {
  const x = index % image.width;
  const y = (index - x) / image.width;
  let largest = 0;
  for (let ny = Math.max(0, y - 1); ny <= Math.min(image.height - 1, y + 1); ny++) {
    for (let nx = Math.max(0, x - 1); nx <= Math.min(image.width - 1, x + 1); nx++) {
      largest = Math.max(largest, image.data[ny * image.width + nx] ?? 0);
    }
  }
  return largest;
}

/** Dark left, light right, the step straight down the middle: the textbook edge. */
export function idealStep(): U8Image {
  const image = createImage('u8', 64, 64);
  for (let i = 0; i < image.data.length; i++) image.data[i] = i % 64 < 32 ? 30 : 220;
  return image;
}
