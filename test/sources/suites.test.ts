// Suites as files: hand-made annotations of two tiny pictures, and what is refused.
import { describe, expect, it } from 'vitest';
import { imageOf } from '$src/core/image';
import { openSuite, listSuites, type SuiteParts } from '$src/sources/suites';
import { parseSuite, sizeBandOf } from '$src/sources/suite-file';
import { cocoText } from '$src/world/export/coco';
import { roundScene } from '$src/world/export/compact';
import { dataset, pictures } from '$test/world/export/fixtures';

const text = cocoText(dataset);
const bytesOf = (content: string) => new TextEncoder().encode(content);

function parts(files: Readonly<Record<string, string>>, reads: string[] = []): SuiteParts {
  return {
    read: (file) => {
      reads.push(file);
      const content = files[file];
      return content === undefined
        ? Promise.reject(new Error(`no ${file}`))
        : Promise.resolve(bytesOf(content));
    },
    decode: (bytes) => {
      const [width = 1, height = 1] = new TextDecoder().decode(bytes).split('x').map(Number);
      return Promise.resolve(
        imageOf('u8', width, height, 3, new Uint8Array(3 * width * height).fill(9)),
      );
    },
    urlOf: (file) => `/here/${file}`,
  };
}
const files = {
  'annotations.json': text,
  'images/000000.webp': '6x5',
  'images/000001.webp': '4x2',
};
const edited = (change: (json: never) => void): string => {
  const json = JSON.parse(text) as never;
  change(json);
  return JSON.stringify(json);
};
/** The entry at an index that exists. */
function at<T>(list: readonly T[], index: number): T {
  const entry = list[index];
  if (entry === undefined) throw new RangeError(`There is no entry ${index}.`);
  return entry;
}
type Json = {
  images: { file_name: string; tabletop: Record<string, unknown> }[];
  annotations: { tabletop: Record<string, unknown>; segmentation: unknown }[];
};

describe('a suite', () => {
  it('gives labels of objects and distractors as they were drawn, and complete outlines', async () => {
    const suite = await openSuite('test', parts(files));
    const { image, truth, subject, picture } = await suite.load(1);
    expect([...truth.labels.data]).toEqual(
      ['000000', '011220', '011220', '000022', '330000'].flatMap((row) => [...row].map(Number)),
    );
    // By hand: a pixel is on the line when its right or lower neighbour differs.
    expect([...truth.outline.data].map((value) => (value === 255 ? 1 : 0))).toEqual(
      ['011110', '101010', '111111', '110111', '010000'].flatMap((row) => [...row].map(Number)),
    );
    expect(image.data).toHaveLength(90);
    expect(subject.label).toBe('test/000000');
    expect(picture.others).toEqual([
      expect.objectContaining({ id: 2, kind: 'can', areaPx: 6 }) as unknown,
    ]);
    expect(suite.urlOf(picture)).toBe('/here/images/000000.webp');
  });

  it('tells objects with class, areas and shares, without the hidden and the distractors', async () => {
    const suite = await openSuite('test', parts(files));
    const [first, second] = suite.pictures;
    expect(first?.objects.map(({ id, className, areaPx }) => [id, className, areaPx])).toEqual([
      [1, 'apple', 4],
      [3, 'banana', 2],
    ]);
    expect(first?.objects[0]?.occlusion).toBeCloseTo(1 / 3, 4);
    expect(first?.hidden).toEqual([4]);
    expect(second?.objects).toEqual([]);
    expect(suite.description).toBe('Two pictures.');
  });

  it('gives back the scene that was drawn', async () => {
    const suite = await openSuite('test', parts(files));
    expect(suite.sceneOf(1)).toEqual(roundScene(pictures[0]?.scene ?? expect.fail()));
  });

  it('reads each picture once, and again after a failure', async () => {
    const reads: string[] = [];
    const broken: Record<string, string> = { ...files };
    delete broken['images/000000.webp'];
    const suite = await openSuite('test', parts(broken, reads));
    await expect(suite.load(1)).rejects.toThrow('no images/000000.webp');
    broken['images/000000.webp'] = '6x5';
    await suite.load(1);
    await suite.load(1);
    expect(reads.filter((file) => file !== 'annotations.json')).toHaveLength(2);
  });

  it('refuses a picture of another size and an id that it does not have', async () => {
    const suite = await openSuite('test', parts({ ...files, 'images/000000.webp': '5x5' }));
    await expect(suite.load(1)).rejects.toMatchObject({
      reason: 'sample-broken',
      message: expect.stringContaining('images/000000.webp') as unknown,
    });
    await expect(suite.load(99)).rejects.toMatchObject({ reason: 'sample-unknown' });
    expect(() => suite.truthOf(99)).toThrow('“test” has no picture 99; it has 1 to 2.');
  });
});

describe('opening', () => {
  it('says that a suite is absent when the server answers with its page', async () => {
    const page = parts({ 'annotations.json': '<!doctype html><title>CV Lab</title>' });
    await expect(openSuite('small', page)).rejects.toMatchObject({
      reason: 'sample-unreachable',
      message: expect.stringContaining('npm run world -- --suite small') as unknown,
    });
  });

  it.each(['../bench', 'a/b', 'http://x', ''])('refuses the name “%s”', async (name) => {
    await expect(openSuite(name, parts(files))).rejects.toMatchObject({ reason: 'sample-unknown' });
  });

  it.each([
    ['no JSON', '{"images":', 'JSON'],
    [
      'a path upwards',
      edited((json: Json) => (at(json.images, 0).file_name = '../../secret.webp')),
      'secret',
    ],
    [
      'two objects with one id',
      edited((json: Json) => (at(json.annotations, 1).tabletop['objectId'] = 1)),
      'two objects with the id 1',
    ],
    [
      'an id beyond a byte',
      edited((json: Json) => (at(json.annotations, 0).tabletop['objectId'] = 300)),
      '300',
    ],
    [
      'a mask of another size',
      edited(
        (json: Json) => (at(json.annotations, 0).segmentation = { size: [2, 2], counts: [4] }),
      ),
      'segmentation',
    ],
    [
      'a distractor without mask',
      edited(
        (json: Json) => (at(json.images, 0).tabletop['distractors'] = [{ label: 2, kind: 'can' }]),
      ),
      'distractors',
    ],
  ])('refuses %s and says where', async (_, content, words) => {
    await expect(
      openSuite('test', parts({ ...files, 'annotations.json': content })),
    ).rejects.toMatchObject({
      reason: 'sample-broken',
      message: expect.stringContaining(words) as unknown,
    });
  });

  it('takes plain COCO without the extension', () => {
    const plain = edited(
      (json: { images: { tabletop?: unknown }[]; annotations: { tabletop?: unknown }[] }) => {
        for (const entry of [...json.images, ...json.annotations]) delete entry.tabletop;
      },
    );
    const { pictures: found } = parseSuite(plain);
    expect(found[0]?.objects.map(({ id }) => id)).toEqual([1, 2]);
    expect(found[0]?.others).toEqual([]);
    expect(found[0]?.scene).toBeUndefined();
  });
});

it('lists what the build wrote, and nothing where there is no listing', async () => {
  const set = {
    name: 'small',
    title: 'Small',
    description: '',
    kind: 'stills',
    pictures: 60,
    bytes: 9,
    files: 61,
  };
  const read = (content: string) => () => Promise.resolve(bytesOf(content));
  expect(await listSuites(read(JSON.stringify({ sets: [set] })))).toEqual([set]);
  expect(await listSuites(read('<!doctype html>'))).toEqual([]);
});

it('takes COCO’s bands at their limits', () => {
  expect([1023, 1024, 9215, 9216].map(sizeBandOf)).toEqual(['small', 'medium', 'medium', 'large']);
});
