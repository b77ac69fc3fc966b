// Pictures of a suite through the browser's decoder, on a page and in a worker.
import { expect, it, vi } from 'vitest';
import { openSuite, type SuiteParts } from '$src/sources/suites';
import { cocoText } from '$src/world/export/coco';
import { dataset } from '$test/world/export/fixtures';

/** A lossless picture: red grows to the right, green downwards. */
async function pngOf(width: number, height: number): Promise<Uint8Array> {
  const canvas = new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d');
  if (!context) throw new Error('no canvas');
  const pixels = new ImageData(width, height);
  for (let i = 0; i < width * height; i++) {
    pixels.data.set([10 * (i % width), 20 * Math.floor(i / width), 7, 255], 4 * i);
  }
  context.putImageData(pixels, 0, 0);
  return new Uint8Array(await (await canvas.convertToBlob({ type: 'image/png' })).arrayBuffer());
}

const text = cocoText(dataset);

function parts(picture: Uint8Array): SuiteParts {
  return {
    read: (file) =>
      Promise.resolve(file === 'annotations.json' ? new TextEncoder().encode(text) : picture),
  };
}

it('decodes pixels in their order, RGB, and adds the truth', async () => {
  const suite = await openSuite('test', parts(await pngOf(6, 5)));
  const { image, truth, subject } = await suite.load(1);
  expect([image.width, image.height, image.channels]).toEqual([6, 5, 3]);
  expect([...image.data.subarray(0, 6)]).toEqual([0, 0, 7, 10, 0, 7]);
  expect([...image.data.subarray(-3)]).toEqual([50, 80, 7]);
  expect(truth.labels.data[7]).toBe(1);
  expect(subject.sha256).toMatch(/^[0-9a-f]{64}$/);
});

it('refuses what is no picture, and reads it when it is one at last', async () => {
  const good = await pngOf(6, 5);
  let bytes = new Uint8Array([1, 2, 3]);
  const suite = await openSuite('test', {
    read: (file) =>
      Promise.resolve(file === 'annotations.json' ? new TextEncoder().encode(text) : bytes),
  });
  await expect(suite.load(1)).rejects.toMatchObject({ reason: 'sample-broken' });
  bytes = new Uint8Array(good);
  await expect(suite.load(1)).resolves.toBeDefined();
});

it('gives up waiting when asked, and not for the others', async () => {
  const suite = await openSuite('test', parts(await pngOf(6, 5)));
  const abort = new AbortController();
  const [given, kept] = [suite.load(1, abort.signal), suite.load(1)];
  abort.abort();
  await expect(given).rejects.toMatchObject({ name: 'AbortError' });
  await expect(kept).resolves.toBeDefined();
});

it('says that a set is absent where the server has none of that name', async () => {
  await expect(openSuite('no-such-set')).rejects.toMatchObject({
    reason: 'sample-unreachable',
    message: expect.stringContaining('no-such-set') as unknown,
  });
});

it('works in a worker', async () => {
  const worker = new Worker(new URL('./suites.worker.ts', import.meta.url), { type: 'module' });
  const answer = new Promise<unknown>((resolve, reject) => {
    worker.onmessage = (event: MessageEvent<unknown>) => resolve(event.data);
    worker.onerror = (event) => reject(new Error(event.message));
  });
  worker.postMessage({ text, picture: await pngOf(6, 5) });
  const data = await vi.waitFor(() => answer, { timeout: 20_000 });
  worker.terminate();
  expect(data).toEqual({ pixel: [10, 0, 7], label: 1, sets: true });
});
