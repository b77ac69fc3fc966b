// The live part of the world's page with the real renderer: views, table, exports, hostile files, the end.
import axe from 'axe-core';
import { afterEach, expect, it, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { parseCoco } from '$src/metrics/coco-format';
import Live from '$src/shell/world/Live.svelte';
import { viewLabels, viewNames } from '$src/shell/world/view-state';
import { checkCoco } from '$src/world/export/coco';
import { WorldClient } from '$src/world/live/client';
import { LiveWorld } from '$src/world/live/live-world.svelte';
import { parseScene } from '$src/world/schema';
import '$src/ui/styles';

afterEach(() => vi.restoreAllMocks());

const rows = () => [...document.querySelectorAll('tbody tr')].map((row) => row.textContent ?? '');
const drawnMs = 150_000;

/** Everything that the page saves from now on, by file name. */
function catchSaves(): Map<string, Blob> {
  const saved = new Map<string, Blob>();
  let last: Blob | undefined;
  const make = URL.createObjectURL.bind(URL);
  vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
    if (blob instanceof Blob) last = blob;
    return make(blob);
  });
  vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
    this: HTMLAnchorElement,
  ) {
    if (last) saved.set(this.download, last);
  });
  return saved;
}

it(
  'shows the truth in every view, exports it, survives a hostile file, and gives everything back',
  { timeout: 2 * drawnMs },
  async () => {
    await page.viewport(1300, 900);
    const ended = vi.spyOn(Worker.prototype, 'terminate');
    const clients: WorldClient[] = [];
    const written: string[] = [];
    const live = await render(Live, {
      query: new URLSearchParams('scene=7*count_3*distractors_1'),
      write: (query: URLSearchParams) => void written.push(query.toString()),
      parts: {
        makeWorld: () => {
          const client = new WorldClient();
          clients.push(client);
          return new LiveWorld({ client, wantsTruth: true });
        },
      },
    });
    await vi.waitFor(
      () => expect(document.querySelector('[aria-busy="false"] tbody button')).not.toBeNull(),
      { timeout: drawnMs, interval: 200 },
    );
    expect(rows().length).toBeGreaterThanOrEqual(2);
    expect((await clients[0]?.counts())?.geometries).toBeGreaterThan(0);

    const well = document.querySelector<HTMLCanvasElement>('.truth canvas');
    const seen = new Set<string>();
    for (const name of viewNames) {
      await page.getByRole('tab', { name: viewLabels[name] }).click();
      await vi.waitFor(() =>
        expect(document.querySelector('[aria-selected="true"]')?.textContent).toContain(
          viewLabels[name],
        ),
      );
      await new Promise((resolve) => setTimeout(resolve, 150));
      seen.add(well?.toDataURL() ?? '');
    }
    expect(seen.size).toBe(viewNames.length);
    await vi.waitFor(() => expect(written.at(-1)).toContain('view=occlusion'));
    expect(written.at(-1)).toContain('count_3');

    // A row marks its object; pressing again lets it go.
    const first = page.getByRole('row').nth(1).getByRole('button');
    await first.click();
    await expect.element(first).toHaveAttribute('aria-pressed', 'true');
    expect(document.querySelector('[role=option][aria-selected=true]')).not.toBeNull();

    const saved = catchSaves();
    await page.getByRole('button', { name: 'COCO JSON' }).click();
    await page.getByRole('button', { name: 'Scene JSON' }).click();
    await page.getByRole('button', { name: 'YOLO and VOC, ZIP' }).click();
    const texts = new Map<string, string>();
    for (const [name, blob] of saved) texts.set(name.replace(/^[^.]*/, ''), await blob.text());
    const coco = parseCoco(texts.get('.coco.json') ?? '');
    expect(checkCoco(coco)).toEqual([]);
    expect(coco.annotations).toHaveLength(rows().filter((row) => !row.includes('none')).length);
    expect(parseScene(texts.get('.scene.json') ?? '').seed).toBe(7);
    expect(texts.get('.zip')?.startsWith('PK')).toBe(true);

    const before = rows();
    const input = document.querySelector<HTMLInputElement>('input[aria-label="Scene file"]');
    if (!input) throw new Error('no file input');
    const hostile = JSON.stringify({ version: 1, seed: 1, objects: [{ __proto__: null }] });
    await userEvent.upload(input, new File([hostile], 'evil.json', { type: 'application/json' }));
    await expect
      .element(page.getByRole('alert'))
      .toHaveTextContent(/The scene was not opened.*expected/);
    expect(rows()).toEqual(before);
    expect(clients).toHaveLength(1);

    const { violations } = await axe.run('main', {
      rules: { 'color-contrast': { enabled: false } },
    });
    expect(violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);

    await live.unmount();
    await vi.waitFor(() => expect(ended).toHaveBeenCalled(), { timeout: 10_000 });
    expect(clients.map(({ isOpen }) => isOpen)).toEqual([false]);
  },
);
