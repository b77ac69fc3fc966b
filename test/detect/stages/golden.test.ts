// Decoding, suppression and letterboxing against training/golden_heads.py: float64 NumPy and plain loops, on random
// outputs of every kind of head and on outputs of our own networks. Re-made with `python3 -m golden` in training/.
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import type { Head, RawOutput, RawOutputs } from '$src/detect/head';
import { decode } from '$src/detect/stages/decode';
import { boxInFrame, fitGeometry } from '$src/detect/stages/letterbox';
import { suppress } from '$src/detect/stages/suppress';
import type { BoxXyxy, Candidates, Suppression } from '$src/detect/types';
import { boxInInput } from '$test/support/box-in-input';

interface Packed {
  readonly dims: readonly number[];
  readonly float32: string;
}
interface HeadCase {
  readonly name: string;
  readonly sidePx: number;
  readonly head: { readonly kind: string };
  readonly outputs: Readonly<Record<string, Packed>>;
  readonly boxesXyxy: Packed;
  readonly scores?: Packed;
  readonly suppressed: {
    readonly scoreThreshold: number;
    readonly iouThreshold: number;
    readonly candidates: number;
    readonly kept: Readonly<
      Record<string, readonly { origin: number; classIndex: number; score: number }[]>
    >;
  };
}
interface LetterboxCase {
  readonly frame: readonly [number, number];
  readonly sidePx: number;
  readonly fit: 'letterbox' | 'stretch';
  readonly drawn: readonly [number, number];
  readonly pad: readonly [number, number];
  readonly scale: readonly [number, number];
  readonly frameBox: BoxXyxy;
  readonly inputBox: BoxXyxy;
  readonly wholeInputInFrame: BoxXyxy;
}

const file = fileURLToPath(new URL('../../golden/detect/heads.json', import.meta.url));
const { heads, letterboxes } = JSON.parse(readFileSync(file, 'utf8')) as {
  heads: HeadCase[];
  letterboxes: LetterboxCase[];
};

function unpack({ dims, float32 }: Packed): RawOutput {
  const bytes = Uint8Array.from(atob(float32), (letter) => letter.charCodeAt(0));
  return { dims, data: new Float32Array(bytes.buffer) }; // little-endian, as every engine is
}
const unpackAll = (outputs: HeadCase['outputs']): RawOutputs =>
  Object.fromEntries(Object.entries(outputs).map(([name, packed]) => [name, unpack(packed)]));

/** The file describes the head, the names of its outputs are those of the case. */
function headOf({ head, outputs }: HeadCase): Head {
  const [first = '', second = ''] = Object.keys(outputs);
  const names =
    head.kind === 'dfl-grid'
      ? { outputs: { classLogits: first, sideLogits: second } }
      : head.kind === 'ssd'
        ? { outputs: { classLogits: first, offsets: second } }
        : { output: first };
  return { ...head, ...names } as Head;
}

test('the golden file holds every kind of head that computes', () => {
  const kinds = new Set(heads.map(({ head }) => head.kind));
  expect([...kinds].sort()).toEqual(['dfl-grid', 'ssd', 'yolov5', 'yolov8', 'yolox']);
});

describe.each(heads)('$name', (golden) => {
  const { sidePx, suppressed } = golden;
  const head = headOf(golden);
  const outputs = unpackAll(golden.outputs);

  test('boxes and scores', () => {
    const all = decode(head, outputs, { sidePx, scoreThreshold: 0 });
    const boxes = unpack(golden.boxesXyxy);
    const scores = golden.scores && unpack(golden.scores);
    const classes = scores?.dims[1] ?? 12;
    expect(all.count).toBe((boxes.dims[0] ?? 0) * classes);
    let worstBox = 0;
    let worstScore = 0;
    for (let i = 0; i < all.count; i++) {
      const origin = all.origins[i] ?? 0;
      for (let k = 0; k < 4; k++) {
        const wanted = boxes.data[origin * 4 + k] ?? NaN;
        const error = Math.abs((all.boxesXyxy[i * 4 + k] ?? NaN) - wanted);
        worstBox = Math.max(worstBox, error / Math.max(1, Math.abs(wanted) / 100));
      }
      const wanted = scores?.data[origin * classes + (all.classIndices[i] ?? 0)];
      if (wanted === undefined) continue;
      worstScore = Math.max(worstScore, Math.abs((all.scores[i] ?? NaN) - wanted));
    }
    // Both sides round to float32, 6e-8 of a value: per 100 px of a coordinate, and of scores up to 1.
    expect(worstBox).toBeLessThan(1e-4);
    expect(worstScore).toBeLessThan(1e-6);
  });

  test.each(Object.keys(suppressed.kept))('suppression: %s', (name) => {
    const { scoreThreshold, iouThreshold, kept = {} } = suppressed;
    const candidates: Candidates = decode(head, outputs, { sidePx, scoreThreshold });
    expect(candidates.count).toBe(suppressed.candidates);
    const suppression = name as Suppression;
    const options = { scoreThreshold, iouThreshold, suppression, maxDetections: 10_000 };
    const found = suppress(candidates, options);
    const wanted = kept[name] ?? [];
    expect(found.map(({ origin, classIndex }) => [origin, classIndex])).toEqual(
      wanted.map(({ origin, classIndex }) => [origin, classIndex]),
    );
    // Soft-NMS multiplies several factors that follow from float32 boxes.
    found.forEach(({ score }, i) => expect(score).toBeCloseTo(wanted[i]?.score ?? NaN, 5));
  });
});

test.each(letterboxes)('letterbox of $frame in $sidePx, $fit', (golden) => {
  const [width, height] = golden.frame;
  const geometry = fitGeometry(width, height, { fit: golden.fit, align: 'centre' }, golden.sidePx);
  expect([geometry.contentWidthPx, geometry.contentHeightPx]).toEqual(golden.drawn);
  expect([geometry.padX, geometry.padY]).toEqual(golden.pad);
  expect([geometry.scaleX, geometry.scaleY]).toEqual(golden.scale);
  const close = (got: BoxXyxy, wanted: BoxXyxy): void =>
    got.forEach((value, i) => expect(value).toBeCloseTo(wanted[i] ?? NaN, 9));
  close(boxInInput(golden.frameBox, geometry), golden.inputBox);
  close(boxInFrame(golden.inputBox, geometry), golden.frameBox);
  const { sidePx } = golden;
  close(boxInFrame([0, 0, sidePx, sidePx], geometry), golden.wholeInputInFrame);
});
