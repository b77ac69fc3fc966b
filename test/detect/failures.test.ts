// What goes wrong with a model's files or its outputs is told with a reason, and leaves nothing open.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { createImage } from '$src/core/image';
import type { InputSpec } from '$src/detect/head';
import { openDetector, type OnnxMapping, type OpenProgress } from '$src/detect/open';
import { DetectError, type Detector, type RuntimeChoice } from '$src/detect/types';
import { readModelFrom } from '$test/support/models';
import { tinyOnnx, type TinyOnnx } from '$test/support/tiny-onnx';
import { reasonOf } from './contract';
import { readFrom } from './tfjs/tiny-graph';

const ort: RuntimeChoice = { runtime: 'ort', backend: 'wasm' };
const yoloTiny = { adapter: 'yolo-tiny', modelId: 'yolo-tiny', runtime: ort } as const;
const frame = createImage('u8', 64, 64, 3);

const input: InputSpec = {
  name: 'images',
  sidePx: 64,
  layout: 'nchw',
  colour: 'rgb',
  white: 1,
  fit: 'stretch',
  align: 'centre',
  padLevel: 0,
};
const mapping: OnnxMapping = {
  input,
  head: { kind: 'yolov8', output: 'out' },
  labels: [{ name: 'cup' }, { name: 'bottle' }],
};
/** One box with two classes, [1, 4 + 2, 1]. */
const fine: TinyOnnx = {
  outputs: [{ name: 'out', dims: [1, 6, 1], values: [32, 32, 10, 10, 0.9, 0.1] }],
};

function open(file: TinyOnnx | Uint8Array<ArrayBuffer>, as: Partial<OnnxMapping> = {}) {
  const bytes = file instanceof Uint8Array ? file : tinyOnnx(file);
  const custom = { bytes, mapping: { ...mapping, ...as } };
  return openDetector(
    { adapter: 'custom-onnx', modelId: 'mine', runtime: ort, custom },
    readFrom(new Map()),
  );
}

async function failureOf(opening: Promise<Detector>): Promise<DetectError> {
  const error = await opening.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof DetectError)) throw new Error(`no DetectError but ${String(error)}`);
  return error;
}

test('the file that the failures are made from is fine, and reports its progress', async () => {
  const steps: OpenProgress['step'][] = [];
  const custom = { bytes: tinyOnnx(fine), mapping };
  const detector = await openDetector(
    { adapter: 'custom-onnx', modelId: 'mine', runtime: ort, custom },
    readFrom(new Map()),
    { onProgress: ({ step }) => steps.push(step) },
  );
  const { detections } = await detector.detect(frame);
  expect(detections).toHaveLength(1);
  expect(detections[0]?.boxXyxy).toEqual([27, 27, 37, 37]);
  expect(steps).toEqual(['model', 'session', 'first-run']);
  await detector.dispose();
});

describe('files', () => {
  test('a model that is not there', async () => {
    const error = await failureOf(openDetector(yoloTiny, readFrom(new Map())));
    expect(error.reason).toBe('model-missing');
  });

  test('the start page of a server in place of the card', async () => {
    const page = new TextEncoder().encode('<!doctype html><title>CV Lab</title>');
    const error = await failureOf(openDetector(yoloTiny, readFrom(new Map([['card.json', page]]))));
    expect(error.reason).toBe('model-missing');
  });

  test('weights that are not those of the card', async () => {
    const read = readModelFrom('yolo-tiny');
    const [card, model] = [await read('card.json'), new Uint8Array(await read('model.onnx'))];
    model[model.length - 1] = (model.at(-1) ?? 0) ^ 1;
    const files = readFrom(
      new Map([
        ['card.json', card],
        ['model.onnx', model],
      ]),
    );
    const error = await failureOf(openDetector(yoloTiny, files));
    expect(error.reason).toBe('model-broken');
    expect(error.message).toMatch(/sha256/);
  });

  test.each([
    ['cut short', (bytes: Uint8Array<ArrayBuffer>) => bytes.slice(0, bytes.length / 2)],
    ['a web page', () => new TextEncoder().encode('<!doctype html><p>404</p>')],
    ['empty', () => new Uint8Array()],
    ['noise', () => Uint8Array.from({ length: 4096 }, (_, i) => (i * 97) % 251)],
  ])('an ONNX file that is %s', async (_, spoil) => {
    const path = fileURLToPath(
      new URL('../../public/models/yolo-tiny/model.onnx', import.meta.url),
    );
    const error = await failureOf(open(spoil(new Uint8Array(await readFile(path)))));
    expect(error.reason).toBe('model-broken');
    expect(error.message).not.toMatch(/ERROR_CODE|undefined/);
  });

  test('an operator that does not exist', async () => {
    const bytes = tinyOnnx(fine);
    const at = new TextDecoder('latin1').decode(bytes).indexOf('Identity');
    bytes.set(new TextEncoder().encode('Idontity'), at);
    expect((await failureOf(open(bytes))).reason).toBe('model-unsupported');
  });
});

describe('mapping', () => {
  test.each([
    ['another input name', fine, { input: { ...input, name: 'image' } }, 'wrong-shape', /“images”/],
    ['another side', fine, { input: { ...input, sidePx: 96 } }, 'wrong-shape', /64/],
    ['another layout', fine, { input: { ...input, layout: 'nhwc' } }, 'wrong-shape', /64/],
    ['an 8-bit input', { ...fine, inputType: 2 }, {}, 'model-unsupported', /uint8/],
    [
      'another output name',
      fine,
      { head: { kind: 'yolov8', output: 'boxes' } },
      'wrong-shape',
      /“?out/,
    ],
    ['another head', fine, { head: { kind: 'yolov5', output: 'out' } }, 'wrong-shape', /./],
    ['too few names', fine, { labels: [{ name: 'cup' }] }, 'wrong-shape', /2 classes.*1/],
  ] as const)('%s is refused when the model is opened', async (_, file, as, reason, words) => {
    const error = await failureOf(open(file, as));
    expect(error.reason).toBe(reason);
    expect(error.message).toMatch(words);
  });

  test('outputs that the head is not read from are left alone, whatever they hold', async () => {
    const masks = { name: 'masks', dims: [2], values: [1, 2], type: 2 } as const;
    const detector = await open({ outputs: [masks, ...fine.outputs] });
    expect((await detector.detect(frame)).detections).toHaveLength(1);
    await detector.dispose();
  });

  test('a side that the file fixes cannot be chosen', async () => {
    const detector = await open(fine, { input: { ...input, multipleOfPx: 32 } });
    expect(detector.info.spec.inputMultiplePx).toBeUndefined();
    expect(await reasonOf(detector.detect(frame, { inputSide: 96 }))).toBe('bad-option');
    await detector.dispose();
  });

  test('an open side can: the network takes what it is given', async () => {
    const detector = await open(
      { ...fine, inputDims: [1, 3, 'height', 'width'] },
      { input: { ...input, multipleOfPx: 32 } },
    );
    expect((await detector.detect(frame, { inputSide: 96 })).inputSidePx).toBe(96);
    for (const inputSide of [0, 100, -32, 1e6, NaN]) {
      expect(await reasonOf(detector.detect(frame, { inputSide }))).toBe('bad-option');
    }
    await detector.dispose();
  });
});

describe('outputs that are no numbers', () => {
  test('in the first run: the model is not opened', async () => {
    const error = await failureOf(
      open({ outputs: [{ name: 'out', dims: [1, 6, 1], values: [32, 32, 10, 10, NaN, 0.1] }] }),
    );
    expect(error.reason).toBe('not-finite');
    expect(error.message).toMatch(/out/);
  });

  test('in a later one: that frame fails, the next one does not', async () => {
    // 3e38 times a mean of 255 is beyond float32; black times anything is 0.
    const values = [32, 32, 10, 3e38, 0, 0];
    const detector = await open(
      { outputs: [{ name: 'out', dims: [1, 6, 1], values, timesMean: true }] },
      { input: { ...input, white: 255 } },
    );
    const white = createImage('u8', 64, 64, 3);
    white.data.fill(255);
    expect(await reasonOf(detector.detect(white))).toBe('not-finite');
    expect((await detector.detect(frame)).detections).toEqual([]);
    expect(await detector.counts()).toEqual({ sessions: 1, tensors: 0, bitmaps: 0 });
    await detector.dispose();
  });
});

test.each([
  [{ runtime: 'ort', backend: 'webgpu' }, 'backend-unavailable'],
  [{ runtime: 'ort', backend: 'wasm', threads: 0 }, 'bad-option'],
  [{ runtime: 'ort', backend: 'wasm', threads: 1.5 }, 'bad-option'],
  [{ runtime: 'tfjs', backend: 'wasm' }, 'bad-option'],
] as const)('a runtime that cannot be: %j', async (runtime, reason) => {
  const opening = openDetector({ ...yoloTiny, runtime }, readModelFrom('yolo-tiny'));
  expect(await reasonOf(opening)).toBe(reason);
});

test('opening stops when asked, and can be tried again', async () => {
  const abort = new AbortController();
  const custom = { bytes: tinyOnnx(fine), mapping };
  const opening = openDetector(
    { adapter: 'custom-onnx', modelId: 'mine', runtime: ort, custom },
    readFrom(new Map()),
    {
      signal: abort.signal,
      onProgress: ({ step }) => {
        if (step === 'session') abort.abort();
      },
    },
  );
  expect(await reasonOf(opening)).toBe('AbortError');
  await (await open(fine)).dispose();
});
