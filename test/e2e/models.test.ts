// The pages of models in the built app: cards, and loading a detector of others from an origin made for the test.
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Route } from 'playwright';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { pageAddresses } from '$src/detect/store/third-party';
import { axeViolations, go, horizontalOverflow, looks, Site, type Visit } from './support';

let site: Site;
beforeAll(async () => {
  site = await Site.open();
});
afterAll(() => site.close());

const cors = { 'Access-Control-Allow-Origin': '*' };
const yolox = pageAddresses().find((url) => url.endsWith('.onnx')) ?? '';

describe.each(looks)('at $width px, $theme', (look) => {
  let visit: Visit;
  beforeAll(async () => {
    visit = await site.visit(look);
  });
  afterAll(() => visit.context.close());

  test.each(['#/models', '#/models/yolo-tiny', '#/models/ssd-lite', '#/models/coco-ssd'])(
    '%s is accessible, fits, and asks no other origin',
    async (hash) => {
      await go(visit, hash);
      await visit.page.waitForSelector('main h2');
      expect(await axeViolations(visit.page)).toEqual([]);
      expect(await horizontalOverflow(visit.page)).toBeUndefined();
      expect(visit.errors).toEqual([]);
      expect(visit.foreignRequests).toEqual([]);
    },
  );
});

test('the button says it when there is no network, and refuses a file that is not the one', async () => {
  const visit = await site.visit({ hash: '#/models/yolox-nano' });
  const { page, context } = visit;
  const asked: string[] = [];
  const answers: ((route: Route) => Promise<void>)[] = [
    (route) => route.abort('internetdisconnected'),
    (route) => route.fulfill({ headers: cors, body: 'not a model' }),
    (route) => route.fulfill({ headers: cors, body: Buffer.alloc(3_659_407) }),
  ];
  await context.route(/^https:/, async (route) => {
    asked.push(`${route.request().method()} ${route.request().url()}`);
    await (answers.shift() ?? ((last) => last.abort()))(route);
  });
  const button = page.getByRole('button', { name: 'Load YOLOX-Nano' });
  await button.click();
  await page.getByText(/huggingface\.co cannot be reached/).waitFor();
  await button.click();
  await page.getByText(/ended yolox_nano\.onnx after 11 of 3659407 bytes/).waitFor();
  await page.getByRole('button', { name: 'Remove what came' }).click();
  await button.click();
  await page.getByText(/its SHA-256 is [0-9a-f]{64}, expected/).waitFor();
  expect(asked).toEqual([`GET ${yolox}`, `GET ${yolox}`, `GET ${yolox}`]);
  await context.close();
});

test('the policy lets the page ask for those files and for nothing beside them', async () => {
  const visit = await site.visit({ hash: '#/models' });
  const { page, context } = visit;
  await context.route(/^https:/, (route) => route.fulfill({ headers: cors, body: 'sent' }));
  const ask = (url: string): Promise<string> =>
    page.evaluate(
      (address) =>
        fetch(address).then(
          (response) => response.text(),
          () => 'blocked',
        ),
      url,
    );
  for (const url of pageAddresses()) expect(await ask(url)).toBe('sent');
  for (const url of [
    'https://storage.googleapis.com/tfjs-models/savedmodel/ssdlite_mobilenet_v2/other',
    'https://storage.googleapis.com/upload',
    yolox.replace('yolox_nano', 'yolox_tiny'),
    'https://huggingface.co/',
    'https://cdn.hf.co/',
    'https://github.com/',
  ]) {
    expect(await ask(url), url).toBe('blocked');
  }
  await context.close();
});

const assets = process.env['CV_LAB_ASSETS'] ?? '../shared/assets';
const real = join(assets, 'models/yolox_nano.onnx');
test.skipIf(!existsSync(real))(
  `the real YOLOX-Nano is verified, kept over a reload, and removed (skipped where ${real} is absent)`,
  async () => {
    const visit = await site.visit({ hash: '#/models/yolox-nano' });
    const { page, context } = visit;
    await context.route(yolox, (route) =>
      route.fulfill({ headers: cors, body: readFileSync(real) }),
    );
    await page.getByRole('button', { name: 'Load YOLOX-Nano' }).click();
    await page.getByText(/Kept in this browser, verified/).waitFor();
    const asked = visit.foreignRequests.length;
    await page.reload();
    await page.getByText(/Kept in this browser, verified/).waitFor();
    await page.getByRole('button', { name: 'Remove' }).click();
    await page.getByRole('button', { name: 'Load YOLOX-Nano' }).waitFor();
    expect(visit.foreignRequests.length).toBe(asked);
    expect(visit.errors).toEqual([]);
    await context.close();
  },
);
