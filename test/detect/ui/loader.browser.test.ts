// The button that loads a model of others, over Cache Storage and an origin made for the test.
import '$src/ui/styles';
import { beforeEach, expect, test, vi } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { CacheFiles } from '$src/detect/store/cache-files';
import ModelLoader from '$src/detect/ui/ModelLoader.svelte';
import { StoredModel } from '$src/detect/ui/stored-model.svelte';
import { fakeOrigin, fixture, type Behaviour } from '$test/detect/store/fixtures';
import { expectAccessible } from '$test/ui/axe';

const base = new URL('/lab/', location.href).href;
const made = fixture([400_000, 100_000]);

/** What a freshly opened page has. */
function opened(behaviours: readonly Behaviour[] = [], online = true) {
  const origin = fakeOrigin(made, behaviours, 20_000);
  const get: typeof fetch = (input, init) => {
    // The site itself has no model: it answers with the app.
    if (String(input).startsWith(base)) {
      return Promise.resolve(new Response('', { headers: { 'Content-Type': 'text/html' } }));
    }
    return online ? origin.get(input, init) : Promise.reject(new TypeError('Failed to fetch'));
  };
  const stored = new StoredModel(made.model, { base, files: new CacheFiles(base), get });
  return { origin, stored };
}

beforeEach(async () => {
  await new CacheFiles(base).remove(made.model.id);
});

test('asks nothing of the origin before the button; then loads, verifies, keeps and removes', async () => {
  const { origin, stored } = opened();
  const onready = vi.fn();
  await render(ModelLoader, { stored, onready });
  await expect.element(page.getByText('500 kB from models.test')).toBeVisible();
  expect(origin.asked).toHaveLength(0);
  await expectAccessible();
  await page.getByRole('button', { name: 'Load Small' }).click();
  await expect.element(page.getByText(/Kept in this browser, verified/)).toBeVisible();
  expect(onready).toHaveBeenCalledOnce();
  expect(origin.asked.map(({ path }) => path)).toEqual(['a', 'b']);

  // A page that is opened later, without a network.
  const later = opened([], false).stored;
  await later.look();
  expect(later.place).toBe('kept');
  await page.getByRole('button', { name: 'Remove' }).click();
  await expect.element(page.getByRole('button', { name: 'Load Small' })).toBeVisible();
  expect(await new CacheFiles(base).read(made.model.id, 'a')).toBeUndefined();
});

test('tells apart a model that comes from one that is there', async () => {
  const { stored } = opened();
  const [onready, onloaded] = [vi.fn(), vi.fn()];
  await render(ModelLoader, { stored, onready, onloaded });
  await page.getByRole('button', { name: 'Load Small' }).click();
  await expect.element(page.getByText(/Kept in this browser/)).toBeVisible();
  expect([onready.mock.calls.length, onloaded.mock.calls.length]).toEqual([1, 1]);
  // Shown again, on this page and on one that is opened later.
  for (const there of [stored, opened().stored]) {
    const again = vi.fn();
    await render(ModelLoader, { stored: there, onready: again, onloaded });
    await vi.waitFor(() => expect(again).toHaveBeenCalledOnce());
  }
  expect(onloaded).toHaveBeenCalledOnce();
});

test('shows how far it is, cancels, and goes on from there after a reload', async () => {
  const { stored } = opened([{ stallAfter: 240_000 }]);
  await render(ModelLoader, { stored });
  await page.getByRole('button', { name: 'Load Small' }).click();
  await expect.element(page.getByText('240 kB of 500 kB')).toBeVisible();
  await expectAccessible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await expect.element(page.getByRole('button', { name: 'Go on loading Small' })).toBeVisible();
  expect(page.getByRole('alert').elements()).toHaveLength(0); // stopping is no fault

  const later = opened();
  await later.stored.look();
  expect([later.stored.place, later.stored.bytesBefore]).toEqual(['partial', 240_000]);
  expect(await later.stored.load()).toBe(true);
  expect(later.origin.asked.map(({ path, from }) => [path, from])).toEqual([
    ['a', 240_000],
    ['b', 0],
  ]);
});

test('says plainly when there is no network, and that other bytes were refused', async () => {
  const { stored } = opened([{ isUnreachable: true }, { bytes: new Uint8Array(400_000) }]);
  await render(ModelLoader, { stored });
  await page.getByRole('button', { name: 'Load Small' }).click();
  await expect.element(page.getByRole('alert')).toHaveTextContent(/there is no network/);
  await page.getByRole('button', { name: 'Load Small' }).click();
  await expect
    .element(page.getByRole('alert'))
    .toHaveTextContent(/not the file that this lab knows/);
  await expectAccessible();
});
