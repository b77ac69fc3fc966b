// The suites in public/samples as they lie there: complete, sound COCO, and what their names promise.
// Shares are those that the data card states; the bounds leave room for the draw, not for a fault.
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { parseCoco } from '$src/metrics/coco-format';
import { classes } from '$src/world/classes';
import { checkCoco, type TabletopDataset } from '$src/world/export/coco';
import { expandScene } from '$src/world/export/compact';
import { backdropFamilies, surroundingFamilies, tableFamilies } from '$src/world/families';
import { readScene } from '$src/world/schema';
import { suiteOf, suites } from '$src/world/suites';
import { sheetSets } from '$src/world/sets/sets';

const folder = join(import.meta.dirname, '../../public/samples');
const shipped = suites.filter(({ name }) => name !== 'train' && name !== 'val');

const kept = new Map<string, TabletopDataset>();
function read(name: string): TabletopDataset {
  const known = kept.get(name);
  if (known) return known;
  const text = readFileSync(join(folder, name, 'annotations.json'), 'utf8');
  const data = parseCoco(text) as TabletopDataset; // the extension is checked by what follows
  kept.set(name, data);
  return data;
}

function share<T>(values: readonly T[], holds: (value: T) => boolean): number {
  return values.filter(holds).length / values.length;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

describe.each(shipped.map(({ name }) => name))('%s', (name) => {
  test('has as many pictures as promised, each with its file, and keeps the rules of COCO', () => {
    const data = read(name);
    expect(data.images).toHaveLength(suiteOf(name).count);
    const files = data.images.map(({ file_name }) => file_name);
    expect(files.filter((file) => !existsSync(join(folder, name, file)))).toEqual([]);
    expect(checkCoco(data)).toEqual([]);
    const filled = new Set(data.annotations.map(({ image_id }) => image_id));
    expect(data.images.filter(({ id }) => !filled.has(id))).toEqual([]); // none is empty
  });

  test('every picture carries its scene, which reads back', () => {
    for (const { tabletop } of read(name).images) {
      const scene = readScene(JSON.parse(JSON.stringify(expandScene(tabletop.scene))));
      expect(scene.seed).toBe(tabletop.seed);
      expect(scene.domain).toBe(suiteOf(name).domain);
    }
  });

  test('fields of an annotation agree with each other', () => {
    for (const { area, bbox, tabletop } of read(name).annotations) {
      expect(area).toBeGreaterThanOrEqual(16);
      expect(tabletop.fullArea).toBeGreaterThanOrEqual(area);
      const whole = tabletop.fullArea * (1 - tabletop.truncation);
      // Shares have three or four decimals in the file.
      expect(Math.abs(whole * (1 - tabletop.occlusion) - area)).toBeLessThan(1 + 2e-3 * whole);
      const [x, y, w, h] = tabletop.fullBox;
      expect(x).toBeLessThanOrEqual(bbox[0]);
      expect(y).toBeLessThanOrEqual(bbox[1]);
      expect(x + w).toBeGreaterThanOrEqual(bbox[0] + bbox[2]);
      expect(y + h).toBeGreaterThanOrEqual(bbox[1] + bbox[3]);
    }
  });
});

describe('what the names promise', () => {
  test('test: every class has its twelfth, within a third of it; every size band is there', () => {
    const { annotations } = read('test');
    for (const { id } of classes) {
      const own = share(annotations, ({ category_id }) => category_id === id);
      expect(own * classes.length).toBeGreaterThan(2 / 3);
      expect(own * classes.length).toBeLessThan(4 / 3);
    }
    expect(share(annotations, ({ area }) => area < 32 ** 2)).toBeGreaterThan(0.15);
    expect(share(annotations, ({ area }) => area >= 32 ** 2 && area < 96 ** 2)).toBeGreaterThan(
      0.2,
    );
    expect(share(annotations, ({ area }) => area >= 96 ** 2)).toBeGreaterThan(0.02);
  });

  test('test shows every studio family, field every field family, neither one of the other', () => {
    for (const name of ['test', 'field'] as const) {
      const domain = name === 'test' ? 'studio' : 'field';
      const scenes = read(name).images.map(({ tabletop }) => tabletop.scene);
      const seen = (of: 'table' | 'backdrop' | 'surroundings'): readonly string[] =>
        [...new Set(scenes.map((scene) => scene[of].family))].sort();
      expect(seen('table')).toEqual([...tableFamilies[domain]].sort());
      expect(seen('backdrop')).toEqual([...backdropFamilies[domain]].sort());
      expect(seen('surroundings')).toEqual([...surroundingFamilies[domain]].sort());
    }
  });

  test('small: nearly all objects are small to COCO', () => {
    expect(share(read('small').annotations, ({ area }) => area < 32 ** 2)).toBeGreaterThan(0.97);
  });

  test('dense: at least ten annotated objects in every picture, twenty in the middle', () => {
    const { images, annotations } = read('dense');
    const counts = images.map(({ id }) => annotations.filter((a) => a.image_id === id).length);
    expect(Math.min(...counts)).toBeGreaterThanOrEqual(10);
    expect(median(counts)).toBeGreaterThanOrEqual(15);
  });

  test('occluded: at least two objects of every picture are hidden by 30 to 80 per cent', () => {
    const { images, annotations } = read('occluded');
    for (const { id } of images) {
      const within = annotations.filter(
        ({ image_id, tabletop }) =>
          image_id === id && tabletop.occlusion >= 0.295 && tabletop.occlusion <= 0.805,
      );
      expect(within.length).toBeGreaterThanOrEqual(2);
    }
  });

  test('dark: less than a third of the light of test; dark-clipped: the same scenes, clipped', () => {
    const level = (name: string): number =>
      median(read(name).images.map(({ tabletop }) => tabletop.lightLevel ?? NaN));
    expect(level('dark')).toBeLessThan(level('test') / 3);
    const [dark, clipped] = [read('dark'), read('dark-clipped')];
    expect(clipped.annotations).toEqual(dark.annotations);
    expect(dark.images.every(({ tabletop }) => tabletop.scene.sensor.blackClip === 0)).toBe(true);
    expect(clipped.images.every(({ tabletop }) => tabletop.scene.sensor.blackClip > 0)).toBe(true);
  });

  test('noisy: several times the noise of test', () => {
    const noise = (name: string): number =>
      median(read(name).images.map(({ tabletop }) => tabletop.scene.sensor.noisePercent));
    expect(noise('noisy')).toBeGreaterThan(4 * noise('test'));
  });

  test('motion-blur: something moves in every picture while the shutter is open', () => {
    for (const { tabletop } of read('motion-blur').images) {
      const { camera, objects, sensor } = expandScene(tabletop.scene);
      const isMoving =
        camera.panDegPerS !== 0 ||
        [camera, ...objects].some(({ velocityMPerS }) => velocityMPerS.some((v) => v !== 0));
      expect(isMoving && sensor.exposureS > 0).toBe(true);
    }
  });

  test('clips: eight of twenty-four frames, and things move from frame to frame', () => {
    const { images } = read('clips');
    const clips = new Map<number, typeof images>();
    for (const image of images) {
      const { clip = -1 } = image.tabletop;
      clips.set(clip, [...(clips.get(clip) ?? []), image]);
    }
    expect([...clips.keys()]).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    for (const frames of clips.values()) {
      expect(frames.map(({ tabletop }) => tabletop.frame)).toEqual(
        Array.from({ length: 24 }, (_, i) => i),
      );
      const [first, last] = [frames[0], frames[23]].map((frame) => frame?.tabletop.scene);
      expect(JSON.stringify([first?.camera, first?.objects])).not.toBe(
        JSON.stringify([last?.camera, last?.objects]),
      );
    }
  });

  test('no scene of test lies in another suite', () => {
    const keys = new Set(read('test').images.map(({ tabletop }) => tabletop.seed));
    for (const { name } of shipped) {
      if (name === 'test') continue;
      expect(read(name).images.filter(({ tabletop }) => keys.has(tabletop.seed))).toEqual([]);
    }
  });
});

test('the sheets for classification are there', () => {
  for (const { name } of sheetSets) {
    expect(existsSync(join(folder, name, 'annotations.json')), name).toBe(true);
  }
});

test('the rendered sets together stay within 25 MB (the PNGs of the bench are counted apart)', () => {
  const bytesOf = (path: string): number =>
    readdirSync(path, { withFileTypes: true }).reduce(
      (sum, entry) =>
        sum +
        (entry.isDirectory()
          ? bytesOf(join(path, entry.name))
          : statSync(join(path, entry.name)).size),
      0,
    );
  const sets = [...shipped, ...sheetSets].map(({ name }) => bytesOf(join(folder, name)));
  expect(sets.reduce((a, b) => a + b, 0)).toBeLessThanOrEqual(25e6);
});
