// Suites and clips as a picture source, on a set made by hand; and the objects that come with pictures.
import { expect, it } from 'vitest';
import { grayFromRows, imageOf } from '$src/core/image';
import { objectsOfSample, objectsOfScene, objectWords } from '$src/sources/objects';
import { ImageSource } from '$src/sources/source.svelte';
import { openSuite, type SuitePicture } from '$src/sources/suites';
import { SourceError } from '$src/sources/error';
import { openSampleSet } from '$src/sources/samples';
import { Webcam } from '$src/sources/webcam.svelte';
import { cocoText } from '$src/world/export/coco';
import { dataset } from '$test/world/export/fixtures';
import { fakeSetup } from './fake-camera';
import { annotations, entry, patterned, png, text } from './fixtures';

const json = cocoText(dataset);

function setup(): ImageSource {
  return new ImageSource({
    webcam: new Webcam(fakeSetup().parts),
    openSamples: () =>
      openSampleSet((file) =>
        Promise.resolve(
          file === 'annotations.json'
            ? text(annotations(entry('tabletop')))
            : png(patterned(6, 4, /labels|outline/.test(file) ? 1 : 3)),
        ),
      ),
    loadSuites: () =>
      Promise.resolve({
        openSuite: (name: string) =>
          name === 'test'
            ? openSuite(name, {
                read: (file) =>
                  Promise.resolve(
                    new TextEncoder().encode(file === 'annotations.json' ? json : file),
                  ),
                decode: (_, file) => {
                  const [width, height] = file.includes('000000') ? [6, 5] : [4, 2];
                  return Promise.resolve(
                    imageOf('u8', width, height, 3, new Uint8Array(3 * width * height)),
                  );
                },
              })
            : Promise.reject(new SourceError('sample-unreachable', `No set “${name}”.`)),
        listSuites: () =>
          Promise.resolve([
            {
              name: 'test',
              title: 'Test',
              description: '',
              kind: 'stills' as const,
              pictures: 2,
              bytes: 1,
              files: 1,
            },
            {
              name: 'crops',
              title: 'Crops',
              description: '',
              kind: 'sheets' as const,
              pictures: 2,
              bytes: 1,
              files: 1,
            },
          ]),
      }),
  });
}

it('shows a picture of a set with its objects, and names it for the link', async () => {
  const source = setup();
  expect(await source.useSuite('test', 1)).toBe(true);
  expect(source.kind).toBe('suite');
  expect(source.key).toBe('suite:test:1');
  const truth = dataset.annotations.filter((one) => one.image_id === 1);
  expect(source.current?.objects?.map(({ boxXywh }) => boxXywh)).toEqual(
    truth.map(({ bbox }) => bbox),
  );
  expect(source.current?.truth).toBeDefined();
  expect(source.suites).toMatchObject({ name: 'test', id: 1, count: 2 });
});

it('a link opens it; an id beyond the last gives the last; a set that is not here gives the sample', async () => {
  const source = setup();
  expect(await source.open('suite:test:2', 'tabletop')).toBe(true);
  expect(source.key).toBe('suite:test:2');
  expect(await source.open('suite:test:99', 'tabletop')).toBe(true);
  expect(source.key).toBe('suite:test:2');
  expect(await source.open('suite:gone:1', 'tabletop')).toBe(true);
  expect(source.kind).toBe('sample');
  expect(source.error?.message).toContain('gone');
});

it('plays one picture after the other until something else is asked for', async () => {
  const source = setup();
  await source.useSuite('test', 1);
  const shown: string[] = [];
  source.onFrame = () => {
    shown.push(source.key);
    if (shown.length === 3) source.hold();
  };
  const playing = source.playSuite();
  expect(source.isLive).toBe(true);
  await playing;
  expect(shown).toEqual(['suite:test:2', 'suite:test:1', 'suite:test:2']);
  expect(source.isLive).toBe(false);
  void source.playSuite();
  await source.useSample('tabletop');
  await expect.poll(() => source.suites.isPlaying).toBe(false);
  expect(source.kind).toBe('sample');
});

it('a clip begins anew after its last frame', () => {
  const source = setup();
  const frames = [
    { id: 1, clip: 0, frame: 0 },
    { id: 2, clip: 0, frame: 1 },
    { id: 3, clip: 1, frame: 0 },
  ] as unknown as SuitePicture[];
  const set = { name: 'clips', pictures: frames } as never;
  source.suites.show(set, { picture: frames[0] } as never);
  expect(source.suites.nextId()).toBe(2);
  source.suites.show(set, { picture: frames[1] } as never);
  expect(source.suites.nextId()).toBe(1);
});

it('offers sets of whole pictures only', async () => {
  const source = setup();
  await source.suites.list();
  expect(source.suites.listings.map(({ name }) => name)).toEqual(['test']);
});

it('objects of a drawn scene are the visible boxes of the classes, slivers left out', () => {
  const rows = Array.from({ length: 8 }, (_, y) =>
    Array.from({ length: 8 }, (_, x) => {
      if (x >= 2 && x < 6 && y >= 1 && y < 6) return 4; // a cup, 20 px
      return x === 7 ? 9 : y === 7 ? 5 : 0; // a pen, and a line of an apple, 7 px
    }),
  );
  const things = [
    { id: 4, kind: 'cup' },
    { id: 5, kind: 'apple' },
    { id: 9, kind: 'pen' },
  ] as const;
  expect(objectsOfScene(grayFromRows(rows), things)).toEqual([
    { className: 'cup', categoryId: 47, boxXywh: [2, 1, 4, 5], areaPx: 20 },
  ]);
});

it('objects of a sample are those of the classes', () => {
  const objects = objectsOfSample([
    { name: 'coin', xywh: [0, 0, 5, 5] },
    { name: 'cup', xywh: [1, 2, 3, 4] },
  ]);
  expect(objects).toEqual([
    { className: 'cup', categoryId: 47, boxXywh: [1, 2, 3, 4], areaPx: 12 },
  ]);
  expect(objectWords(objects)).toBe('1 × cup');
  expect(objectWords([])).toBe('no object of the classes');
});
