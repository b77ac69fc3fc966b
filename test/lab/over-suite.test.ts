// Experiments over a set, on suites made by hand; and the WebP decoder that Node tests stand on.
import { expect, test } from 'vitest';
import { createImage } from '$src/core/image';
import type { Progress, SuiteInput } from '$src/lab/contract';
import { openSuitePictures, overSuite, type OverSuite, type Stretch } from '$src/lab/over-suite';
import { cocoText } from '$src/world/export/coco';
import { decodeWebp, handSuite, hasSuite, readSuite } from '$test/support/suites';
import { dataset } from '$test/world/export/fixtures';

/** Pictures of 1 to n pixels' width. */
function suiteOf(name: string, n: number) {
  const sizes = Array.from({ length: n }, (_, i) => i + 1);
  const picture = (width: number) => ({
    image: createImage('u8', width, 1),
    labels: createImage('u8', width, 1),
  });
  return handSuite(name, sizes.map(picture));
}

async function walk(
  n: number,
  stretch: Stretch,
  signal = new AbortController().signal,
  work: (picture: SuiteInput) => number = ({ image }) => image.width,
): Promise<OverSuite<number> & { readonly progress: readonly Progress[] }> {
  const suite = () => Promise.resolve(suiteOf('some', n));
  const events = overSuite({ suite, signal }, 'some', stretch, (picture) =>
    Promise.resolve(work(picture)),
  );
  const progress: Progress[] = [];
  for (;;) {
    const { done, value } = await events.next();
    if (done) return { ...value, progress };
    progress.push(value);
  }
}

test('takes the first pictures in order, and says which', async () => {
  const { results, subject, progress } = await walk(5, { atMost: 3 });
  expect(results).toEqual([1, 2, 3]);
  expect(subject.label).toBe('suite “some”, pictures 1 to 3');
  expect(progress.map(({ done, total }) => [done, total])).toEqual([
    [0, 3],
    [0, 3],
    [1, 3],
    [2, 3],
  ]);
});

test('takes all of a smaller suite; the subject is that of the pictures taken', async () => {
  const all = await walk(2, { atMost: 9, offset: 10, total: 30 });
  expect(all.results).toEqual([1, 2]);
  expect(all.progress.at(-1)).toMatchObject({ done: 11, total: 30 });
  expect((await walk(5, { atMost: 2 })).subject).toEqual(all.subject);
  expect((await walk(5, { atMost: 3 })).subject.sha256).not.toBe(all.subject.sha256);
  expect((await walk(5, { atMost: 1 })).subject.label).toBe('suite “some”, picture 1');
});

test('stops between two pictures when it is aborted', async () => {
  const stop = new AbortController();
  let seen = 0;
  const walking = walk(5, { atMost: 5 }, stop.signal, () => {
    if (++seen === 2) stop.abort();
    return seen;
  });
  await expect(walking).rejects.toThrow(/abort/i);
  expect(seen).toBe(2);
});

test('refuses an empty suite, and an index beyond the last picture', async () => {
  await expect(walk(0, { atMost: 3 })).rejects.toThrow('has no pictures');
  const suite = await openSuitePictures('test', {
    read: () => Promise.resolve(new TextEncoder().encode(cocoText(dataset))),
    decode: () => Promise.resolve(createImage('u8', 6, 5, 3)),
  });
  expect(suite.count).toBe(2);
  const first = await suite.load(0);
  expect([first.image.width, first.truth.labels.width, first.clean]).toEqual([6, 6, undefined]);
  await expect(suite.load(2)).rejects.toThrow(
    'The suite “test” has 2 pictures; there is no index 2.',
  );
});

test('WebP files give the pixels that went in', async () => {
  // Written by Chromium, without loss, from the six colours below.
  const file = Buffer.from(
    'UklGRkoAAABXRUJQVlA4TD4AAAAvAkAAAC+gqI0UaC/gi399+MCGgrZtmL49/iyHQm3bNoydenMbc3cw/0HI55tOd2V/VR0ISMhUbDJERP9jAw==',
    'base64',
  );
  const { width, height, channels, data } = await decodeWebp(file);
  expect([width, height, channels]).toEqual([3, 2, 3]);
  expect([...data]).toEqual([
    ...[0, 1, 2],
    ...[255, 0, 128],
    ...[7, 7, 7],
    ...[250, 251, 252],
    ...[16, 235, 128],
    ...[1, 0, 0],
  ]);
});

test.runIf(hasSuite('dark') && hasSuite('dark-clipped'))(
  'the shipped twins show the same scenes, the cut one darker',
  async () => {
    const [dark, clipped] = [await readSuite('dark'), await readSuite('dark-clipped')];
    expect(clipped.count).toBe(dark.count);
    const sum = ({ image }: SuiteInput): number => {
      let total = 0;
      for (const value of image.data) total += value;
      return total;
    };
    for (const index of [0, 5, 11]) {
      const [whole, cut] = [await dark.load(index), await clipped.load(index)];
      expect(cut.truth.labels.data).toEqual(whole.truth.labels.data);
      expect(sum(cut)).toBeLessThan(sum(whole));
    }
  },
);
