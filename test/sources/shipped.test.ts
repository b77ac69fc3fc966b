// The shipped set as the lab reads it: every file is there, and masks, boxes and outlines agree.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { U8Image } from '$src/core/image';
import { openSampleSet } from '$src/sources/samples';

const folder = new URL('../../public/samples/bench/', import.meta.url);
const set = await openSampleSet(
  async (file) => new Uint8Array(await readFile(fileURLToPath(new URL(file, folder)))),
);

/** x, y, width, height of the pixels with this label. */
function extent(labels: U8Image, label: number): number[] {
  let [left, top, right, bottom] = [Infinity, Infinity, -1, -1];
  labels.data.forEach((value, i) => {
    if (value !== label) return;
    const x = i % labels.width;
    const y = Math.floor(i / labels.width);
    left = Math.min(left, x);
    right = Math.max(right, x);
    top = Math.min(top, y);
    bottom = Math.max(bottom, y);
  });
  return [left, top, right - left + 1, bottom - top + 1];
}

describe('the shipped samples', () => {
  it('are at least eight', () => {
    expect(set.list.length).toBeGreaterThanOrEqual(8);
  });

  it.each(set.list.map((info) => [info.name, info] as const))(
    '%s loads, with exact masks, boxes and outlines',
    async (name, info) => {
      const { image, truth, clean, subject } = await set.load(name);
      expect([image.width, image.height, image.channels]).toEqual([info.width, info.height, 3]);
      expect(subject).toEqual({
        label: name,
        sha256: expect.stringMatching(/^[0-9a-f]{64}$/) as string,
      });
      if (info.cleanFile !== undefined) expect(clean?.data.length).toBe(image.data.length);
      expect(info.description.length).toBeGreaterThan(30); // it is the text alternative
      if (truth === undefined) throw new Error(`${name} has no truth.`);
      const { labels, outline } = truth;
      const found = [...new Set(labels.data)].filter((label) => label !== 0).sort((a, b) => a - b);
      expect(info.boxes.map((box) => [...box.xywh]).sort()).toEqual(
        found.map((label) => extent(labels, label)).sort(),
      );
      // The set's rule: outline where the right or the lower neighbour carries another label.
      const wrong = labels.data.reduce((count, label, i) => {
        const x = i % labels.width;
        const right = x + 1 < labels.width ? labels.data[i + 1] : label;
        const below = labels.data[i + labels.width] ?? label;
        const isOutline = label !== right || label !== below;
        return count + (outline.data[i] === (isOutline ? 255 : 0) ? 0 : 1);
      }, 0);
      expect(wrong).toBe(0);
    },
  );
});
