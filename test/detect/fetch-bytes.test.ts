import { expect, test } from 'vitest';
import { fetchBytes } from '$src/detect/fetch-bytes';
import { reasonOf } from './contract';

const url = new URL('http://lab.test/models/a/model.onnx');
const bytes = Uint8Array.from({ length: 10 }, (_, i) => i);

/** Answers with `bytes` in pieces of four. */
function answer(init: ResponseInit = {}): typeof fetch {
  return () => {
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        for (let at = 0; at < 10; at += 4) controller.enqueue(bytes.slice(at, at + 4));
        controller.close();
      },
    });
    return Promise.resolve(new Response(body, init));
  };
}

test('gives the whole file and tells how far it is', async () => {
  const seen: (readonly [number, number | undefined])[] = [];
  const file = await fetchBytes(url, {
    what: 'the file',
    get: answer({ headers: { 'content-length': '10' } }),
    onBytes: (...progress) => seen.push(progress),
  });
  expect([...file]).toEqual([...bytes]);
  expect(seen).toEqual([
    [4, 10],
    [8, 10],
    [10, 10],
  ]);
});

test('a compressed transfer does not say how long the file is', async () => {
  const totals = new Set<number | undefined>();
  await fetchBytes(url, {
    what: 'the file',
    get: answer({ headers: { 'content-length': '7', 'content-encoding': 'br' } }),
    onBytes: (_, total) => totals.add(total),
  });
  expect([...totals]).toEqual([undefined]);
});

test.each([
  ['404', answer({ status: 404 }), 'model-missing'],
  [
    'a page in its place',
    answer({ headers: { 'content-type': 'text/html; charset=utf-8' } }),
    'model-missing',
  ],
  ['500', answer({ status: 500 }), 'no-network'],
  ['no connection', () => Promise.reject(new TypeError('Failed to fetch')), 'no-network'],
] as const)('%s is told with a reason', async (_, get, reason) => {
  expect(await reasonOf(fetchBytes(url, { what: 'the file', get }))).toBe(reason);
});

test('a connection that breaks midway is no short file', async () => {
  const get: typeof fetch = () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(bytes),
      pull: (controller) => controller.error(new TypeError('network error')),
    });
    return Promise.resolve(new Response(body));
  };
  expect(await reasonOf(fetchBytes(url, { what: 'the file', get }))).toBe('no-network');
});

test('abort is an abort, whatever the reason that it was given', async () => {
  const abort = new AbortController();
  const get: typeof fetch = (_, init) =>
    new Promise((_resolve, reject) => {
      init?.signal?.addEventListener('abort', () => reject(init.signal?.reason as Error));
    });
  const fetching = reasonOf(fetchBytes(url, { what: 'the file', get, signal: abort.signal }));
  abort.abort(new Error('the page was left'));
  expect(await fetching).toBe('AbortError');
});
