// Following a box back, and the heat of the cells: both must tell the same as decoding.
import { describe, expect, test } from 'vitest';
import { decode } from '$src/detect/stages/decode';
import { heat } from '$src/detect/stages/heat';
import { fitGeometry, imageFromModel } from '$src/detect/stages/letterbox';
import { detectionOf } from '$src/detect/stages/suppress';
import { trace } from '$src/detect/stages/trace';
import { classes, headCases } from './heads';

const frame = fitGeometry(100, 60, { fit: 'letterbox', align: 'centre' }, 64);

describe('trace', () => {
  test('of every candidate of every head gives its box and its score', () => {
    for (const { head, outputs, sidePx } of headCases(7)) {
      const all = decode(head, outputs, { sidePx, scoreThreshold: 0.1 });
      const inFrame = imageFromModel(all, frame);
      expect(inFrame.count).toBeGreaterThan(3);
      for (let i = 0; i < inFrame.count; i++) {
        const { origin = 0, boxXyxy, score, classIndex } = detectionOf(inFrame, i);
        const followed = trace(head, outputs, origin, frame);
        // float32 boxes against float64: 1e-7 of 100 px, and a little more for a difference of large numbers.
        followed.boxXyxy.forEach((v, k) => expect(v).toBeCloseTo(boxXyxy[k] ?? 0, 3));
        expect(followed.classScores[classIndex]).toBeCloseTo(score, 6);
        if (head.kind !== 'end-to-end') expect(followed.classLogits.length).toBe(classes);
      }
    }
  });

  test('its steps end in the box of the input and the best score', () => {
    for (const { head, outputs, sidePx } of headCases(8)) {
      const best = decode(head, outputs, { sidePx, scoreThreshold: 0 });
      const { steps, headKind } = trace(head, outputs, best.origins[0] ?? 0, frame);
      expect(headKind).toBe(head.kind);
      const value = (name: string): number => steps.find((s) => s.name === name)?.value ?? NaN;
      ['x1', 'y1', 'x2', 'y2'].forEach((name, k) =>
        expect(value(name)).toBeCloseTo(best.boxesXyxy[k] ?? 0, 3),
      );
      expect(steps.at(-1)?.value).toBeCloseTo(best.scores[0] ?? 0, 6);
    }
  });

  test('an SSD row in words, its default box and its cell in frame pixels', () => {
    // 64 px, stride 64: one cell; square of 16 px. The frame is 128 px, so everything doubles.
    const head = {
      kind: 'ssd',
      strides: [64],
      sizesPx: [16, 32],
      variances: [0.1, 0.2],
      outputs: { classLogits: 'c', offsets: 'o' },
    } as const;
    const outputs = {
      c: { dims: [1, 4, 1], data: Float32Array.from([2, 0, 0, 0]) },
      o: {
        dims: [1, 4, 4],
        data: Float32Array.from([1.25, -2.5, 0, 0, ...Array.from({ length: 12 }, () => 0)]),
      },
    };
    const geometry = fitGeometry(128, 128, { fit: 'stretch', align: 'centre' }, 64);
    const followed = trace(head, outputs, 0, geometry);
    expect(followed.steps.map(({ name, formula }) => `${name} = ${formula}`)).toEqual([
      'centre x = 32 + 0.1 × 16 × 1.25',
      'centre y = 32 + 0.1 × 16 × (−2.5)',
      'width = 16 × exp(0.2 × 0)',
      'height = 16 × exp(0.2 × 0)',
      'x1 = 34 − 16 / 2',
      'y1 = 28 − 16 / 2',
      'x2 = 34 + 16 / 2',
      'y2 = 28 + 16 / 2',
      'best score = 1 / (1 + exp(−2))',
    ]);
    expect(followed.boxXyxy).toEqual([52, 40, 84, 72]);
    expect(followed.defaultBoxXyxy).toEqual([48, 48, 80, 80]);
    expect(followed.cellXyxy).toEqual([0, 0, 128, 128]);
    expect(followed.raw).toEqual([1.25, -2.5, 0, 0]);
  });

  test('a row that is not there is refused', () => {
    for (const { head, outputs } of headCases(1)) {
      expect(() => trace(head, outputs, 1e6, frame)).toThrow('1000000');
      expect(() => trace(head, outputs, -1, frame)).toThrow('-1');
    }
  });
});

describe('heat', () => {
  test('each cell shows the best score that any of its rows and classes has', () => {
    for (const { head, outputs, sidePx } of headCases(5)) {
      const levels = heat(head, outputs, frame);
      if (head.kind === 'end-to-end' || head.kind === 'decoded') {
        expect(levels).toEqual([]);
        continue;
      }
      const wanted = levels.map(({ scores }) => new Float32Array(scores.length));
      const all = decode(head, outputs, { sidePx, scoreThreshold: 0 });
      for (let i = all.count - 1; i >= 0; i--) {
        const { stridePx, column, row } = trace(head, outputs, all.origins[i] ?? 0, frame);
        const index = levels.findIndex((level) => level.stridePx === stridePx);
        const cells = wanted[index];
        if (cells) cells[row * (levels[index]?.columns ?? 0) + column] = all.scores[i] ?? 0;
      }
      levels.forEach(({ scores }, index) => {
        scores.forEach((v, cell) => expect(v).toBeCloseTo(wanted[index]?.[cell] ?? NaN, 6));
      });
      // 64 px show 100 × 38.4 … the grid reaches beyond the frame above and below.
      const [x1, y1, x2, y2] = levels[0]?.coversXyxy ?? [];
      expect([x1, x2]).toEqual([0, 100]);
      expect(y1).toBeLessThan(-15);
      expect(y2).toBeGreaterThan(75);
    }
  });
});
