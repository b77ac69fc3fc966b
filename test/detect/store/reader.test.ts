// Where a detector's files come from: this site first, then what the reader loaded.
import { expect, test } from 'vitest';
import { MemoryFiles } from '$src/detect/store/model-files';
import { isOnSite, modelReader } from '$src/detect/store/reader';
import { thirdPartyModel } from '$src/detect/store/third-party';

const base = 'http://localhost/lab/';
const yolox = thirdPartyModel('yolox-nano')?.files[0];
const size = yolox?.bytes ?? 0;
const bytes = new Uint8Array(size).fill(7);

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
  await files.write('yolox-nano', 'yolox_nano.onnx', new Uint8Array(3));
  const { get } = site({ 'models/yolox-nano/yolox_nano.onnx': bytes });
  const read = modelReader('yolox-nano', base, { get, files });
  expect(await read('yolox_nano.onnx')).toHaveLength(size);
});

test.each([true, false])(
  'reads what was loaded where the site has none (page: %s)',
  async (page) => {
    const files = new MemoryFiles();
    await files.write('yolox-nano', 'yolox_nano.onnx', bytes);
    const { get, asked } = site({}, page);
    const read = modelReader('yolox-nano', base, { get, files });
    expect(Buffer.compare(await read('yolox_nano.onnx'), bytes)).toBe(0);
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

test('knows whether the site has a model, also without a network', async () => {
  const has = site({ 'models/coco-ssd/model.json': new Uint8Array(1) });
  expect(await isOnSite('coco-ssd', base, has.get)).toBe(true);
  expect(await isOnSite('coco-ssd', base, site({}).get)).toBe(false);
  expect(await isOnSite('coco-ssd', base, site({}, false).get)).toBe(false);
  const offline: typeof fetch = () => Promise.reject(new TypeError('Failed to fetch'));
  expect(await isOnSite('coco-ssd', base, offline)).toBe(false);
});
