import { decode } from 'fast-png';
import { readFileSync, statSync, readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import type { CocoFile } from '$scripts/make-samples/coco';
import { develop } from '$scripts/make-samples/core/develop';
import { encodePng } from '$scripts/make-samples/core/png';
import { render, type Rendering } from '$scripts/make-samples/core/render';
import { beads, coins } from '$scripts/make-samples/scenes/flat';
import { trio } from '$scripts/make-samples/scenes/still';
import { shots } from '$scripts/make-samples/shots';
import { extentOf, outlineOf } from '$src/core/labels';
import { decodeRle } from '$src/metrics/rle';

const folder = new URL('../../public/samples/bench/', import.meta.url);
const read = (name: string): Uint8Array => readFileSync(new URL(name, folder));
const picture = (
  name: string,
): { width: number; height: number; channels: number; data: Uint8Array } => {
  const { width, height, channels, data } = decode(read(name));
  return { width, height, channels, data: Uint8Array.from(data) };
};
/** Whole pictures byte by byte; toEqual would take seconds on each. */
const same = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;
const file = JSON.parse(new TextDecoder().decode(read('annotations.json'))) as CocoFile;

describe('the committed set', () => {
  test('holds every picture that the scripts describe, and stays under 8 MB', () => {
    expect(file.images.map((i) => i.file_name)).toEqual(shots.map((s) => `${s.name}.png`));
    const bytes = readdirSync(folder).map((name) => statSync(new URL(name, folder)).size);
    expect(bytes.reduce((a, b) => a + b, 0)).toBeLessThan(8e6);
  });

  test('ids are unique and every category is known', () => {
    const ids = file.annotations.map((a) => a.id);
    expect(new Set(ids).size).toBe(ids.length);
    const known = new Set(file.categories.map((c) => c.id));
    expect(known.size).toBe(file.categories.length);
    for (const a of file.annotations) expect(known.has(a.category_id)).toBe(true);
  });

  describe.each(file.images.map((image) => [image.file_name, image] as const))(
    '%s',
    (name, image) => {
      const labels = picture(image.labels_file);
      const mine = file.annotations.filter((a) => a.image_id === image.id);

      test('is 8-bit RGB of the stated size and has something to say', () => {
        const { width, height, channels } = picture(name);
        expect([width, height, channels]).toEqual([image.width, image.height, 3]);
        expect([labels.width, labels.height, labels.channels]).toEqual([
          image.width,
          image.height,
          1,
        ]);
        expect(image.title.length).toBeGreaterThan(0);
        expect(image.description.length).toBeGreaterThan(20);
      });

      test('annotates every label, with tight boxes, exact areas and masks', () => {
        const present = [...new Set(labels.data)].filter((l) => l > 0).sort((a, b) => a - b);
        expect(mine.map((a) => a.label).sort((a, b) => a - b)).toEqual(present);
        for (const a of mine) {
          const { bbox, area } = extentOf(labels, a.label) ?? {};
          expect(a.bbox).toEqual(bbox);
          expect(a.area).toBe(area);
          const mask = decodeRle(a.segmentation);
          const wrong = mask.reduce(
            (n, inside, i) => n + ((labels.data[i] === a.label) !== (inside === 1) ? 1 : 0),
            0,
          );
          expect(wrong).toBe(0);
        }
      });

      test('outline follows the stated rule', () => {
        expect(same(picture(image.outline_file).data, outlineOf(labels).data)).toBe(true);
      });

      test('its clean version, if any, has the same size and the same labels', () => {
        if (image.clean_file === undefined) return;
        const clean = picture(image.clean_file);
        expect([clean.width, clean.height]).toEqual([image.width, image.height]);
        const source = file.images.find((i) => i.file_name === `${image.clean_of ?? ''}.png`);
        expect(source).toBeDefined();
        if (source) expect(same(picture(source.labels_file).data, labels.data)).toBe(true);
      });
    },
  );

  test('degraded pictures are degraded as they say', () => {
    const grey = (name: string): number[] => {
      const { data } = picture(name);
      return Array.from(
        { length: data.length / 3 },
        (_, i) =>
          0.299 * (data[3 * i] ?? 0) +
          0.587 * (data[3 * i + 1] ?? 0) +
          0.114 * (data[3 * i + 2] ?? 0),
      );
    };
    const haze = grey('low-contrast.png').sort((a, b) => a - b);
    expect(haze[0]).toBeGreaterThanOrEqual(94);
    expect(haze.at(-1)).toBeLessThanOrEqual(161);
    const dark = grey('tabletop-dark.png');
    expect(dark.reduce((a, b) => a + b, 0) / dark.length).toBeLessThan(80);
    expect(dark.filter((v) => v < 1 || v > 254).length).toBeLessThan(dark.length * 0.001);
    const clipped = grey('tabletop-clipped.png');
    expect(clipped.filter((v) => v < 1).length).toBeGreaterThan(clipped.length * 0.05);
    expect(clipped.filter((v) => v > 254).length).toBeGreaterThan(clipped.length * 0.01);
  });
});

describe('the PNG writer', () => {
  test('round-trips through another reader', () => {
    const data = Uint8Array.from({ length: 7 * 5 * 3 }, (_, i) => (i * i * 31) & 255);
    const back = decode(encodePng(7, 5, 3, data));
    expect([back.width, back.height, back.channels]).toEqual([7, 5, 3]);
    expect(Uint8Array.from(back.data)).toEqual(data);
  });
});

describe('rendering', () => {
  const small = (seed: number): Rendering =>
    render(trio(), { width: 32, height: 24, grid: 2, seed });

  test('the same seed gives the same bytes, another seed other noise but the same truth', () => {
    const [a, b, c] = [small(1), small(1), small(2)];
    expect(b.color).toEqual(a.color);
    expect(b.labels).toEqual(a.labels);
    expect(c.color).not.toEqual(a.color);
    expect(c.labels).toEqual(a.labels);
    expect(a.categories).toEqual(['cup', 'sports ball', 'apple']);
    const how = { exposure: 0.6, curve: 'film' } as const;
    expect(develop(b, how, 1)).toEqual(develop(a, how, 1));
  }, 30_000);

  test('every value is finite and light', () => {
    for (const value of small(3).color) {
      expect(Number.isFinite(value)).toBe(true);
      expect(value).toBeGreaterThanOrEqual(0);
    }
  }, 30_000);

  test('scattered scenes depend on their seed', () => {
    const spots = (scene: ReturnType<typeof coins>): string =>
      JSON.stringify(scene.things.map((t) => t.at));
    expect(spots(coins(1))).toBe(spots(coins(1)));
    expect(spots(coins(1))).not.toBe(spots(coins(2)));
    expect(spots(beads(1))).not.toBe(spots(beads(2)));
  }, 30_000);
});
