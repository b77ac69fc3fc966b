// Reading what an ONNX file says of itself: real files first, then hostile ones.
import fc from 'fast-check';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readOnnxFile } from '$src/detect/custom/onnx-file';
import { DetectError } from '$src/detect/types';
import { message, onnxBytes, varint } from '$test/support/onnx-writer';

const root = fileURLToPath(new URL('../../..', import.meta.url));
const assets = process.env['CV_LAB_ASSETS'] ?? join(root, '../shared/assets');
const yolox = join(assets, 'models/yolox_nano.onnx');

const refusal = (bytes: Uint8Array): string => {
  try {
    readOnnxFile(bytes);
  } catch (error) {
    if (error instanceof DetectError) return `${error.reason}: ${error.message}`;
    throw error;
  }
  return 'accepted';
};
const bytesOf = (content: string): Uint8Array =>
  Uint8Array.from(content, (letter) => letter.charCodeAt(0));

describe('real files', () => {
  // Numbers from the onnx package for Python: graph.input, graph.output, initializer sizes, op_type counts.
  test.skipIf(!existsSync(yolox))('YOLOX-Nano as Megvii exports it (needs CV_LAB_ASSETS)', () => {
    const file = readOnnxFile(readFileSync(yolox));
    expect(file).toMatchObject({ irVersion: 6, opset: 11, producer: 'pytorch 1.8' });
    expect(file.inputs).toEqual([
      { name: 'images', elementType: 'float32', dims: [1, 3, 416, 416] },
    ]);
    expect(file.outputs).toEqual([{ name: 'output', elementType: 'float32', dims: [1, 3549, 85] }]);
    expect(file.parameters).toBe(904_481);
    expect(file.layers.get('Conv')).toBe(113);
    expect(file.madeBy.get('output')).toBe('Transpose');
  });

  test.each(['yolo-tiny', 'ssd-lite'])('%s as training/ exports it', (id) => {
    const path = join(root, 'public/models', id, 'model.onnx');
    const file = readOnnxFile(readFileSync(path));
    const second = id === 'yolo-tiny' ? 'side_logits' : 'offsets';
    expect(file.inputs.map(({ name }) => name)).toEqual(['images']);
    expect(file.inputs[0]?.dims?.slice(0, 2)).toEqual([1, 3]);
    expect(file.outputs.map(({ name }) => name)).toEqual(['class_logits', second]);
    const card = JSON.parse(readFileSync(join(root, 'public/models', id, 'card.json'), 'utf8')) as {
      parameters: number;
    };
    // The file also holds constants that are no weights: shapes, scales.
    expect(file.parameters).toBeGreaterThan(0.95 * card.parameters);
    expect(file.parameters).toBeLessThan(1.05 * card.parameters);
  });
});

test('everything of a written file is read back', () => {
  const file = readOnnxFile(
    onnxBytes({
      inputs: [
        { name: 'x', dims: ['batch', 3, 'h', 'w'], elementType: 10 },
        { name: 'weight', dims: [2, 3] }, // old files list initialisers as inputs
      ],
      outputs: [{ name: 'y', dims: [1, 84, 8400] }, { name: 'z' }],
      nodes: [
        { kind: 'Conv', output: 'a' },
        { kind: 'Conv', output: 'y' },
      ],
      initialisers: [
        { name: 'weight', dims: [2, 3], bytes: 24 },
        { name: 'one', dims: [], bytes: 4 },
      ],
      metadata: { names: "{0: 'é'}" },
      opset: 21,
    }),
  );
  expect(file).toMatchObject({ opset: 21, producer: 'writer 1.0', irVersion: 8, parameters: 7 });
  expect(file.inputs).toEqual([
    { name: 'x', elementType: 'float16', dims: ['batch', 3, 'h', 'w'] },
  ]);
  expect(file.outputs.map(({ dims }) => dims)).toEqual([[1, 84, 8400], undefined]);
  expect([...file.layers]).toEqual([['Conv', 2]]);
  expect([...file.madeBy]).toEqual([
    ['y', 'Conv'],
    ['z', ''],
  ]);
  expect(file.metadata.get('names')).toBe("{0: 'é'}");
});

describe('hostile files get a sentence', () => {
  test.each([
    ['', 'is empty'],
    ['\n<!DOCTYPE html><title>Not found', 'web page'],
    ['version https://git-lfs.github.com/spec/v1\noid sha256:1', 'git lfs pull'],
    ['PK\x03\x04....', 'zip archive'],
    ['\x80\x02}q\x00', 'pickle'],
    ['\x1c\0\0\0TFL3', 'TensorFlow Lite'],
    ['\x89HDF\r\n', 'Keras'],
    ['\x18\0\0\0ORTM', 'onnxruntime'],
    ['\x1f\x8b\x08', 'gzip'],
    ['{"format": "graph-model"}', 'JSON'],
    ['hello, I am a text', 'stops making sense'],
  ])('%j', (content, words) => {
    expect(refusal(bytesOf(content))).toContain('model-broken');
    expect(refusal(bytesOf(content))).toContain(words);
  });

  test('cut off anywhere', () => {
    const whole = onnxBytes({
      outputs: [{ name: 'y', dims: [1, 84, 8400] }],
      initialisers: [{ name: 'w', dims: [8], bytes: 32 }],
    });
    expect(refusal(whole)).toBe('accepted');
    for (let length = 0; length < whole.length; length++) {
      expect(refusal(whole.slice(0, length))).toContain('model-broken');
    }
  });

  test('lengths, numbers and dims beyond all bounds, before anything is allocated', () => {
    const say = (...parts: number[][]): string => refusal(Uint8Array.from(parts.flat()));
    const opset = message(8, [[16, 17]]);
    // A graph of 2^40 bytes; a nested name that is longer than the message around it.
    expect(say([8, 8], [58, ...varint(2 ** 40)])).toContain('at byte');
    expect(say(opset, message(7, [message(11, [[10, 100, 65]])]))).toContain('at byte');
    // Very many parts, each of two bytes.
    const parts = Array.from({ length: 200_001 }, () => [8, 0]);
    expect(say(opset, message(7, parts))).toContain('at byte');
    // A varint that never ends; a group (wire type 3); field number 0.
    expect(say(Array.from({ length: 20 }, () => 0xff))).toContain('at byte');
    expect(say([8, 8], [59])).toContain('at byte');
    expect(say([0, 8])).toContain('at byte 0');
    const tensor = (dims: number[], bytes: number): string =>
      refusal(onnxBytes({ initialisers: [{ name: 'w', dims, bytes }] }));
    expect(tensor([1e9], 4)).toContain('1000000000 values in');
    expect(tensor([2 ** 31, 2 ** 31, 2 ** 31], 4)).toContain('values in');
    expect(
      tensor(
        Array.from({ length: 50 }, () => 1),
        4,
      ),
    ).toContain('at byte');
    const manyDims = Array.from({ length: 1000 }, () => 1);
    expect(refusal(onnxBytes({ outputs: [{ name: 'y', dims: manyDims }] }))).toContain('at byte');
    const longName = 'n'.repeat(5000);
    expect(refusal(onnxBytes({ outputs: [{ name: longName }] }))).toContain('at byte');
  });

  test('very many fields anywhere, before they have grown into lists', () => {
    const opset = Buffer.from(message(8, [[16, 17]])); // without it no graph is read
    const empty = [18, 0]; // field 2 without content: a producer, an output of a layer, a note
    /** 300 000 times the field, in messages within messages. */
    const nested = (numbers: readonly number[], field: readonly number[]): Uint8Array => {
      const content = Buffer.alloc(600_000, Buffer.from(field));
      const whole = numbers.reduceRight(
        (inner, number) =>
          Buffer.concat([Buffer.from([...varint(number * 8 + 2), ...varint(inner.length)]), inner]),
        content,
      );
      return Buffer.concat([opset, whole]);
    };
    // The file itself, a layer's outputs, a note, an operator set, an input's types, the sizes of a shape.
    for (const path of [[], [7, 1], [14], [8], [7, 11], [7, 11, 2, 1, 2]]) {
      expect(refusal(nested(path, empty)), `in ${path.join()}`).toMatch(
        /model-broken: .*more than 200000 fields/,
      );
    }
    // The same spread over many small layers, none of them large.
    const layers = Buffer.alloc(
      500 * 1003,
      Buffer.from(
        message(
          1,
          Array.from({ length: 500 }, () => empty),
        ),
      ),
    );
    const graph = Buffer.concat([opset, Buffer.from([58, ...varint(layers.length)]), layers]);
    expect(refusal(graph)).toContain('more than 200000 fields');
    // Dims one by one, not packed: the seventeenth is refused, whatever follows.
    expect(refusal(nested([7, 5], [8, 1]))).toMatch(/stops making sense as ONNX at byte/);
  });

  test('weights in a second file, no operators, no graph', () => {
    const apart = onnxBytes({ initialisers: [{ name: 'w', dims: [4], isElsewhere: true }] });
    expect(refusal(apart)).toContain('model-unsupported: The weights (“w”) lie in a second file');
    expect(refusal(onnxBytes({ opset: 0 }))).toContain('no version of the operators');
    expect(refusal(Uint8Array.from([8, 8, 16, 1]))).toContain('no graph');
  });

  test('bytes at random, and a good file with bytes turned: never anything but a DetectError', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        refusal(bytes);
      }),
    );
    const good = onnxBytes({
      outputs: [{ name: 'y', dims: [1, 'n', 85] }],
      nodes: [{ kind: 'Transpose', output: 'y' }],
      initialisers: [{ name: 'w', dims: [8], bytes: 32 }],
      metadata: { names: "{0: 'a'}" },
    });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.nat(good.length - 1), fc.nat(255)), { minLength: 1, maxLength: 4 }),
        (turns) => {
          const bytes = good.slice();
          for (const [at, value] of turns) bytes[at] = value;
          refusal(bytes);
        },
      ),
      { numRuns: 500 },
    );
  });
});
