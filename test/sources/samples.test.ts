import { describe, expect, it } from 'vitest';
import { SourceError } from '$src/sources/error';
import type { Subject } from '$src/evidence/types';
import type { BenchInput } from '$src/lab/contract';
import { decodeSamplePng, fetchFrom, openSampleSet, type ReadFile } from '$src/sources/samples';
import { annotations, entry, patterned, png, text, type Bytes } from './fixtures';

const tabletop = patterned(6, 4);
const dark = { ...tabletop, data: tabletop.data.map((v) => v >> 2) };
const labels = patterned(6, 4, 1);
const files: Record<string, Bytes> = {
  'annotations.json': text(
    annotations(entry('tabletop'), entry('tabletop-dark', { clean_of: 'tabletop' })),
  ),
  'tabletop.png': png(tabletop),
  'tabletop.labels.png': png(labels),
  'tabletop.outline.png': png(patterned(6, 4, 1)),
  'tabletop-dark.png': png(dark),
  'tabletop-dark.labels.png': png(labels),
  'tabletop-dark.outline.png': png(patterned(6, 4, 1)),
};

/** Reads from memory and counts. */
function memory(held: Record<string, Bytes> = files): { read: ReadFile; reads: string[] } {
  const reads: string[] = [];
  const read: ReadFile = (file) => {
    reads.push(file);
    const bytes = held[file];
    return bytes
      ? Promise.resolve(bytes)
      : Promise.reject(new SourceError('sample-unreachable', `${file} is not there.`));
  };
  return { read, reads };
}

describe('a sample set', () => {
  it('lists its samples in order', async () => {
    const set = await openSampleSet(memory().read);
    expect(set.list.map((s) => s.name)).toEqual(['tabletop', 'tabletop-dark']);
    expect(set.find('tabletop')).toMatchObject({ title: 'Tabletop', width: 6, height: 4 });
  });

  it('gives a sample with exactly the bytes of its files, its truth and its subject', async () => {
    const set = await openSampleSet(memory().read);
    const sample: BenchInput & { subject: Subject } = await set.load('tabletop');
    expect(sample.image).toMatchObject({ width: 6, height: 4, channels: 3, type: 'u8' });
    expect(sample.image.data).toEqual(tabletop.data);
    expect(sample.truth?.labels).toMatchObject({ channels: 1, width: 6 });
    expect(sample.truth?.labels.data).toEqual(labels.data);
    expect(sample.clean).toBeUndefined();
    expect(sample.subject.label).toBe('tabletop');
    expect(sample.subject.sha256).toMatch(/^[0-9a-f]{64}$/);
  });

  it('brings the unspoilt picture with a spoilt one, by name, id or file', async () => {
    const set = await openSampleSet(memory().read);
    expect((await set.load('tabletop-dark')).clean?.data).toEqual(tabletop.data);
  });

  it('works without truth', async () => {
    const only = entry('tabletop', { labels_file: undefined, outline_file: undefined });
    const set = await openSampleSet(
      memory({ ...files, 'annotations.json': text(annotations(only)) }).read,
    );
    expect((await set.load('tabletop')).truth).toBeUndefined();
  });

  it('decodes once while a sample is kept, and keeps only a few', async () => {
    const names = ['a', 'b', 'c', 'd', 'e'];
    const held: Record<string, Bytes> = {
      'annotations.json': text(
        annotations(
          ...names.map((n) => entry(n, { labels_file: undefined, outline_file: undefined })),
        ),
      ),
    };
    for (const name of names) held[`${name}.png`] = png(tabletop);
    const { read, reads } = memory(held);
    const set = await openSampleSet(read);
    const first = await set.load('a');
    expect(await set.load('a')).toBe(first);
    for (const name of names) await set.load(name);
    await set.load('a');
    expect(reads.filter((f) => f === 'a.png')).toHaveLength(2);
  });

  it('tries again after a failure', async () => {
    const held = { ...files };
    delete held['tabletop.png'];
    const set = await openSampleSet(memory(held).read);
    await expect(set.load('tabletop')).rejects.toMatchObject({ reason: 'sample-unreachable' });
    held['tabletop.png'] = png(tabletop);
    expect((await set.load('tabletop')).image.width).toBe(6);
  });

  it('names the samples that exist when asked for another', async () => {
    const set = await openSampleSet(memory().read);
    await expect(set.load('moon')).rejects.toMatchObject({
      reason: 'sample-unknown',
      message: 'There is no sample called “moon”. There are: tabletop, tabletop-dark.',
    });
  });
});

describe('decodeSamplePng', () => {
  const size = { width: 6, height: 4 };
  it('makes RGB of gray', () => {
    const gray = decodeSamplePng(png(labels), 'l.png', size, 3);
    expect([...gray.data]).toEqual([...labels.data].flatMap((v) => [v, v, v]));
  });

  it('refuses what does not fit', () => {
    const cut = png(tabletop).subarray(0, 60);
    const deep = png({ width: 6, height: 4, channels: 1, data: new Uint16Array(24) });
    expect(() => decodeSamplePng(cut, 'a.png', size, 3)).toThrow(/a\.png is not a sound PNG/);
    expect(() => decodeSamplePng(deep, 'a.png', size, 1)).toThrow(/16 bits/);
    expect(() => decodeSamplePng(png(patterned(5, 4)), 'a.png', size, 3)).toThrow(
      /is 5 × 4 px, annotations\.json says 6 × 4/,
    );
    expect(() => decodeSamplePng(png(patterned(6, 4, 4)), 'a.png', size, 3)).toThrow(/4 channel/);
    expect(() => decodeSamplePng(png(tabletop), 'a.png', size, 1)).toThrow(/3 channel/);
  });

  it('refuses a file with a flipped bit', () => {
    const bytes = png(tabletop);
    bytes[50] = (bytes[50] ?? 0) ^ 1;
    expect(() => decodeSamplePng(bytes, 'a.png', size, 3)).toThrow(SourceError);
  });
});

describe('where samples are', () => {
  it('says what to do when the server does not answer or has no such file', async () => {
    const original = globalThis.fetch;
    try {
      globalThis.fetch = () => Promise.reject(new TypeError('Failed to fetch'));
      await expect(fetchFrom('https://x.example/s/')('a.png')).rejects.toMatchObject({
        reason: 'sample-unreachable',
        message: expect.stringMatching(/Check the connection/) as string,
      });
      globalThis.fetch = () => Promise.resolve(new Response('', { status: 404 }));
      await expect(fetchFrom('https://x.example/s/')('a.png')).rejects.toMatchObject({
        message: expect.stringMatching(/HTTP 404/) as string,
      });
      let asked = '';
      globalThis.fetch = (url) => {
        asked = String(url);
        return Promise.resolve(new Response(Uint8Array.of(1, 2)));
      };
      expect(await fetchFrom('https://x.example/s/')('a.png')).toEqual(Uint8Array.of(1, 2));
      expect(asked).toBe('https://x.example/s/a.png');
    } finally {
      globalThis.fetch = original;
    }
  });
});
