// The command's download against a real server on this machine that breaks connections.
import { createServer, type Server } from 'node:http';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { DiskFiles } from '$scripts/models/disk-files';
import { main } from '$scripts/models';
import { downloadModel } from '$src/detect/store/download';
import { fixture } from '$test/detect/store/fixtures';

const folder = mkdtempSync(join(tmpdir(), 'cv-lab-download-'));
const length = 3 << 20;
let server: Server;
let made = fixture([length]);
let breaks: number[] = [];
const ranges: (string | undefined)[] = [];

beforeAll(async () => {
  server = createServer((request, response) => {
    const bytes = made.contents.get((request.url ?? '').split('/').at(-1) ?? '');
    if (!bytes) {
      response.writeHead(404).end();
      return;
    }
    ranges.push(request.headers.range);
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    response.writeHead(from > 0 ? 206 : 200, { 'Content-Length': bytes.length - from });
    const breakAfter = breaks.shift();
    if (breakAfter === undefined) response.end(bytes.subarray(from));
    else response.write(bytes.subarray(from, breakAfter), () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  made = fixture([length], `http://127.0.0.1:${(server.address() as AddressInfo).port}/x/`);
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

test('a download that broke twice ends with the right file on disk', async () => {
  breaks = [1_500_000, 2_600_000];
  const files = new DiskFiles(folder);
  const load = (): Promise<void> =>
    downloadModel(made.model, files, { origins: made.model.origins });
  await expect(load()).rejects.toMatchObject({ reason: 'no-network' });
  await expect(load()).rejects.toMatchObject({ reason: 'no-network' });
  await load();
  const [first, second, third] = ranges.map((range) => Number(range?.slice(6, -1) ?? 0));
  expect(first).toBe(0);
  expect(second).toBeGreaterThan(0);
  expect(third).toBeGreaterThan(second ?? Infinity);
  const onDisk = readFileSync(join(folder, 'small', 'a'));
  expect(Buffer.compare(onDisk, made.contents.get('a') ?? Buffer.alloc(0))).toBe(0);
});

test('the command names what it takes', async () => {
  const said: string[] = [];
  const error = console.error;
  console.error = (text: string) => said.push(text);
  try {
    expect(await main(['yolo-nine'])).toBe(2);
    expect(await main(['coco-ssd', 'yolox-nano', '--mirror', 'http://127.0.0.1:1/'])).toBe(2);
    expect(await main(['yolox-nano', '--mirror', made.origin.base, '--out', folder])).toBe(1);
  } finally {
    console.error = error;
  }
  expect(said[0]).toMatch(/“yolo-nine”[^]*coco-ssd[^]*yolox-nano/);
  expect(said[1]).toMatch(/--mirror takes one address/);
  expect(said[2]).toMatch(/HTTP 404/);
});
