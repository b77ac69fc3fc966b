// YOLO's text files, by hand and back to pixels.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { classes } from '$src/world/classes';
import { classIndexOf, yoloFiles } from '$src/world/export/yolo';
import { dataset } from './fixtures';

describe('files', () => {
  const files = yoloFiles(dataset);

  test('a line per object: class, then middle and size as shares', () => {
    // 6 x 5 pixels. Apple 1, 1, 2, 2: middle (2, 2). Banana 0, 4, 2, 1: middle (1, 4.5).
    expect(files.get('labels/000000.txt')).toBe(
      '6 0.333333 0.400000 0.333333 0.400000\n5 0.166667 0.900000 0.333333 0.200000\n',
    );
  });

  test('a picture without objects has an empty file', () => {
    expect(files.get('labels/000001.txt')).toBe('');
  });

  test('data.yaml names the classes in order', () => {
    const yaml = files.get('data.yaml') ?? '';
    expect(yaml).toContain(
      'path: .\ntrain: images\nval: images\nnc: 12\nnames:\n  0: "sports ball"',
    );
    expect([...yaml.matchAll(/^ {2}(\d+): "(.+)"$/gm)].map(([, i, name]) => [i, name])).toEqual(
      classes.map(({ name }, i) => [String(i), name]),
    );
    expect([...files.keys()]).toEqual(['labels/000000.txt', 'labels/000001.txt', 'data.yaml']);
  });

  test('crowds are left out, folders below images/ kept, clashes and foreign classes refused', () => {
    const [image] = dataset.images;
    const [annotation] = dataset.annotations;
    if (!image || !annotation) throw new Error('no image');
    const only = (changes: object, more: object = {}) =>
      yoloFiles({
        ...dataset,
        images: [{ ...image, file_name: 'images/clip/3.webp' }],
        annotations: [{ ...annotation, ...changes }],
        ...more,
      });
    expect(only({ iscrowd: 1 }).get('labels/clip/3.txt')).toBe('');
    expect(() => only({ category_id: 1 })).toThrow('Category 1 is none of the tabletop');
    const images = ['images/a.png', 'images/a.webp'].map((name, id) => ({
      ...image,
      id,
      file_name: name,
    }));
    expect(() => only({}, { images })).toThrow('would share labels/a.txt');
  });
});

test('a box comes back from its line to a hundredth of a pixel', () => {
  const [image] = dataset.images;
  const [annotation] = dataset.annotations;
  if (!image || !annotation) throw new Error('no image');
  const box = fc
    .tuple(
      fc.nat(900),
      fc.nat(700),
      fc.integer({ min: 1, max: 100 }),
      fc.integer({ min: 1, max: 60 }),
    )
    .map((sides) => [...sides] as [number, number, number, number]);
  fc.assert(
    fc.property(box, fc.constantFrom(...classes), (bbox, { id }) => {
      const line = yoloFiles({
        ...dataset,
        images: [{ ...image, width: 1000, height: 760 }],
        annotations: [{ ...annotation, bbox, category_id: id }],
      }).get('labels/000000.txt');
      const [index = -1, cx = 0, cy = 0, w = 0, h = 0] = (line ?? '').trim().split(' ').map(Number);
      expect(classes[index]?.id).toBe(id);
      expect(classIndexOf(id)).toBe(index);
      const back = [(cx - w / 2) * 1000, (cy - h / 2) * 760, w * 1000, h * 760];
      // Six decimals of 1000 pixels, rounded twice.
      back.forEach((side, i) => expect(Math.abs(side - (bbox[i] ?? 0))).toBeLessThan(0.01));
    }),
  );
});
