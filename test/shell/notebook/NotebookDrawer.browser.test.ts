import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { render } from 'vitest-browser-svelte';
import { page, userEvent } from 'vitest/browser';
import { exportJson } from '$src/evidence/export';
import { Notebook } from '$src/evidence/notebook.svelte';
import { MemoryStore } from '$src/evidence/store';
import type { StorageTrouble } from '$src/evidence/store';
import type { Evidence } from '$src/evidence/types';
import NotebookDrawer from '$src/shell/notebook/NotebookDrawer.svelte';
import '$src/ui/styles';
import { environment, evidence } from '$test/evidence/records';

const titles = { edges: 'Canny, stage by stage', histogram: 'Equalisation' };
const now = '2026-11-20T10:00:00.000Z';

async function show(...records: Evidence[]) {
  const notebook = new Notebook();
  for (const record of records) await notebook.add(record);
  notebook.environments = [environment()];
  const drawer = await render(NotebookDrawer, { notebook, titles, open: true });
  return { notebook, drawer };
}

const rows = () => [...document.querySelectorAll('.ev')].map((row) => row.textContent ?? '');
const squeeze = (text: string | undefined) => text?.replace(/[\s\u2009]+/g, ' ').trim();

async function choose(name: string, text: string): Promise<void> {
  const input = document.querySelector<HTMLInputElement>('input[type=file]');
  if (!input) throw new Error('no file input');
  await userEvent.upload(input, new File([text], name, { type: 'application/json' }));
}

beforeEach(async () => page.viewport(1200, 900));
afterEach(() => vi.restoreAllMocks());

describe('what it shows', () => {
  const old = environment({ browser: 'Chromium 155' });

  test('numbers with unit, conditions and guess, by lab; stale with its reason, foreign with its device', async () => {
    const notebook = new Notebook();
    await notebook.guess({
      lab: 'edges',
      experiment: 'pieces',
      slot: 'a',
      value: 60,
      unit: 'pieces',
    });
    const later = new Date(Date.now() + 1000).toISOString();
    await notebook.add(evidence({ slot: 'a', n: 30, takenAt: later }));
    await notebook.add(
      evidence({ slot: 'b', label: 'Ridge loss', unit: '%', value: 23, environment: old }),
    );
    await notebook.add(
      evidence({ lab: 'histogram', label: 'Contrast', importedFrom: 'class.json' }),
    );
    notebook.environments = [environment()];
    await render(NotebookDrawer, { notebook, titles, open: true });
    const headings = [...document.querySelectorAll('h3')].map((h) => squeeze(h.textContent ?? ''));
    expect(headings).toEqual(['Canny, stage by stage 2 measured', 'Equalisation 1 imported']);
    const [measured, stale, foreign] = rows().map(squeeze);
    expect(measured).toMatch(/^133 pieces Edges with 0\.08 and 0\.20/);
    expect(measured).toContain('n 30, p5 to p95 130–135, SwiftShader, tabletop.');
    expect(measured).toContain('Predicted 60, 73 too low.');
    expect(stale).toContain('Stale: Browser updated since: Chromium 155 then, 156 now.');
    expect(foreign).toContain('Imported from class.json: measured on SwiftShader, Chromium 156.');
    expect(squeeze(document.querySelector('dialog')?.textContent ?? '')).toContain(
      '2 measurements, this machine; 1 imported',
    );
  });

  test('green belongs to measured numbers, amber to stale ones, ink to foreign ones', async () => {
    await show(
      evidence({ slot: 'a' }),
      evidence({ slot: 'b', environment: old }),
      evidence({ slot: 'c', importedFrom: 'x' }),
    );
    const style = getComputedStyle(document.documentElement);
    const probe = document.createElement('i');
    document.body.append(probe);
    const expected = ['--measured', '--stale', '--ink-2'].map((token) => {
      probe.style.color = style.getPropertyValue(token);
      return getComputedStyle(probe).color;
    });
    probe.remove();
    const colours = ['fresh', 'stale', 'foreign'].map((state) => {
      const value = document.querySelector(`[data-state='${state}'] .value span`);
      return value && getComputedStyle(value).color;
    });
    expect(colours).toEqual(expected);
  });

  test('units and numbers line up', async () => {
    await show(
      evidence({ slot: 'a', value: 1234567, unit: 'px' }),
      evidence({ slot: 'b', value: 3, unit: 'pieces' }),
    );
    const rights = [...document.querySelectorAll('.ev .value')].map(
      (v) => v.getBoundingClientRect().right,
    );
    expect(Math.abs((rights[0] ?? 0) - (rights[1] ?? 9))).toBeLessThan(0.5); // sub-pixel layout
  });

  test('an earlier run of a slot waits behind a button', async () => {
    await show(
      evidence({ value: 1, takenAt: now }),
      evidence({ value: 2, takenAt: '2026-11-21T10:00:00.000Z' }),
    );
    expect(rows()).toHaveLength(1);
    await page.getByRole('button', { name: 'Show 1 earlier run' }).click();
    expect(rows()).toHaveLength(2);
  });

  test('five thousand records do not become five thousand rows', async () => {
    await show(...Array.from({ length: 3 }, () => evidence()));
    const many = Array.from({ length: 5000 }, (_, i) => evidence({ slot: `s${i}` }));
    const notebook = new Notebook();
    await notebook.addImported(many);
    await render(NotebookDrawer, { notebook, titles, open: true });
    expect(rows().length).toBeLessThan(150);
  });

  test('an empty notebook says how to fill it, and offers no export', async () => {
    await show();
    await expect.element(page.getByText(/Press an empty slot in an answer/)).toBeVisible();
    await expect.element(page.getByRole('button', { name: 'Export Markdown' })).toBeDisabled();
  });

  test('trouble with storage is told', async () => {
    const store = new MemoryStore();
    store.onTrouble = (listener: (trouble: StorageTrouble | undefined) => void) => {
      listener({ kind: 'full', message: 'Storage is full: kept until this tab closes.' });
      return () => undefined;
    };
    await render(NotebookDrawer, { notebook: new Notebook({ store }), titles, open: true });
    await expect.element(page.getByRole('alert')).toHaveTextContent('Storage is full');
  });

  test('labels of a hostile file stay text', async () => {
    await show(evidence({ label: '<img src=x onerror=alert(1)>', importedFrom: '<b>x</b>' }));
    expect(document.querySelector('.ev img, .ev b')).toBeNull();
    expect(rows()[0]).toContain('<img src=x onerror=alert(1)>');
  });
});

describe('what it does', () => {
  test('filters by words and by state', async () => {
    await show(
      evidence({ slot: 'a', label: 'Edge pieces' }),
      evidence({ slot: 'b', label: 'Contrast' }),
    );
    await page.getByRole('searchbox').fill('contrast');
    await expect.poll(() => rows().length).toBe(1);
    await page.getByRole('combobox').selectOptions('Stale');
    await expect
      .element(page.getByText('No record matches. 2 are hidden by the filter.'))
      .toBeVisible();
  });

  test('deletes with undo; the focus goes to the undo button', async () => {
    const { notebook } = await show(
      evidence({ slot: 'a', label: 'Edge pieces' }),
      evidence({ slot: 'b' }),
    );
    await page.getByRole('button', { name: 'Delete Edge pieces: 133 pieces' }).click();
    expect(notebook.records).toHaveLength(1);
    await expect.element(page.getByText('Deleted “Edge pieces”.')).toBeVisible();
    const undo = page.getByRole('button', { name: 'Undo' });
    await expect.element(undo).toHaveFocus();
    await undo.click();
    expect(notebook.records).toHaveLength(2);
    await expect.poll(() => document.querySelectorAll('.ev').length).toBe(2);
  });

  test('deletes all with undo', async () => {
    const { notebook } = await show(evidence({ slot: 'a' }), evidence({ slot: 'b' }));
    await page.getByRole('button', { name: 'Delete all' }).click();
    expect(notebook.records).toEqual([]);
    await page.getByRole('button', { name: 'Undo' }).click();
    expect(notebook.records).toHaveLength(2);
  });

  test.each([
    ['JSON', /\.json$/, '"format": "cv-lab-notebook"'],
    ['CSV', /\.csv$/, 'lab,experiment,slot'],
    ['Export Markdown', /\.md$/, '## Canny, stage by stage'],
  ])('saves %s', async (button, name, content) => {
    await show(evidence());
    const blobs: Blob[] = [];
    const names: string[] = [];
    vi.spyOn(URL, 'createObjectURL').mockImplementation((blob) => {
      blobs.push(blob as Blob);
      return 'blob:test';
    });
    vi.spyOn(HTMLAnchorElement.prototype, 'click').mockImplementation(function (
      this: HTMLAnchorElement,
    ) {
      names.push(this.download);
    });
    await page.getByRole('button', { name: button, exact: true }).click();
    await expect.poll(() => names.length).toBe(1);
    expect(names[0]).toMatch(name);
    expect(await blobs[0]?.text()).toContain(content);
  });

  test('imports a file, marks it, and reports what was refused', async () => {
    const { notebook } = await show(evidence({ id: 'known' }));
    const text = exportJson([evidence({ slot: 'z' }), evidence({ id: 'known' })], [], now).replace(
      '"guesses": []',
      '"guesses": [{"id": 7}]',
    );
    await choose('class.json', text);
    await expect
      .element(
        page.getByText(/1 record imported from class\.json; 1 skipped: here already; 1 refused/),
      )
      .toBeVisible();
    await expect.element(page.getByText(/Guess 0: "id" is 7; expected text/)).toBeVisible();
    expect(notebook.records.map(({ importedFrom }) => importedFrom)).toContain('class.json');
  });

  test('a file that is no notebook is refused in words', async () => {
    const { notebook } = await show();
    await choose('cat.json', 'meow');
    await expect.element(page.getByText(/Nothing was imported from cat\.json/)).toBeVisible();
    await expect.element(page.getByText(/cat\.json is not JSON/)).toBeVisible();
    expect(notebook.records).toEqual([]);
  });

  test('prints every record and nothing else, then leaves no trace', async () => {
    await show(
      evidence({ value: 1, takenAt: now }),
      evidence({ value: 2, takenAt: '2026-11-21T10:00:00.000Z' }),
    );
    let printed = 0;
    vi.spyOn(window, 'print').mockImplementation(() => {
      printed = document.querySelectorAll('.notebook-print .ev').length;
    });
    await page.getByRole('button', { name: 'Print' }).click();
    expect(printed).toBe(2);
    expect(document.querySelector('.notebook-print')).toBeNull();
  });

  test('Escape closes it', async () => {
    await show(evidence());
    await userEvent.keyboard('{Escape}');
    expect(document.querySelector('dialog')?.open).toBe(false);
  });
});

describe('access', () => {
  test.each(['light', 'dark'])('axe finds nothing, %s', async (theme) => {
    document.documentElement.dataset['theme'] = theme;
    await show(
      evidence({ slot: 'a' }),
      evidence({ slot: 'b', environment: environment({ browser: 'Chromium 155' }) }),
      evidence({ lab: 'histogram', importedFrom: 'class.json' }),
    );
    // The drawer slides in; while it is half transparent, contrast cannot be judged.
    await Promise.all(document.getAnimations().map((animation) => animation.finished));
    const dialog = document.querySelector('dialog');
    if (!dialog) throw new Error('no dialog');
    const { violations } = await axe.run(dialog);
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
    delete document.documentElement.dataset['theme'];
  });

  test('a phone sees all of it', async () => {
    await page.viewport(360, 740);
    await show(evidence({ label: 'A long label that has to wrap on a narrow screen, and does' }));
    const dialog = document.querySelector('dialog');
    expect(dialog?.scrollWidth).toBeLessThanOrEqual(360);
    const body = dialog?.querySelector('.body');
    expect(body?.scrollWidth).toBeLessThanOrEqual(body?.clientWidth ?? 0);
  });
});
