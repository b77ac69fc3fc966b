// Shipped samples on a page: found beside it, and exact whichever decoder reads them.
import { expect, it } from 'vitest';
import { decodeImage } from '$src/sources/decode';
import { listSamples, loadSample, samplesBase } from '$src/sources/samples';

it('are listed with addresses that a page can show', async () => {
  const samples = await listSamples();
  expect(samples.length).toBeGreaterThan(0);
  for (const sample of samples) expect(sample.url.startsWith(samplesBase().href)).toBe(true);
});

it('come out the same from the browser’s decoder and from ours', async () => {
  const [first] = await listSamples();
  if (first === undefined) throw new Error('There is no sample.');
  const ours = await loadSample(first.name);
  const theirs = await decodeImage(await (await fetch(first.url)).blob(), { name: first.file });
  expect(theirs.image.data).toEqual(ours.image.data);
  expect(theirs.notices).toEqual([]);
});

it('are refused with a sentence when there is none of that name', async () => {
  await expect(loadSample('moon')).rejects.toMatchObject({ reason: 'sample-unknown' });
});
