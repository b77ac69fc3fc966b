/**
 * Many small elements against one large one. Dilating n times by a square of side 3 is dilating once by
 * a square of side 2n + 1, because the Minkowski sum of squares is a square. An ellipse of side 3 is a
 * cross of five pixels; n of them make a diamond, not a disc. What each costs depends on how a backend
 * takes its rectangles apart, so the ratio is measured.
 */
import { createImage, expectU8, type U8Image } from '$src/core/image';
import { withChain, type Chain } from '$src/lab/chain';
import type { Experiment } from '$src/lab/contract';
import { reporting } from '$src/lab/progress';
import { ratioOf } from '$src/lab/experiment';
import type { ImageHandle } from '$src/ops/backend';
import { compare, type Element } from '../repair';
import { benchMask, exact, finding, maskKeys, type Events, type Specs } from './support';

/** Repetitions of a 3 × 3 element, and the side of the one element that should replace them. */
const times = 4;
const side = 2 * times + 1;
const runs = 20;
/** Larger masks are cut to their middle for the timing, so that it ends within seconds everywhere. */
const largestSidePx = 512;

export const iterations: Experiment<Specs> = {
  id: 'iterations',
  title: 'Four 3 × 3 against one 9 × 9',
  predict: {
    prompt:
      'One dilation by 9 × 9 reads 81 pixels, four by 3 × 3 read 36. How many times longer does the single one take on the chosen backend?',
    slot: 'iter-ratio',
    min: 0.05,
    max: 20,
  },
  yields: [
    exact('iter-rect-differ', 'Pixels that differ, squares', 'px', 0),
    exact('iter-ellipse-differ', 'Pixels that differ, ellipses', 'px', 0),
    {
      id: 'iter-many',
      label: 'Four dilations by 3 × 3, at most 512 × 512 px of the mask',
      unit: 'ms',
    },
    {
      id: 'iter-one',
      label: 'One dilation by 9 × 9, at most 512 × 512 px of the mask',
      unit: 'ms',
    },
    { id: 'iter-ratio', label: 'One 9 × 9 divided by four 3 × 3', unit: '×' },
  ],
  dependsOn: maskKeys,
  usesReaderImage: true,
  async *run(context): Events {
    const { backend, protocol, signal } = context;
    const { mask } = await withChain(backend, (chain) => benchMask(context, chain));
    for (const shape of ['rect', 'ellipse'] as const) {
      signal.throwIfAborted();
      const { many, one } = await withChain(backend, async (chain) => {
        const handle = await chain.upload(mask);
        const result = async (element: Element) =>
          expectU8(await chain.read(await dilate(chain, handle, element)), 'Dilation', [1]);
        return {
          many: await result({ shape, size: 3, iterations: times }),
          one: await result({ shape, size: side, iterations: 1 }),
        };
      });
      const { onlyFirst, onlySecond } = compare(many, one);
      yield finding(`iter-${shape}-differ`, onlyFirst + onlySecond);
      yield { kind: 'progress', done: 0, total: 2 * runs, note: 'comparing' };
    }

    const handle = await backend.upload(middleOf(mask, largestSidePx));
    try {
      const contender = (label: string, element: Element) =>
        protocol.awaited(backend, label, () =>
          withChain(backend, async (chain) => {
            await dilate(chain, handle, element);
            await backend.finish();
          }),
        );
      const comparison = yield* reporting((report) =>
        protocol.compare(
          contender('four 3 × 3', { shape: 'rect', size: 3, iterations: times }),
          contender('one 9 × 9', { shape: 'rect', size: side, iterations: 1 }),
          { runs, signal, onRun: report },
        ),
      );
      yield { kind: 'finding', slot: 'iter-many', value: comparison.a };
      yield { kind: 'finding', slot: 'iter-one', value: comparison.b };
      yield {
        kind: 'finding',
        slot: 'iter-ratio',
        value: ratioOf(comparison),
        interval: comparison.interval,
      };
    } finally {
      backend.release(handle);
    }
  },
};

function dilate(chain: Chain, mask: ImageHandle, { shape, size, iterations: n }: Element) {
  return chain.main('morphology', mask, {
    operation: 'dilate',
    shape,
    kernelWidth: size,
    kernelHeight: size,
    iterations: n,
  });
}

/** The middle of a mask, at most `most` pixels wide and high. */
export function middleOf(mask: U8Image, most: number): U8Image {
  const width = Math.min(mask.width, most);
  const height = Math.min(mask.height, most);
  const left = Math.floor((mask.width - width) / 2);
  const top = Math.floor((mask.height - height) / 2);
  const part = createImage('u8', width, height);
  for (let y = 0; y < height; y++) {
    const start = (top + y) * mask.width + left;
    part.data.set(mask.data.subarray(start, start + width), y * width);
  }
  return part;
}
