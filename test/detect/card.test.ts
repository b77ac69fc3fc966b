// Model cards: what one says becomes the detector's mapping, and what it must not say is named.
import { describe, expect, test } from 'vitest';
import { fileOfRole, mappingOfCard, parseCard } from '$src/detect/card';

const yolo = {
  id: 'yolo-tiny',
  name: 'YOLO-tiny',
  task: 'detection',
  files: [{ path: 'model.onnx', bytes: 12, sha256: 'ab'.repeat(32), role: 'onnx' }],
  labels: [
    { id: 37, name: 'sports ball' },
    { id: 44, name: 'bottle' },
  ],
  input: {
    name: 'images',
    side: 320,
    multipleOf: 32,
    colour: 'RGB',
    range: [0, 1],
    fit: 'letterbox',
    pad: 114 / 255,
  },
  head: { kind: 'dfl-grid', strides: [8, 16, 32], bins: 12 },
  parameters: 1000,
  macs: 2000,
  recipe: { epochs: 60, seed: 1 },
  licence: 'Apache-2.0',
  madeBy: 'CV Lab',
};
const ssd = {
  ...yolo,
  id: 'ssd-lite',
  input: { ...yolo.input, multipleOf: 64, fit: 'stretch' },
  head: {
    kind: 'ssd',
    strides: [8, 16],
    sizesPx: [20, 40, 80],
    variances: [0.1, 0.2],
  },
};

const read = (card: unknown) => parseCard(JSON.stringify(card), 'yolo-tiny');

describe('a sound card', () => {
  test('gives input, head and labels of the ONNX file', () => {
    const card = read(yolo);
    expect(mappingOfCard(card)).toEqual({
      input: {
        name: 'images',
        sidePx: 320,
        multipleOfPx: 32,
        layout: 'nchw',
        colour: 'rgb',
        white: 1,
        fit: 'letterbox',
        align: 'centre',
        padLevel: 114,
      },
      head: {
        kind: 'dfl-grid',
        strides: [8, 16, 32],
        bins: 12,
        outputs: { classLogits: 'class_logits', sideLogits: 'side_logits' },
      },
      labels: [
        { name: 'sports ball', categoryId: 37 },
        { name: 'bottle', categoryId: 44 },
      ],
    });
    expect(fileOfRole(card, 'onnx')?.path).toBe('model.onnx');
    expect(fileOfRole(card, 'tfjs-model')).toBeUndefined();
  });

  test('of an SSD names its outputs and keeps sizes and variances', () => {
    expect(mappingOfCard(read(ssd)).head).toEqual({
      ...ssd.head,
      outputs: { classLogits: 'class_logits', offsets: 'offsets' },
    });
  });

  test('may say more than is known here, and may have no value for a range of sizes', () => {
    const scores = {
      images: 2,
      objects: 3,
      AP: 0.5,
      AP50: 0.75,
      AP75: 0.5,
      APsmall: null,
      APmedium: 0.5,
      APlarge: 1,
    };
    const card = read({ ...yolo, metrics: { test: scores }, limits: 'glass' });
    expect(card.metrics?.['test']).toEqual(scores);
    expect(card['limits']).toBe('glass');
  });
});

describe('a card that cannot be', () => {
  test.each([
    ['a web page', '<!doctype html>', 'model-missing', /web page/],
    ['no JSON', '{', 'model-broken', /no JSON/],
  ])('%s', (_, json, reason, message) => {
    expect(() => parseCard(json, 'yolo-tiny')).toThrow(
      expect.objectContaining({ reason, message: expect.stringMatching(message) as string }),
    );
  });

  test.each([
    ['a head of no known kind', { ...yolo, head: { kind: 'retina' } }, /head\.kind.*"retina"/],
    [
      'a path that leaves the folder',
      { ...yolo, files: [{ ...yolo.files[0], path: '../a.onnx' }] },
      /files\.0\.path.*plain file name.*"\.\.\/a\.onnx"/,
    ],
    [
      'a share above 1',
      { ...yolo, metrics: { test: { images: 1, objects: 1, AP: 65 } } },
      /metrics\.test\.AP.*65/,
    ],
    [
      'too few sizes of default boxes',
      { ...ssd, head: { ...ssd.head, sizesPx: [20, 40] } },
      /head\.sizesPx.*one more size than the 2 strides, got 2/,
    ],
  ])('%s', (_, card, message) => {
    expect(() => read(card)).toThrow(
      expect.objectContaining({
        reason: 'model-broken',
        message: expect.stringMatching(message) as string,
      }),
    );
  });
});
