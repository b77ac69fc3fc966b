// Names of classes and filled-in forms: what is taken, and what is said about the rest.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { formFields, headNames, missingFields, type MappingDraft } from '$src/detect/custom/form';
import { labelsForCount, labelsFromMetadata, labelsFromText } from '$src/detect/custom/labels';
import { mappingFromDraft } from '$src/detect/custom/mapping';
import { readOnnxFile } from '$src/detect/custom/onnx-file';
import { onnxBytes } from '$test/support/onnx-writer';

describe('class names', () => {
  const names = (text: string): string[] | undefined =>
    labelsFromMetadata(text)?.map(({ name }) => name);

  test('as Python prints a dictionary, as JSON, as a list', () => {
    expect(names(`{0: 'person', 1: "it's", 2: 'a "b"', 3: 'back\\\\slash'}`)).toEqual([
      'person',
      "it's",
      'a "b"',
      'back\\slash',
    ]);
    expect(names('{"1": "b", "0": "a"}')).toEqual(['a', 'b']);
    expect(names('["a", "b, c"]')).toEqual(['a', 'b, c']);
  });

  test('with holes, endless, or nothing of the kind: none', () => {
    expect(names("{0: 'a', 2: 'c'}")).toBeUndefined();
    expect(names("{999999999: 'a'}")).toBeUndefined();
    expect(names('{}')).toBeUndefined();
    expect(names('person, car')).toBeUndefined();
    expect(labelsFromMetadata(undefined)).toBeUndefined();
  });

  test('whatever names Python prints come back', () => {
    const python = (name: string): string => `'${name.replace(/[\\']/g, '\\$&')}'`;
    const anyName = fc
      .string({ unit: 'binary-ascii', minLength: 1, maxLength: 20 })
      .filter((name) => name.trim() === name && !name.includes('\n'));
    fc.assert(
      fc.property(fc.array(anyName, { minLength: 1, maxLength: 5 }), (list) => {
        expect(names(`{${list.map((name, i) => `${i}: ${python(name)}`).join(', ')}}`)).toEqual(
          list,
        );
      }),
    );
  });

  test('pasted: a line each, or commas in one line; COCO’s keep their ids', () => {
    expect(labelsFromText('cup\n\n my thing \r\n')).toEqual([
      { name: 'cup', categoryId: 47 },
      { name: 'my thing' },
    ]);
    expect(labelsFromText('a, b').length).toBe(2);
    expect(() => labelsFromText(' \n ')).toThrow('empty');
    expect(labelsForCount(90)[89]).toEqual({ name: 'toothbrush', categoryId: 90 });
    expect(labelsForCount(2)).toEqual([{ name: 'class 0' }, { name: 'class 1' }]);
  });
});

const complete: MappingDraft = {
  inputName: 'x',
  sidePx: 320,
  multipleOfPx: 32,
  layout: 'nchw',
  colour: 'bgr',
  white: 255,
  normalisation: 'imagenet',
  fit: 'letterbox',
  align: 'centre',
  padLevel: 114,
  headKind: 'ssd',
  boxOutput: 'o',
  classOutput: 'c',
  strides: '16 32',
  sizes: '20, 60, 120',
  variances: '0.1, 0.2',
  order: 'xyxy',
  isRelative: true,
  hasBackground: false,
  bins: 16,
  classCount: 3,
};

describe('form', () => {
  const file = readOnnxFile(
    onnxBytes({
      outputs: [
        { name: 'o', dims: [1, 9, 4] },
        { name: 'c', dims: [1, 9, 3] },
      ],
    }),
  );

  test('to a mapping; ImageNet’s numbers follow colour order and scale', () => {
    const { input, head, labels } = mappingFromDraft(complete);
    expect(head).toEqual({
      kind: 'ssd',
      strides: [16, 32],
      sizesPx: [20, 60, 120],
      variances: [0.1, 0.2],
      outputs: { classLogits: 'c', offsets: 'o' },
    });
    [0.406, 0.456, 0.485].forEach((v, i) => expect(input.mean?.[i]).toBeCloseTo(255 * v, 9));
    expect(input.multipleOfPx).toBe(32);
    expect(labels.length).toBe(3);
  });

  test('every kind of head: its fields suffice', () => {
    for (const headKind of Object.keys(headNames) as (keyof typeof headNames)[]) {
      const draft = { ...complete, headKind };
      expect(missingFields(file, draft)).toEqual([]);
      expect(mappingFromDraft(draft).head.kind).toBe(headKind);
      // Each field that the form shows is needed, but for the names of the classes.
      for (const { key, kind } of formFields(file, draft)) {
        if (kind === 'lines' || key === 'classCount' || key === 'multipleOfPx') continue;
        const { [key]: _, ...without } = draft;
        expect(missingFields(file, without)).toContain(key);
        if (key !== 'normalisation') expect(() => mappingFromDraft(without)).toThrow(key);
      }
    }
  });

  test('values out of range are named', () => {
    const say = (change: MappingDraft) => () => mappingFromDraft({ ...complete, ...change });
    expect(say({ sidePx: 330 })).toThrow('330 px, is no multiple of 32 px');
    expect(say({ sidePx: 9000 })).toThrow('8..4096, got 9000');
    expect(say({ strides: '8, x' })).toThrow('“8, x”');
    expect(say({ sizes: '20' })).toThrow('2 strides need 3 default sizes, got 1');
    expect(say({ variances: '1 2 3' })).toThrow('“1 2 3”');
    expect(say({ classCount: 0 })).toThrow('“classCount”');
  });
});
