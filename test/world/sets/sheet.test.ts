import { describe, expect, test } from 'vitest';
import { openSheetSet, type SheetIo } from '$src/world/sets/sheet';
import { columnsOf, parseSheetFile, SheetError } from '$src/world/sets/sheet-file';

const description = {
  kind: 'sprite sheets',
  version: 1,
  info: { title: 'A test' },
  size: 2,
  classes: ['a', 'b'],
  splits: [
    {
      name: 'train',
      file: 'train.webp',
      columns: 2,
      count: 3,
      labels: [0, 1, 0],
      seeds: [5, 6, 7],
    },
    { name: 'test', file: 'test.webp', columns: 1, count: 1, labels: [1], seeds: [8] },
  ],
};

/** A sheet whose red is 10 x column + row of the sprite. */
function pixels(
  columns: number,
  rows: number,
): { width: number; height: number; data: Uint8Array } {
  const [width, height] = [2 * columns, 2 * rows];
  const data = new Uint8Array(4 * width * height).fill(255);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      data[4 * (y * width + x)] = 10 * Math.floor(x / 2) + Math.floor(y / 2);
      data[4 * (y * width + x) + 1] = x % 2;
      data[4 * (y * width + x) + 2] = y % 2;
    }
  }
  return { width, height, data };
}

const io: SheetIo = {
  readText: (url) => {
    expect(url).toBe('sets/demo/annotations.json');
    return Promise.resolve(JSON.stringify(description));
  },
  readPixels: (url) =>
    Promise.resolve(url === 'sets/demo/train.webp' ? pixels(2, 2) : pixels(1, 1)),
};

test('pictures are counted over all splits and cut out of their sheets', async () => {
  const set = await openSheetSet('sets/demo', io);
  expect(set.count).toBe(4);
  expect(set.splits).toEqual({ train: { start: 0, count: 3 }, test: { start: 3, count: 1 } });
  expect([0, 1, 2, 3].map((i) => set.label(i))).toEqual([0, 1, 0, 1]);
  expect([0, 1, 2, 3].map((i) => set.seed(i))).toEqual([5, 6, 7, 8]);
  expect([0, 1, 2, 3].map((i) => set.image(i).data[0])).toEqual([0, 10, 1, 0]);
  const { width, height, channels, data } = set.image(1);
  expect([width, height, channels]).toEqual([2, 2, 3]);
  expect([...data]).toEqual([10, 0, 0, 10, 1, 0, 10, 0, 1, 10, 1, 1]);
  for (const index of [-1, 4, 0.5, NaN]) {
    expect(() => set.image(index)).toThrow(/0 to 3; got/);
    expect(() => set.label(index)).toThrow(RangeError);
  }
});

test('a sheet smaller than it says is refused', async () => {
  const small: SheetIo = { ...io, readPixels: () => Promise.resolve(pixels(1, 1)) };
  await expect(openSheetSet('sets/demo/', small)).rejects.toThrow(
    /train.webp has 2 x 2.*need 4 x 4/,
  );
});

describe('an unsound description is refused with the field and the value', () => {
  const broken = (change: Record<string, unknown>, split: Record<string, unknown> = {}): string =>
    JSON.stringify({
      ...description,
      splits: [{ ...description.splits[0], ...split }],
      ...change,
    });
  test.each([
    ['not JSON', '{', 'not JSON'],
    ['a list', '[]', 'annotations.json must be an object; got []'],
    ['COCO', '{"images":[]}', 'kind and version'],
    ['no size', broken({ size: 0 }), 'size must be a whole number from 1 to 1024; got 0'],
    ['no classes', broken({ classes: [] }), 'classes must be at least one name'],
    [
      'label',
      broken({}, { labels: [0, 2, 0] }),
      'splits[0].labels[1] must be a whole number from 0 to 1; got 2',
    ],
    ['labels', broken({}, { labels: [0] }), 'splits[0].labels must be 3 numbers; got 1'],
    [
      'elsewhere',
      broken({}, { file: '../../secret.webp' }),
      'splits[0].file must be a plain file name',
    ],
    ['huge', broken({}, { count: 1e9 }), 'splits[0].count'],
    ['columns', broken({}, { columns: 0 }), 'splits[0].columns'],
  ])('%s', (_, text, message) => {
    expect(() => parseSheetFile(text)).toThrow(SheetError);
    expect(() => parseSheetFile(text)).toThrow(message);
  });
});

test('sheets stay within 4096 pixels and hold all pictures', () => {
  expect([0, 1, 2, 60, 1200, 10_000].map(columnsOf)).toEqual([1, 1, 2, 8, 35, 64]);
});
