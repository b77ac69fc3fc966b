/**
 * What a stride throws away. Taking every second pixel can only hold frequencies below ¼ cycle per
 * pixel; energy above folds down and looks like structure that is not there (Shannon, 1949). Measured
 * as the share of contrast energy above that limit, and on stripes whose every frequency lies above it.
 * Second experiment: a dense filter moves with the picture (equivariance), a strided one does not
 * (Azulay & Weiss, arXiv:1805.12177; Zhang, "Making convolutional networks shift-invariant again",
 * arXiv:1904.11486).
 */
import { createImage, expectU8, type Image, type U8Image } from '$src/core/image';
import { withChain } from '$src/lab/chain';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import type { Matrix } from '$src/core/params';
import type { Backend } from '$src/ops/backend';
import { shareAboveQuarter } from '../fft';
import { binomial, filter2DDefaults, outer } from '../kernels';
import { grayOf, type Specs } from './support';

const identity: Matrix = [[1]];
/** Multiples of 1/256: the same sums on every backend. */
const blur: Matrix = outer(binomial(5), binomial(5)).map((row) => row.map((w) => w / 256));
/** The layer whose output moves or does not. */
const sharpen: Matrix = [
  [0, -1, 0],
  [-1, 5, -1],
  [0, -1, 0],
];
/** Outputs this close to the edge read the border rule and are left out. */
const margin = 4;

/** Stripes three pixels apart: 224, 32, 32. All of their contrast lies above a quarter cycle. */
export function stripes(side = 96): U8Image {
  const image = createImage('u8', side, side);
  for (let i = 0; i < image.data.length; i++) image.data[i] = (i % side) % 3 === 0 ? 224 : 32;
  return image;
}

/** Filters on `backend` and reads back. */
function filtered(backend: Backend, image: Image, kernel: Matrix, stride = 1): Promise<U8Image> {
  return withChain(backend, async (chain) => {
    const handle = await chain.upload(image);
    const params = { ...filter2DDefaults, kernel, stride };
    return expectU8(await chain.read(await chain.main('filter2D', handle, params)), 'filter2D');
  });
}

export const stride: Experiment<Specs> = {
  id: 'stride',
  title: 'What folds when a filter strides',
  predict: {
    prompt:
      'Stripes three pixels apart, 192 grey levels of contrast. Every second pixel is kept. How much contrast is left, where a faithful half-size picture would be flat?',
    slot: 'stride-stripes-plain',
    min: 0,
    max: 255,
  },
  yields: [
    {
      id: 'stride-folded-plain',
      label: 'Contrast energy that stride 2 folds, picture as it is',
      unit: '%',
      digits: 2,
      isExact: true,
    },
    {
      id: 'stride-folded-blur',
      label: 'Contrast energy that stride 2 folds, after a Gaussian 5 × 5',
      unit: '%',
      digits: 2,
      isExact: true,
    },
    {
      id: 'stride-stripes-plain',
      label: 'Contrast of stripes three apart after stride 2',
      unit: 'grey levels',
      isExact: true,
    },
    {
      id: 'stride-stripes-blur',
      label: 'Contrast of the same stripes, Gaussian 5 × 5 before the stride',
      unit: 'grey levels',
      isExact: true,
    },
  ],
  dependsOn: [],
  usesReaderImage: true,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { backend, signal } = context;
    const gray = await grayOf(context);
    yield { kind: 'progress', done: 1, total: 4, note: 'spectrum' };
    yield {
      kind: 'finding',
      slot: 'stride-folded-plain',
      value: 100 * shareAboveQuarter(gray),
    };
    signal.throwIfAborted();
    yield { kind: 'progress', done: 2, total: 4, note: 'spectrum after blur' };
    yield {
      kind: 'finding',
      slot: 'stride-folded-blur',
      value: 100 * shareAboveQuarter(await filtered(backend, gray, blur)),
    };
    yield { kind: 'progress', done: 3, total: 4, note: 'stripes' };
    for (const [slot, kernel] of [
      ['stride-stripes-plain', identity],
      ['stride-stripes-blur', blur],
    ] as const) {
      yield {
        kind: 'finding',
        slot,
        value: contrast(await filtered(backend, stripes(), kernel, 2)),
      };
    }
  },
};

export const shift: Experiment<Specs> = {
  id: 'shift',
  title: 'Does the result move with the picture?',
  predict: {
    prompt:
      'The picture moves by one pixel. By how many grey levels does the output of a sharpening layer with stride 2 change on average?',
    slot: 'shift-stride',
    min: 0,
    max: 255,
  },
  yields: [
    {
      id: 'shift-dense',
      label: 'Outputs of a dense filter that do not move with the picture',
      unit: 'px',
      isExact: true,
    },
    {
      id: 'shift-stride',
      label: 'Mean change of the stride-2 output when the picture moves by one pixel',
      unit: 'grey levels',
      digits: 2,
      isExact: true,
    },
    {
      id: 'shift-stride-blur',
      label: 'The same with a Gaussian 5 × 5 before the stride',
      unit: 'grey levels',
      digits: 2,
      isExact: true,
    },
  ],
  dependsOn: [],
  usesReaderImage: true,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { backend, signal } = context;
    const here = await grayOf(context);
    const moved = movedLeft(here);
    yield { kind: 'progress', done: 1, total: 3, note: 'dense' };
    const layer = await filtered(backend, here, sharpen);
    const layerMoved = await filtered(backend, moved, sharpen);
    yield {
      kind: 'finding',
      slot: 'shift-dense',
      value: changes(movedLeft(layer), layerMoved).filter((gap) => gap > 0).length,
    };
    for (const [slot, kernel] of [
      ['shift-stride', identity],
      ['shift-stride-blur', blur],
    ] as const) {
      signal.throwIfAborted();
      yield { kind: 'progress', done: 2, total: 3, note: 'stride 2' };
      const gaps = changes(
        await filtered(backend, layer, kernel, 2),
        await filtered(backend, layerMoved, kernel, 2),
      );
      const sum = gaps.reduce((total, gap) => total + gap, 0);
      yield { kind: 'finding', slot, value: gaps.length === 0 ? 0 : sum / gaps.length };
    }
  },
};

/** The picture one pixel further left; its last column leaves. One column stays as it is. */
export function movedLeft(image: U8Image): U8Image {
  if (image.width === 1) return image;
  const moved = createImage('u8', image.width - 1, image.height);
  for (let y = 0; y < moved.height; y++) {
    const start = y * image.width + 1;
    moved.data.set(image.data.subarray(start, start + moved.width), y * moved.width);
  }
  return moved;
}

/** |a − b| where both are, the margin left out. */
function changes(a: U8Image, b: U8Image): number[] {
  const width = Math.min(a.width, b.width);
  const height = Math.min(a.height, b.height);
  const gaps: number[] = [];
  for (let y = margin; y < height - margin; y++) {
    for (let x = margin; x < width - margin; x++) {
      gaps.push(Math.abs((a.data[y * a.width + x] ?? 0) - (b.data[y * b.width + x] ?? 0)));
    }
  }
  return gaps;
}

/** Lightest minus darkest, the margin left out. */
function contrast(image: U8Image): number {
  let low = 255;
  let high = 0;
  for (let y = margin; y < image.height - margin; y++) {
    for (let x = margin; x < image.width - margin; x++) {
      const value = image.data[y * image.width + x] ?? 0;
      low = Math.min(low, value);
      high = Math.max(high, value);
    }
  }
  return Math.max(0, high - low);
}
