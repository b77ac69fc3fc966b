// Which head a file holds: the shapes that the published exporters write, then what cannot be known or used.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { yoloxNano } from '$src/detect/adapters/onnx-models';
import { formFields } from '$src/detect/custom/form';
import { mappingFromDraft } from '$src/detect/custom/mapping';
import { readOnnxFile } from '$src/detect/custom/onnx-file';
import { recognise, type Recognition } from '$src/detect/custom/recognise';
import { DetectError } from '$src/detect/types';
import { onnxBytes, type OnnxSpec } from '$test/support/onnx-writer';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const assets = process.env['CV_LAB_ASSETS'] ?? join(root, '../shared/assets');
const yolox = join(assets, 'models/yolox_nano.onnx');

const of = (spec: OnnxSpec): Recognition => recognise(readOnnxFile(onnxBytes(spec)));
const table = (...dims: (number | string)[]): OnnxSpec => ({
  outputs: [{ name: 'output0', dims }],
});
const known = (found: Recognition): Extract<Recognition, { kind: 'recognised' }> => {
  if (found.kind !== 'recognised') throw new Error(`incomplete: ${found.missing.join(', ')}`);
  return found;
};
const refusal = (spec: OnnxSpec): string => {
  try {
    of(spec);
  } catch (error) {
    if (error instanceof DetectError) return `${error.reason}: ${error.message}`;
    throw error;
  }
  return 'accepted';
};

describe('recognised', () => {
  test('YOLOv8 at 640: 8400 cells lying down, RGB 0..1, in the middle of grey', () => {
    const { mapping, confidence } = known(of(table(1, 84, 8400)));
    expect(confidence).toBe('sure');
    expect(mapping.head).toEqual({ kind: 'yolov8', output: 'output0' });
    expect(mapping.input).toEqual({
      name: 'images',
      sidePx: 640,
      layout: 'nchw',
      colour: 'rgb',
      white: 1,
      fit: 'letterbox',
      align: 'centre',
      padLevel: 114,
    });
    expect(mapping.labels.length).toBe(80);
    expect(mapping.labels[0]).toEqual({ name: 'person', categoryId: 1 });
  });

  test('one class at 320 px is still YOLOv8', () => {
    const found = known(
      of({ ...table(1, 5, 2100), inputs: [{ name: 'x', dims: [1, 3, 320, 320] }] }),
    );
    expect(found.mapping.head.kind).toBe('yolov8');
    expect(found.mapping.labels).toEqual([{ name: 'class 0' }]);
  });

  test('YOLOv5 has three rows per cell, also with its raw grids beside and with one class', () => {
    const raw = { name: 'grid', dims: [1, 3, 80, 80, 85] };
    const spec = { outputs: [{ name: 'output', dims: [1, 25200, 85] }, raw] };
    expect(known(of(spec)).mapping.head).toEqual({ kind: 'yolov5', output: 'output' });
    const one = known(of(table(1, 25200, 6))); // six columns, but no short list
    expect([one.mapping.head.kind, one.mapping.labels.length]).toEqual(['yolov5', 1]);
  });

  test('a short list of six columns is end-to-end', () => {
    const names = { names: "{0: 'cat', 1: 'dog'}" };
    const v10 = known(of({ ...table(1, 300, 6), metadata: names }));
    expect([v10.mapping.head.kind, v10.confidence]).toEqual(['end-to-end', 'sure']);
    const suppressed = {
      ...table('n', 'm', 6),
      nodes: [{ kind: 'NonMaxSuppression', output: 'k' }],
    };
    expect(known(of({ ...suppressed, metadata: names })).mapping.head.kind).toBe('end-to-end');
    // Without names nobody knows how many classes there are.
    expect(of(table(1, 300, 6))).toMatchObject({ kind: 'incomplete', missing: ['labelsText'] });
  });

  test('one row per cell: raw YOLOX ends in a Transpose, decoded heads do not', () => {
    const spec = { ...table(1, 8400, 85), nodes: [{ kind: 'Transpose', output: 'output0' }] };
    const raw = known(of(spec));
    expect(raw.mapping.head).toEqual({ kind: 'yolox', strides: [8, 16, 32], output: 'output0' });
    expect(raw.mapping.input).toMatchObject({ colour: 'bgr', white: 255, align: 'top-left' });
    const decoded = known(of({ ...spec, nodes: [{ kind: 'Concat', output: 'output0' }] }));
    expect([decoded.mapping.head.kind, decoded.confidence]).toEqual(['yolov5', 'likely']);
  });

  test.skipIf(!existsSync(yolox))(
    'the real YOLOX-Nano is mapped as we map it (CV_LAB_ASSETS)',
    () => {
      expect(known(recognise(readOnnxFile(readFileSync(yolox)))).mapping).toEqual(yoloxNano);
    },
  );

  test('Ultralytics’ notes give names, and the side where it is free', () => {
    const found = known(
      of({
        inputs: [{ name: 'images', dims: ['batch', 3, 'height', 'width'] }],
        outputs: [{ name: 'output0', dims: ['batch', 6, 'anchors'] }],
        metadata: {
          author: 'Ultralytics',
          task: 'detect',
          stride: '32',
          imgsz: '[416, 416]',
          names: `{0: 'person', 1: "driver's, seat"}`,
        },
      }),
    );
    expect(found.mapping.input).toMatchObject({ sidePx: 416, multipleOfPx: 32 });
    expect(found.mapping.head.kind).toBe('yolov8');
    expect(found.mapping.labels).toEqual([
      { name: 'person', categoryId: 1 },
      { name: "driver's, seat" },
    ]);
  });

  test.each([
    ['yolo-tiny', 'dfl-grid'],
    ['ssd-lite', 'ssd'],
  ])('our own %s', (id, kind) => {
    const path = join(root, 'public/models', id, 'model.onnx');
    const { mapping } = known(recognise(readOnnxFile(readFileSync(path))));
    const card = JSON.parse(readFileSync(join(root, 'public/models', id, 'card.json'), 'utf8')) as {
      head: Record<string, unknown>;
      input: { side: number; fit: string; multipleOf: number };
    };
    expect(mapping.head.kind).toBe(kind);
    expect(mapping.head).toMatchObject(card.head);
    expect(mapping.input).toMatchObject({ sidePx: card.input.side, fit: card.input.fit });
    expect(mapping.input.multipleOfPx).toBe(card.input.multipleOf);
    expect(mapping.labels.length).toBe(12);
  });
});

describe('asked', () => {
  const ssd: OnnxSpec = {
    inputs: [{ name: 'input', dims: [1, 3, 300, 300] }],
    outputs: [
      { name: 'scores', dims: [1, 3000, 21] },
      { name: 'boxes', dims: [1, 3000, 4] },
    ],
    nodes: [{ kind: 'Softmax', output: 'scores' }],
  };

  test('boxes and scores apart: what the file cannot say', () => {
    const found = of(ssd);
    if (found.kind !== 'incomplete') throw new Error('recognised');
    expect(found.missing).toEqual([
      'order',
      'isRelative',
      'hasBackground',
      'white',
      'normalisation',
      'fit',
    ]);
    // A softmax speaks for a background class, so twenty are left; the guesses are filled in.
    expect(found.draft).toMatchObject({
      headKind: 'decoded',
      boxOutput: 'boxes',
      classOutput: 'scores',
      hasBackground: true,
      classCount: 20,
    });
    const keys = formFields(readOnnxFile(onnxBytes(ssd)), found.draft).map(({ key }) => key);
    found.missing.forEach((key) => expect(keys).toContain(key));
    const mapping = mappingFromDraft({ ...found.draft, order: 'cxcywh', normalisation: 'signed' });
    expect(mapping.head).toMatchObject({ order: 'cxcywh', isRelative: true, hasBackground: true });
    expect(mapping.input).toMatchObject({ mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] });
  });

  test('TensorFlow’s raw outputs are known by name, beside its finished list', () => {
    const found = of({
      inputs: [{ name: 'x', dims: [1, 320, 320, 3] }],
      outputs: [
        { name: 'detection_boxes', dims: [1, 100, 4] },
        { name: 'detection_classes', dims: [1, 100] },
        { name: 'detection_scores', dims: [1, 100] },
        { name: 'raw_detection_boxes', dims: [1, 12804, 4] },
        { name: 'raw_detection_scores', dims: [1, 12804, 91] },
      ],
    });
    expect(found.draft).toMatchObject({ order: 'yxyx', hasBackground: true, layout: 'nhwc' });
    expect(found).toMatchObject({ missing: ['white', 'normalisation', 'fit'] });
  });

  test('a free side without notes, and names that do not fit the columns', () => {
    const free = {
      inputs: [{ name: 'images', dims: [1, 3, 'h', 'w'] }],
      outputs: [{ name: 'output0', dims: [1, 84, 'n'] }],
    };
    expect(of(free)).toMatchObject({ kind: 'incomplete', missing: ['sidePx'] });
    const named = of({ ...table(1, 84, 8400), metadata: { names: "{0: 'cat'}" } });
    expect(named).toMatchObject({ kind: 'incomplete', missing: ['labelsText'] });
    expect(named.reasons.join(' ')).toContain('names 1 classes, its output has 80');
  });

  test('outputs of no known shape: the head is asked, and notes that contradict each other', () => {
    expect(of(table(1, 77, 78))).toMatchObject({ kind: 'incomplete' });
    expect(of(table(1, 77, 78)).reasons.join(' ')).toContain('output0 [1, 77, 78]');
    const odd = of({
      inputs: [{ name: 'images', dims: [1, 3, 'h', 'w'] }],
      outputs: [{ name: 'output0', dims: [1, 84, 'n'] }],
      metadata: { stride: '32', imgsz: '[300, 300]' },
    });
    expect(odd.reasons.at(-1)).toContain('300 px, is no multiple of 32');
  });
});

describe('refused', () => {
  const input = (dims: (number | string)[], elementType = 1): OnnxSpec => ({
    ...table(1, 84, 8400),
    inputs: [{ name: 'images', dims, elementType }],
  });
  test.each([
    [input([1, 3, 640, 640], 10), 'takes float16'],
    [input([1, 640, 640, 3], 2), 'takes uint8'],
    [input([1, 3, 480, 640]), 'expected a square'],
    [input([8, 3, 640, 640]), '[8, 3, 640, 640]; expected one colour picture'],
    [input([1, 1, 640, 640]), 'one colour picture'],
    [input([1, 3, 100_000, 100_000]), '8..4096'],
    [{ ...table(1, 84, 8400), inputs: [] }, 'takes 0 inputs'],
    [{ ...table(1, 84, 8400), metadata: { task: 'segment' } }, 'task “segment”'],
    [
      {
        outputs: [
          { name: 'boxes', dims: ['n', 4] },
          { name: 'labels', dims: ['n'] },
          { name: 'scores', dims: ['n'] },
        ],
      },
      'finished list',
    ],
    [
      {
        outputs: [
          { name: 'a', dims: [1, 255, 13, 13] },
          { name: 'b', dims: [1, 255, 26, 26] },
        ],
      },
      '2 grids',
    ],
  ] satisfies [OnnxSpec, string][])('%#', (spec, words) => {
    expect(refusal(spec)).toContain('model-unsupported');
    expect(refusal(spec)).toContain(words);
  });
});
