// A reader's own file on its way to a request: recognised, asked about, refused.
import { expect, test } from 'vitest';
import { CustomForm, mostBytes, type FileLike } from '$src/detect/ui/custom-form.svelte';
import { onnxBytes } from '$test/support/onnx-writer';

const runtime = { runtime: 'ort', backend: 'wasm' } as const;

function file(name: string, bytes: Uint8Array<ArrayBuffer>, size = bytes.length): FileLike {
  return { name, size, arrayBuffer: () => Promise.resolve(bytes.slice().buffer) };
}

const yolo8 = onnxBytes({
  inputs: [{ name: 'images', dims: [1, 3, 640, 640] }],
  outputs: [{ name: 'output0', dims: [1, 84, 8400] }],
});
const unknown = onnxBytes({
  inputs: [{ name: 'image', dims: [1, 3, 320, 320] }],
  outputs: [{ name: 'out', dims: [1, 777] }],
});

test('a file that is known becomes a request without a question', async () => {
  const form = new CustomForm();
  await form.open(file('yolov8n.onnx', yolo8));
  expect(form.state).toBe('recognised');
  expect(form.fields.open).toEqual([]);
  const request = form.request(runtime);
  expect(request).toMatchObject({
    adapter: 'custom-onnx',
    modelId: 'yolov8n.onnx',
    runtime,
    custom: { mapping: { head: { kind: 'yolov8', output: 'output0' } } },
  });
  expect(request?.custom?.bytes).toEqual(yolo8);
});

test('what the file does not tell is asked, and a question stays where it was answered', async () => {
  const form = new CustomForm();
  await form.open(file('odd.onnx', unknown));
  expect(form.state).toBe('incomplete');
  expect(form.request(runtime)).toBeUndefined();
  expect(form.fault).not.toMatch(/headKind/); // the form's words, not its keys
  form.set({ headKind: 'yolox' });
  const keys = (): string[] => form.fields.open.map(({ key }) => key);
  expect(keys()).toContain('headKind');
  expect(keys()).toContain('strides');
  form.set({ strides: '8' });
  expect(keys()).toContain('strides');
  form.set({
    boxOutput: 'out',
    strides: '8, 16, 32',
    colour: 'rgb',
    white: 1,
    normalisation: 'none',
    fit: 'stretch',
    classCount: 3,
  });
  expect(form.request(runtime)?.custom?.mapping.labels).toHaveLength(3);
  form.set({ sidePx: 5 });
  expect(form.request(runtime)).toBeUndefined();
  expect(form.fault).toMatch(/“Side of the input” takes a whole number in 8\.\.4096, got 5/);
});

test('a hostile file is refused in words, and another can be opened after it', async () => {
  const form = new CustomForm();
  const page = new TextEncoder().encode('<!doctype html><title>Not found</title>');
  await form.open(file('model.onnx', page));
  expect([form.state, form.summary]).toEqual(['empty', undefined]);
  expect(form.fault).toMatch(/“model\.onnx”: .*web page/);
  await form.open(file('cut.onnx', yolo8.slice(0, 40)));
  expect(form.fault).toMatch(/cut\.onnx/);
  await form.open(file('vast.onnx', new Uint8Array(), mostBytes + 1));
  expect(form.fault).toMatch(/at most 536870912/);
  const unreadable = {
    ...file('gone.onnx', yolo8),
    arrayBuffer: () => Promise.reject(new Error('gone')),
  };
  await form.open(unreadable);
  expect(form.fault).toMatch(/“gone\.onnx”: gone/);
  await form.open(file('good.onnx', yolo8));
  expect([form.state, form.fault]).toEqual(['recognised', undefined]);
});

test('a file that comes late does not replace a newer one', async () => {
  const form = new CustomForm();
  let arrive: (bytes: ArrayBuffer) => void = () => undefined;
  const late = form.open({
    name: 'late.onnx',
    size: 1,
    arrayBuffer: () => new Promise((resolve) => (arrive = resolve)),
  });
  await form.open(file('new.onnx', yolo8));
  arrive(unknown.slice().buffer);
  await late;
  expect([form.name, form.state]).toEqual(['new.onnx', 'recognised']);
});
