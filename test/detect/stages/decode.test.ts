// Outputs to candidates: one hand-worked row per head, then what holds for all heads.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { Head, RawOutputs } from '$src/detect/head';
import { decode } from '$src/detect/stages/decode';
import { defaultBoxes } from '$src/detect/stages/default-boxes';
import { cellOf, cellXyxy, gridLevels } from '$src/detect/stages/grid';
import { DetectError, type Candidates } from '$src/detect/types';
import { headCases } from './heads';

const out = (dims: number[], data: readonly number[]): { dims: number[]; data: Float32Array } => ({
  dims,
  data: Float32Array.from(data),
});
const near = (candidates: Candidates, row: number, wanted: readonly number[]): void => {
  const box = candidates.boxesXyxy.slice(row * 4, row * 4 + 4);
  wanted.forEach((value, i) => expect(box[i]).toBeCloseTo(value, 4));
};
const zeros = (count: number): number[] => Array.from({ length: count }, () => 0);

describe('one row by hand', () => {
  test('dfl-grid: expectation over the bins, in strides, from the middle of the cell', () => {
    // One cell of 32 px, centre 16. Three bins. Left: logits (0, 0, ln 2) are (1, 1, 2)/4, expectation 1.25, 40 px.
    // Top: certain of bin 0. Right: even, 1, 32 px. Bottom: certain of bin 2, 64 px.
    const sure = 60; // exp(−60) is nothing in float32
    const sides = [0, 0, Math.log(2), sure, 0, 0, 0, 0, 0, 0, 0, sure];
    const head: Head = {
      kind: 'dfl-grid',
      strides: [32],
      bins: 3,
      outputs: { classLogits: 'class_logits', sideLogits: 'side_logits' },
    };
    const outputs = {
      class_logits: out([1, 1, 2], [Math.log(3), -9]),
      side_logits: out([1, 1, 12], sides),
    };
    const found = decode(head, outputs, { sidePx: 32, scoreThreshold: 0.5 });
    expect(found.count).toBe(1);
    expect(found.scores[0]).toBeCloseTo(0.75, 6); // sigmoid(ln 3)
    near(found, 0, [16 - 40, 16, 16 + 32, 16 + 64]);
  });

  test('ssd: shifted by a tenth of its size per offset, stretched by exp', () => {
    // One level of one cell: sizes 16 and 36 px, so squares of 16 and 24 px, then 16√2 by 16/√2.
    const head: Head = {
      kind: 'ssd',
      strides: [64],
      sizesPx: [16, 36],
      variances: [0.1, 0.2],
      outputs: { classLogits: 'c', offsets: 'o' },
    };
    const offsets = [zeros(4), [5, -10, 5 * Math.log(2), 0], zeros(4), zeros(4)].flat();
    const outputs = { c: out([1, 4, 1], [-9, 0, 2, 1]), o: out([1, 4, 4], offsets) };
    const found = decode(head, outputs, { sidePx: 64, scoreThreshold: 0.4 });
    expect([...found.origins]).toEqual([2, 3, 1]);
    const [long, short] = [16 * Math.SQRT2, 16 / Math.SQRT2];
    near(found, 0, [32 - long / 2, 32 - short / 2, 32 + long / 2, 32 + short / 2]);
    near(found, 1, [32 - short / 2, 32 - long / 2, 32 + short / 2, 32 + long / 2]);
    // cx = 32 + 0.1·24·5 = 44, cy = 32 − 24 = 8, w = 24·exp(ln 2) = 48, h = 24.
    near(found, 2, [20, -4, 68, 20]);
  });

  test('yolox: centre from the cell’s corner, size in strides, objectness times class', () => {
    // 32 px, stride 16: cells (0,0) (1,0) (0,1) (1,1). Row 3 is column 1, row 1.
    const head: Head = { kind: 'yolox', strides: [16], output: 'output' };
    const row = [0.5, -0.25, Math.log(2), Math.log(0.5), 0.8, 0.1, 0.5];
    const outputs = { output: out([1, 4, 7], [...zeros(21), ...row]) };
    const found = decode(head, outputs, { sidePx: 32, scoreThreshold: 0.3 });
    // (1.5·16, 0.75·16) = (24, 12), 32 × 8; 0.8 · 0.5 = 0.4 of class 1.
    expect([found.count, found.classIndices[0], found.origins[0]]).toEqual([1, 1, 3]);
    expect(found.scores[0]).toBeCloseTo(0.4, 6);
    near(found, 0, [8, 8, 40, 16]);
  });

  test('yolov5 and yolov8: the same boxes, one with objectness, one lying down', () => {
    const v5 = { output0: out([1, 2, 7], [0, 0, 1, 1, 0, 1, 1, 30, 20, 10, 8, 0.5, 0.2, 0.9]) };
    const found = decode({ kind: 'yolov5', output: 'output0' }, v5, {
      sidePx: 64,
      scoreThreshold: 0.3,
    });
    expect([...found.origins]).toEqual([1]);
    expect(found.scores[0]).toBeCloseTo(0.45, 6);
    near(found, 0, [25, 16, 35, 24]);

    const v8 = { output0: out([1, 6, 2], [0, 30, 0, 20, 1, 10, 1, 8, 0.1, 0.2, 0.2, 0.45]) };
    const same = decode({ kind: 'yolov8', output: 'output0' }, v8, {
      sidePx: 64,
      scoreThreshold: 0.3,
    });
    expect([...same.scores, ...same.boxesXyxy]).toEqual([...found.scores, ...found.boxesXyxy]);
    expect([...same.classIndices]).toEqual([...found.classIndices]);
  });

  test('end-to-end: as given, sorted, rows below the threshold and their classes ignored', () => {
    const rows = [5, 6, 7, 8, 0.4, 2, 1, 2, 3, 4, 0.9, 0, 0, 0, 0, 0, 0, -1];
    const outputs = { output0: out([1, 3, 6], rows) };
    const head: Head = { kind: 'end-to-end', output: 'output0' };
    const found = decode(head, outputs, { sidePx: 64, scoreThreshold: 0.25, classCount: 3 });
    expect([...found.boxesXyxy]).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    expect([...found.classIndices]).toEqual([0, 2]);
    expect(() =>
      decode(head, outputs, { sidePx: 64, scoreThreshold: 0.25, classCount: 2 }),
    ).toThrow('class 2');
  });

  test('decoded: every order of coordinates, relative or not, with and without background', () => {
    const scores = { scores: out([1, 1, 3], [0.8, 0.1, 0.6]) };
    const box = (order: 'xyxy' | 'yxyx' | 'cxcywh', isRelative: boolean, values: number[]) =>
      decode(
        {
          kind: 'decoded',
          boxes: 'boxes',
          scores: 'scores',
          order,
          isRelative,
          hasBackground: true,
        },
        { ...scores, boxes: out([1, 1, 4], values) },
        { sidePx: 100, scoreThreshold: 0.5 },
      );
    for (const found of [
      box('xyxy', false, [10, 20, 30, 60]),
      box('yxyx', true, [0.2, 0.1, 0.6, 0.3]),
      box('cxcywh', true, [0.2, 0.4, 0.2, 0.4]),
    ]) {
      near(found, 0, [10, 20, 30, 60]);
      expect([...found.classIndices]).toEqual([1]); // 0.8 is the background's
    }
  });
});

describe('rows', () => {
  test('one box with two classes gives two rows; ties go by box, then by class', () => {
    const head: Head = { kind: 'yolov8', output: 'o' };
    // Classes × boxes: class 0 (0.5, 0.5), class 1 (0.5, 0.9).
    const outputs = { o: out([1, 6, 2], [...zeros(8), 0.5, 0.5, 0.5, 0.9]) };
    const found = decode(head, outputs, { sidePx: 32, scoreThreshold: 0.5 });
    expect([...found.origins].map((o, i) => [o, found.classIndices[i]])).toEqual([
      [1, 1],
      [0, 0],
      [0, 1],
      [1, 0],
    ]);
  });

  test('the threshold is reached by a score that equals it in float32', () => {
    const head: Head = { kind: 'yolov8', output: 'o' };
    const outputs = { o: out([1, 5, 1], [...zeros(4), 0.7]) }; // 0.7 is 0.699999988 in float32
    expect(decode(head, outputs, { sidePx: 32, scoreThreshold: 0.7 }).count).toBe(1);
    expect(decode(head, outputs, { sidePx: 32, scoreThreshold: 0.7001 }).count).toBe(0);
  });

  test('a lower threshold only adds rows at the end', () => {
    fc.assert(
      fc.property(
        fc.integer(),
        fc.float({ min: 0, max: 1, noNaN: true }),
        (seed, scoreThreshold) => {
          for (const { head, outputs, sidePx } of headCases(seed)) {
            const all = decode(head, outputs, { sidePx, scoreThreshold: 0 });
            const some = decode(head, outputs, { sidePx, scoreThreshold });
            expect(some.count).toBe(all.scores.filter((score) => score >= scoreThreshold).length);
            // Joined: comparing typed arrays element by element costs a hundred times more.
            expect(some.boxesXyxy.join()).toBe(all.boxesXyxy.slice(0, some.count * 4).join());
            expect(some.origins.join()).toBe(all.origins.slice(0, some.count).join());
            expect(all.scores.every((v, i) => v <= (all.scores[i - 1] ?? 1))).toBe(true);
          }
        },
      ),
      { numRuns: 20 },
    );
  });
});

describe('outputs that cannot be trusted', () => {
  const reasonOf = (run: () => unknown): string => {
    try {
      run();
    } catch (error) {
      if (error instanceof DetectError) return `${error.reason}: ${error.message}`;
      throw error;
    }
    return 'no error';
  };

  test('NaN and infinity anywhere in any output, even where no score passes', () => {
    for (const { head, outputs, sidePx } of headCases(1)) {
      for (const name of Object.keys(outputs)) {
        for (const bad of [NaN, Infinity, -Infinity]) {
          const data = outputs[name]?.data.slice() ?? new Float32Array(0);
          data[data.length - 3] = bad;
          const broken = { ...outputs, [name]: { dims: outputs[name]?.dims ?? [], data } };
          const said = reasonOf(() => decode(head, broken, { sidePx, scoreThreshold: 0.9 }));
          expect(said).toContain(`not-finite: Output “${name}” holds ${bad}`);
          expect(said).toContain(`position ${data.length - 3}`);
        }
      }
    }
  });

  test('missing outputs, other shapes and other sides', () => {
    for (const { head, outputs, sidePx } of headCases(1)) {
      const options = { sidePx, scoreThreshold: 0.5 };
      for (const name of Object.keys(outputs)) {
        const { [name]: gone, ...rest } = outputs;
        expect(reasonOf(() => decode(head, rest, options))).toContain('wrong-shape');
        const data = gone?.data ?? new Float32Array(0);
        const flat: RawOutputs = { ...rest, [name]: { dims: [data.length], data } };
        expect(reasonOf(() => decode(head, flat, options))).toContain(`got [${data.length}]`);
        const short: RawOutputs = {
          ...rest,
          [name]: { dims: gone?.dims ?? [], data: data.slice(1) },
        };
        expect(reasonOf(() => decode(head, short, options))).toContain('wrong-shape');
      }
    }
    const [dfl] = headCases(1);
    if (!dfl) throw new Error('no case');
    const at = (sidePx: number): string =>
      reasonOf(() => decode(dfl.head, dfl.outputs, { sidePx, scoreThreshold: 0.5 }));
    expect(at(128)).toContain('[1, 320, any], got [1, 80, 3]');
    expect(at(70)).toContain('bad-option');
  });

  test('another number of classes than labels, and scores that are no probabilities', () => {
    const outputs = { o: out([1, 6, 1], [8, 8, 4, 4, 0.5, 3.2]) };
    const head: Head = { kind: 'yolov8', output: 'o' };
    const options = { sidePx: 32, scoreThreshold: 0.3 };
    expect(reasonOf(() => decode(head, outputs, { ...options, classCount: 80 }))).toContain(
      '2 classes apart, but 80 are named',
    );
    expect(reasonOf(() => decode(head, outputs, options))).toContain('A score of 3.2');
  });

  test('wild offsets give finite boxes', () => {
    for (const { head, outputs, sidePx } of headCases(3)) {
      const wild = Object.fromEntries(
        Object.entries(outputs).map(([name, { dims, data }]) => [
          name,
          { dims, data: name === 'o' || name === 's' ? data.map((v) => v * 1e30) : data },
        ]),
      );
      if (head.kind !== 'ssd' && head.kind !== 'dfl-grid') continue;
      const found = decode(head, wild, { sidePx, scoreThreshold: 0 });
      expect(found.boxesXyxy.every(Number.isFinite)).toBe(true);
    }
  });
});

describe('grids', () => {
  test('origins count level by level, row by row', () => {
    const levels = gridLevels([8, 16], 32, 4);
    const cell = cellOf(levels, 64 + 4 * 3 + 2); // second level, its fourth cell, third shape
    expect(cell).toMatchObject({ column: 1, row: 1, shape: 2 });
    expect(cellXyxy(cell)).toEqual([16, 16, 32, 32]);
    const shapeMajor = gridLevels([8, 16], 32, 3, true);
    expect(cellOf(shapeMajor, 48 + 4 + 1)).toMatchObject({ column: 1, row: 0, shape: 1 });
    expect(() => cellOf(levels, 80)).toThrow('0..79');
  });

  test('default boxes have the area of their size, whatever the input side', () => {
    const head = { strides: [32, 64], sizesPx: [20, 32, 50] };
    const boxes = defaultBoxes(head, 64);
    expect(boxes.length).toBe((4 + 1) * 4 * 4);
    const areas = [0, 1, 2, 3].map((i) => (boxes[i * 4 + 2] ?? 0) * (boxes[i * 4 + 3] ?? 0));
    [400, 640, 400, 400].forEach((area, i) => expect(areas[i]).toBeCloseTo(area, 8));
    const twice = defaultBoxes(head, 128);
    expect(twice.length).toBe((16 + 4) * 4 * 4);
    expect(twice.slice(2, 4)).toEqual(boxes.slice(2, 4));
    expect(() => defaultBoxes({ strides: [8], sizesPx: [1] }, 64)).toThrow(
      '2 default sizes, got 1',
    );
  });
});
