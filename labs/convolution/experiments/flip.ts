/**
 * Correlation against convolution, counted: how many pixels change when the kernel is turned by 180°.
 * And the reason why deep learning never turns it: a layer that computes correlation, trained to
 * reproduce a convolution, arrives at the turned kernel.
 */
import { createRng } from '$src/core/rng';
import type { Matrix } from '$src/core/params';
import { withChain } from '$src/lab/chain';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { binomial, corner, filter2DDefaults, outer, sobelX, turned } from '../kernels';
import { correlate, largestGap, learnKernel, noisePlane } from '../learn';
import { difference } from '../pipeline';
import type { Image } from '$src/core/image';
import { grayOf, type Specs } from './support';

/** All weights are multiples of 1/256: the sums are exact in float32, so every backend counts alike. */
const cases: readonly { readonly slot: string; readonly name: string; readonly kernel: Matrix }[] =
  [
    {
      slot: 'flip-symmetric',
      name: 'Gaussian 5 × 5',
      kernel: outer(binomial(5), binomial(5)).map((row) => row.map((w) => w / 256)),
    },
    { slot: 'flip-corner', name: 'corner', kernel: corner.map((row) => row.map((w) => w / 4)) },
    { slot: 'flip-sobel', name: 'Sobel, across x', kernel: sobelX },
  ];

/** The layer learns on this much noise; fixed seed, so that the result is one number. */
const noiseSide = 48;
const noiseSeed = 7;

export const flip: Experiment<Specs> = {
  id: 'flip',
  title: 'Correlation against convolution, counted',
  predict: {
    prompt:
      'Sobel across x is not symmetric: turned by 180° it changes its sign. In how many pixels does the result then differ in size, sign left out?',
    slot: 'flip-sobel-magnitude',
    min: 0,
    max: 2_000_000,
  },
  yields: [
    { id: 'flip-total', label: 'Pixels of the picture', unit: 'px', isExact: true },
    {
      id: 'flip-symmetric',
      label: 'Pixels that flipping a Gaussian 5 × 5 changes',
      unit: 'px',
      isExact: true,
    },
    {
      id: 'flip-corner',
      label: 'Pixels that flipping the corner kernel changes',
      unit: 'px',
      isExact: true,
    },
    { id: 'flip-sobel', label: 'Pixels that flipping Sobel changes', unit: 'px', isExact: true },
    {
      id: 'flip-sobel-magnitude',
      label: 'Pixels whose Sobel magnitude flipping changes',
      unit: 'px',
      isExact: true,
    },
    {
      id: 'learned-turned',
      label: 'Largest gap between the learned kernel and the turned one',
      unit: '',
      digits: 4,
      isExact: true,
    },
    {
      id: 'learned-upright',
      label: 'Largest gap between the learned kernel and the upright one',
      unit: '',
      digits: 4,
      isExact: true,
    },
  ],
  dependsOn: [],
  usesReaderImage: true,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { backend, signal } = context;
    const picture = await grayOf(context);
    const { width, height } = picture;
    yield { kind: 'finding', slot: 'flip-total', value: width * height };
    for (const [index, { slot, name, kernel }] of cases.entries()) {
      signal.throwIfAborted();
      yield { kind: 'progress', done: index, total: cases.length + 1, note: name };
      const [correlation, convolution] = await withChain(backend, async (chain) => {
        const gray = await chain.upload(picture);
        const filter = async (isFlipped: boolean): Promise<Image> =>
          chain.read(
            await chain.main('filter2D', gray, {
              ...filter2DDefaults,
              kernel,
              outputType: 'i16',
              flip: isFlipped,
            }),
          );
        return [await filter(false), await filter(true)] as const;
      });
      const { count } = difference(correlation, convolution);
      yield { kind: 'finding', slot, value: count };
      const sizes = difference(magnitude(correlation), magnitude(convolution)).count;
      if (slot === 'flip-sobel') {
        yield { kind: 'finding', slot: 'flip-sobel-magnitude', value: sizes };
      }
      yield {
        kind: 'row',
        table: 'Pixels changed by flipping the kernel',
        cells: { kernel: name, changed: count, 'changed in size': sizes, of: width * height },
      };
    }
    yield { kind: 'progress', done: cases.length, total: cases.length + 1, note: 'a layer learns' };
    const noise = noisePlane(noiseSide, createRng(noiseSeed));
    // Convolution with the corner kernel is correlation with the turned one: that is the target.
    const target = correlate(noise, turned(corner));
    const learned = learnKernel(noise, target, { rows: 3, columns: 3 });
    yield {
      kind: 'finding',
      slot: 'learned-turned',
      value: largestGap(learned, turned(corner)),
    };
    yield { kind: 'finding', slot: 'learned-upright', value: largestGap(learned, corner) };
  },
};

function magnitude(image: Image): Image {
  return { ...image, data: image.data.map(Math.abs) } as Image;
}
