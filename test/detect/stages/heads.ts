/** One small head of each kind with random outputs, for tests of what all heads have in common. */
import { createRng } from '$src/core/rng';
import type { Head, RawOutput, RawOutputs } from '$src/detect/head';

export interface HeadCase {
  readonly head: Head;
  readonly sidePx: number;
  readonly outputs: RawOutputs;
}

export const classes = 3;

/** `busy`: about how many of ten scores are high. */
export function headCases(seed: number, busy = 2): HeadCase[] {
  const rng = createRng(seed);
  const fill = (dims: readonly number[], value: () => number): RawOutput => ({
    dims,
    data: Float32Array.from({ length: dims.reduce((a, b) => a * b, 1) }, value),
  });
  const logit = (): number => (rng.next() < busy / 10 ? 1 : -4) + rng.normal();
  const probability = (): number => (rng.next() < busy / 10 ? rng.next() : rng.next() / 10);
  /** Rows of [box, ...rest], box as centre and size or as corners in a 64 px input. */
  const table = (rows: number, columns: number, isCorners: boolean): RawOutput => {
    const output = fill([1, rows, columns], probability);
    for (let i = 0; i < rows; i++) {
      const [x, y] = [rng.next() * 60, rng.next() * 60];
      const [w, h] = [2 + rng.next() * 20, 2 + rng.next() * 20];
      const box = isCorners ? [x, y, x + w, y + h] : [x, y, w, h];
      output.data.set(box, i * columns);
    }
    return output;
  };
  const transposed = ({ dims, data }: RawOutput): RawOutput => {
    const [, rows = 0, columns = 0] = dims;
    return {
      dims: [1, columns, rows],
      data: data.map((_, i) => data[(i % rows) * columns + Math.floor(i / rows)] ?? 0),
    };
  };
  const yolox = fill([1, 80, 5 + classes], probability); // 64 px, strides 8 and 16: 64 + 16 cells
  for (let i = 0; i < yolox.data.length; i += 5 + classes) {
    yolox.data.set([rng.normal(), rng.normal(), rng.normal(), rng.normal()], i);
  }
  const endToEnd = table(20, 6, true);
  for (let i = 5; i < endToEnd.data.length; i += 6) endToEnd.data[i] = rng.integer(0, classes - 1);

  return [
    {
      head: {
        kind: 'dfl-grid',
        strides: [8, 16],
        bins: 5,
        outputs: { classLogits: 'c', sideLogits: 's' },
      },
      sidePx: 64,
      outputs: { c: fill([1, 80, classes], logit), s: fill([1, 80, 20], () => 2 * rng.normal()) },
    },
    {
      head: {
        kind: 'ssd',
        strides: [16, 32],
        sizesPx: [13, 32, 58],
        variances: [0.1, 0.2],
        outputs: { classLogits: 'c', offsets: 'o' },
      },
      sidePx: 64,
      outputs: { c: fill([1, 80, classes], logit), o: fill([1, 80, 4], () => 2 * rng.normal()) },
    },
    {
      head: { kind: 'yolox', strides: [8, 16], output: 'out' },
      sidePx: 64,
      outputs: { out: yolox },
    },
    {
      head: { kind: 'yolov5', output: 'out' },
      sidePx: 64,
      outputs: { out: table(252, 5 + classes, false) }, // 3 · (64 + 16 + 4): the usual grids
    },
    {
      head: { kind: 'yolov8', output: 'out' },
      sidePx: 64,
      outputs: { out: transposed(table(84, 4 + classes, false)) },
    },
    { head: { kind: 'end-to-end', output: 'out' }, sidePx: 64, outputs: { out: endToEnd } },
    {
      head: {
        kind: 'decoded',
        boxes: 'b',
        scores: 's',
        order: 'yxyx',
        isRelative: true,
        hasBackground: true,
      },
      sidePx: 64,
      outputs: {
        b: { dims: [1, 30, 1, 4], data: table(30, 4, true).data.map((v) => v / 64) },
        s: fill([1, 30, 1 + classes], probability),
      },
    },
  ];
}
