// A suite of two tiny pictures, served by a stand-in for fetch: filters, one picture, keys, the end.
import axe from 'axe-core';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import SuiteBrowser from '$src/shell/world/SuiteBrowser.svelte';
import { cocoText } from '$src/world/export/coco';
import '$src/ui/styles';
import { dataset } from '$test/world/export/fixtures';

async function picture(width: number, height: number): Promise<Blob> {
  const canvas = new OffscreenCanvas(width, height);
  canvas.getContext('2d')?.fillRect(0, 0, width, height);
  return canvas.convertToBlob({ type: 'image/png' });
}

beforeEach(async () => {
  await page.viewport(1200, 900);
  const listing = {
    sets: [
      {
        name: 'test',
        title: 'Test',
        description: '',
        kind: 'stills',
        pictures: 2,
        bytes: 4321,
        files: 3,
      },
    ],
  };
  const real = globalThis.fetch.bind(globalThis);
  vi.spyOn(globalThis, 'fetch').mockImplementation(async (input, init) => {
    const url = String(input instanceof Request ? input.url : input);
    if (url.endsWith('/picture-sets.json')) return Response.json(listing);
    if (url.endsWith('/samples/test/annotations.json')) return new Response(cocoText(dataset));
    if (url.endsWith('000000.webp')) return new Response(await picture(6, 5));
    if (url.endsWith('000001.webp')) return new Response(await picture(4, 2));
    return real(input, init);
  });
});
afterEach(() => vi.restoreAllMocks());

async function open(query = '', name = 'test') {
  const written: string[] = [];
  const browser = await render(SuiteBrowser, {
    name,
    query: new URLSearchParams(query),
    write: (next: URLSearchParams) => void written.push(next.toString()),
  });
  return { browser, written };
}

it('filters, opens a picture by its thumbnail, goes on by keys, closes', async () => {
  const { written } = await open();
  await expect
    .element(
      page.getByRole('button', { name: 'Keep these pictures for use without a network (4.3 kB)' }),
    )
    .toBeVisible();
  await vi.waitFor(() => expect(document.querySelectorAll('.grid a')).toHaveLength(2));
  await page.getByRole('button', { name: /^apple/ }).click();
  await vi.waitFor(() => expect(document.querySelectorAll('.grid a')).toHaveLength(1));
  expect(written.at(-1)).toBe('class=apple');
  await page.getByRole('button', { name: /^apple/ }).click();
  await page.getByRole('link', { name: /Picture 1/ }).click();
  await vi.waitFor(() =>
    expect(
      [...document.querySelectorAll('tbody tr th button')].map((cell) => cell.textContent),
    ).toEqual(['Apple', 'Can', 'Banana']),
  );
  expect(document.querySelector('.one caption')?.textContent).toContain('wholly covered: Cup');
  expect(written.at(-1)).toBe('id=1');
  document.body.focus();
  await userEvent.keyboard('{ArrowRight}');
  expect(written.at(-1)).toBe('id=2');
  await userEvent.keyboard('{ArrowRight}'); // the last one
  expect(written.at(-1)).toBe('id=2');
  const { violations } = await axe.run('main', { rules: { 'color-contrast': { enabled: false } } });
  expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
  await userEvent.keyboard('{Escape}');
  expect(written.at(-1)).toBe('');
  expect(document.querySelector('.one')).toBeNull();
});

it('comes from a link with filter, picture and view', async () => {
  await open('class=apple&id=1&view=masks');
  await vi.waitFor(() => expect(document.querySelector('.one tbody button')).not.toBeNull());
  expect(document.querySelector('[role=tab][aria-selected=true]')?.textContent).toContain('Masks');
  expect(
    document.querySelector('a[href="#/world?from=test%2F1"], a[href="#/world?from=test/1"]'),
  ).not.toBeNull();
  expect(document.querySelectorAll('.grid a')).toHaveLength(1);
});

it('says what to do about a set that is not there', async () => {
  await open('', 'no-such-set');
  await expect
    .element(page.getByRole('alert'))
    .toHaveTextContent(/“no-such-set” is not in this copy/);
});
