// Where a detector's files come from: this site first, then what the reader loaded.
import { expect, test } from 'vitest';
import { MemoryFiles } from '$src/detect/store/model-files';
import { isOnSite, modelReader } from '$src/detect/store/reader';
import { thirdPartyModel } from '$src/detect/store/third-party';
import { fixture, noise } from './fixtures';

const base = 'http://localhost/lab/';
const { model } = fixture([3000]);
const bytes = noise(3000, 0); // its file a
/** Of the right size, but not the file. */
const turned = bytes.with(1234, 0xff);

/** A site with these files; `page` answers everything else with the app, as single-page servers do. */
function site(files: Record<string, Uint8Array<ArrayBuffer>>, page = true) {
  const asked: string[] = [];
  const get: typeof fetch = (input) => {
    const url = String(input);
    asked.push(url);
    const found = files[url.replace(base, '')];
    if (found) return Promise.resolve(new Response(found));
    return Promise.resolve(
      page
        ? new Response('<!doctype html>', { headers: { 'Content-Type': 'text/html' } })
        : new Response('', { status: 404 }),
    );
  };
  return { get, asked };
}

test('reads from this site, whatever the browser keeps', async () => {
  const files = new MemoryFiles();
  await files.write('small', 'a', new Uint8Array(3));
  const { get } = site({ 'models/small/a': bytes });
  const read = modelReader('small', base, { get, files, model });
  expect(Buffer.compare(await read('a'), bytes)).toBe(0);
});

test.each([true, false])(
  'reads what was loaded where the site has none (page: %s)',
  async (page) => {
    const files = new MemoryFiles();
    await files.write('small', 'a', bytes);
    const { get, asked } = site({}, page);
    const read = modelReader('small', base, { get, files, model });
    expect(Buffer.compare(await read('a'), bytes)).toBe(0);
    expect(asked.every((url) => url.startsWith(base))).toBe(true);
  },
);

test('says what to do when a model is nowhere', async () => {
  const { get } = site({});
  const read = modelReader('yolox-nano', base, { get, files: new MemoryFiles() });
  await expect(read('yolox_nano.onnx')).rejects.toMatchObject({
    reason: 'model-missing',
    message: expect.stringContaining('npm run models -- yolox-nano'),
  });
  await expect(modelReader('yolo-tiny', base, { get })('model.onnx')).rejects.toMatchObject({
    reason: 'model-missing',
  });
});

test('refuses a file of another size on the site', async () => {
  const { get } = site({ 'models/yolox-nano/yolox_nano.onnx': new Uint8Array(5) });
  const read = modelReader('yolox-nano', base, { get, files: new MemoryFiles() });
  await expect(read('yolox_nano.onnx')).rejects.toMatchObject({
    reason: 'model-broken',
    message: expect.stringContaining('5 bytes, expected 3659407'),
  });
});

test('refuses other bytes of the right size, on the site and kept', async () => {
  const onSite = modelReader('small', base, { get: site({ 'models/small/a': turned }).get, model });
  await expect(onSite('a')).rejects.toMatchObject({
    reason: 'model-broken',
    message: expect.stringMatching(/SHA-256 is [0-9a-f]{64}.*npm run models -- small/),
  });
  const files = new MemoryFiles();
  await files.write('small', 'a', turned);
  const kept = modelReader('small', base, { get: site({}).get, files, model });
  await expect(kept('a')).rejects.toMatchObject({
    reason: 'model-missing',
    message: expect.stringContaining('Load the model again'),
  });
  expect(await files.sizeOf('small', 'a')).toBeUndefined(); // else it could not be loaded again
});

test('knows whether the site has all of a model, also without a network', async () => {
  const paths = (thirdPartyModel('coco-ssd')?.files ?? []).map(
    ({ path }) => `models/coco-ssd/${path}`,
  );
  const having = (some: readonly string[]) =>
    site(Object.fromEntries(some.map((path) => [path, new Uint8Array(1)])));
  expect(await isOnSite('coco-ssd', base, having(paths).get)).toBe(true);
  for (const gone of paths) {
    const { get } = having(paths.filter((path) => path !== gone));
    expect(await isOnSite('coco-ssd', base, get), `without ${gone}`).toBe(false);
  }
  const none = site({}, false);
  expect(await isOnSite('coco-ssd', base, none.get)).toBe(false);
  expect(none.asked).toHaveLength(1); // a site without the model is asked once
  expect(await isOnSite('coco-ssd', base, site({}).get)).toBe(false);
  const offline: typeof fetch = () => Promise.reject(new TypeError('Failed to fetch'));
  expect(await isOnSite('coco-ssd', base, offline)).toBe(false);
});
