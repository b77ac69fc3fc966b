import axe from 'axe-core';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import '$src/ui/styles';
import { LiveWorld } from '$src/world/live/live-world.svelte';
import ScenePanel from '$src/world/ui/ScenePanel.svelte';
import { FakeWorld } from '$test/world/live/fake-world';

let fake: FakeWorld;
let world: LiveWorld;

beforeEach(async () => {
  fake = new FakeWorld();
  fake.costMsPerPx = 0.002; // a slow machine: 320 x 320
  world = new LiveWorld({ client: fake.client() });
  await world.start();
  await rest();
  render(ScenePanel, { world });
});
afterEach(async () => {
  await world.stop();
  for (const worker of fake.workers) worker.terminate();
});

const rest = () =>
  expect
    .poll(() => world.frame?.isFine === true && world.frame.scene === world.scene, {
      timeout: 5000,
    })
    .toBe(true);
const preview = () => page.getByRole('application', { name: 'Scene preview' });
const list = () => page.getByRole('listbox', { name: 'Things on the table' });
const button = (name: string) => page.getByRole('button', { name, exact: true });
const kinds = () => world.objects.map(({ kind }) => kind);

/** Presses at (u, v) of the preview, moves by (dx, dy) css pixels in steps, and lets go. */
function drag(u: number, v: number, dx: number, dy: number, pointerId = 1): void {
  const pad = preview().element();
  const box = pad.getBoundingClientRect();
  const [x, y] = [box.left + u * box.width, box.top + v * box.height];
  const send = (type: string, share: number): void => {
    pad.dispatchEvent(
      new PointerEvent(type, {
        bubbles: true,
        pointerId,
        button: 0,
        clientX: x + share * dx,
        clientY: y + share * dy,
      }),
    );
  };
  // A made-up pointer cannot be captured.
  pad.setPointerCapture = () => undefined;
  send('pointerdown', 0);
  for (const share of [0.25, 0.5, 0.75, 1]) send('pointermove', share);
  send('pointerup', 1);
}

describe('the preview', () => {
  it('walks round the table by arrow keys and comes closer by plus', async () => {
    (preview().element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowUp}++');
    expect(world.dials).toMatchObject({ cameraTurnDeg: 6, cameraHeightDeg: 33 });
    expect(world.settings.edits.zoomPercent).toBe(121);
  });

  it('moves the thing under the pointer, and selects it', async () => {
    drag(0.5, 0.5, 40, 0);
    expect(world.selectedId).toBe(2);
    expect(world.objects[1]?.positionM[0]).toBeGreaterThan(0.03);
    expect(world.dials.cameraTurnDeg).toBe(0);
    await expect
      .element(list().getByRole('option', { name: 'Bowl' }))
      .toHaveAttribute('aria-selected', 'true');
    await button('Undo').click();
    expect(world.objects[1]?.positionM[0]).toBe(0);
  });

  it('walks round where nothing stands; a press alone lets go of the selection', async () => {
    world.remove(2); // its column is empty now
    await rest();
    world.select(1);
    drag(0.5, 0.5, -60, 20);
    expect(world.dials).toMatchObject({ cameraTurnDeg: 21, cameraHeightDeg: 37 });
    expect(world.selectedId).toBe(1);
    drag(0.5, 0.5, 0, 0);
    expect(world.selectedId).toBeUndefined();
  });

  it('draws a line round the selected thing', async () => {
    const canvas = preview().element().querySelector('canvas');
    const levels = (): number[] => {
      const data = canvas?.getContext('2d')?.getImageData(0, 0, 320, 320).data ?? [];
      return [...new Set([...data].filter((_, i) => i % 4 === 0))].sort((a, b) => a - b);
    };
    await expect.poll(levels).toEqual([0]);
    world.select(2);
    await expect.poll(levels).toEqual([0, 15, 250]);
  });

  it('pinches', () => {
    const pad = preview().element();
    pad.setPointerCapture = () => undefined;
    const send = (type: string, pointerId: number, clientX: number): void => {
      const { top } = pad.getBoundingClientRect();
      pad.dispatchEvent(
        new PointerEvent(type, { bubbles: true, pointerId, button: 0, clientX, clientY: top + 9 }),
      );
    };
    send('pointerdown', 1, 100);
    send('pointerdown', 2, 200);
    send('pointermove', 2, 250);
    send('pointerup', 1, 100);
    send('pointerup', 2, 250);
    expect(world.settings.edits.zoomPercent).toBe(150);
  });
});

describe('the things', () => {
  it('are chosen, moved, turned and taken away by keys alone', async () => {
    (list().element() as HTMLElement).focus();
    await userEvent.keyboard('{ArrowDown}{ArrowDown}');
    expect(world.selectedId).toBe(2);
    await userEvent.keyboard('{Shift>}{ArrowRight}{ArrowUp}{/Shift}.');
    expect(world.objects[1]).toMatchObject({
      positionM: [0.01, 0, -0.01],
      rotationDeg: [0, 15, 0],
    });
    await userEvent.keyboard('{Delete}');
    expect(kinds()).toEqual(['apple', 'orange']);
    await userEvent.keyboard('{Home}');
    expect(world.selectedId).toBe(1);
  });

  it('move as the camera sees them', async () => {
    world.orbit(60, 0);
    world.select(2);
    for (const name of ['Right', 'Nearer', 'Left', 'Farther', 'Turn']) await button(name).click();
    const [x, , z] = world.objects[1]?.positionM ?? [NaN, NaN, NaN];
    expect(Math.hypot(x, z)).toBeLessThan(0.0021); // back where it was, but for millimetres
    await button('Right').click();
    // To the right of a camera that stands 60 degrees to the right: along (cos 60, -sin 60).
    const after = world.objects[1]?.positionM ?? [NaN, NaN, NaN];
    expect(after[0] - x).toBeCloseTo(0.01, 2);
    expect(after[2] - z).toBeCloseTo(-0.017, 2);
  });

  it('are added and taken back', async () => {
    await page.getByRole('combobox', { name: 'Kind to add' }).selectOptions('wine glass');
    await button('Add').click();
    await expect.poll(kinds).toContain('wine glass');
    await button('Remove').click(); // what was added is chosen
    expect(kinds()).not.toContain('wine glass');
    await button('Undo').click();
    await button('Undo').click();
    await expect.poll(kinds).toEqual(['apple', 'bowl', 'orange']);
    await button('Redo').click();
    expect(kinds()).toContain('wine glass');
  });
});

describe('the dials', () => {
  it('set what they say, every one of them', async () => {
    for (const name of ['Things', 'Camera', 'Light', 'Sensor', 'Place']) {
      await page.getByRole('tab', { name, exact: true }).click();
      const panel = page.getByRole('tabpanel').element();
      for (const slider of panel.querySelectorAll<HTMLInputElement>('input[type=range]')) {
        const before = JSON.stringify(world.settings);
        slider.focus();
        const isAtEnd = slider.value === slider.max;
        await userEvent.keyboard(isAtEnd ? '{ArrowLeft}' : '{ArrowRight}');
        expect(JSON.stringify(world.settings), slider.labels?.[0]?.textContent).not.toBe(before);
      }
    }
    await page.getByRole('combobox', { name: 'Table' }).selectOptions('marble');
    await page.getByRole('radio', { name: 'Field' }).click();
    expect(world.dials).toMatchObject({ table: 'marble', domain: 'field' });
  });

  it('take a seed, and give back the one in force for a wrong one', async () => {
    const seed = page.getByRole('spinbutton', { name: 'Seed' });
    await seed.fill('42');
    await userEvent.keyboard('{Tab}');
    expect(world.seed).toBe(42);
    await seed.fill('0');
    await userEvent.keyboard('{Tab}');
    expect(world.seed).toBe(42);
    await expect.element(seed).toHaveValue(42);
    await button('Shuffle').click();
    expect(world.seed).not.toBe(42);
    await button('Reset').click();
    expect(world.seed).toBe(7);
  });
});

it('has no accessibility violations, in any group', async () => {
  for (const name of ['Things', 'Camera', 'Light', 'Sensor', 'Place']) {
    await page.getByRole('tab', { name, exact: true }).click();
    const { violations } = await axe.run(document.body, {
      rules: { region: { enabled: false }, 'page-has-heading-one': { enabled: false } },
    });
    expect(violations.map((v) => `${v.id}: ${v.nodes[0]?.html ?? ''}`)).toEqual([]);
  }
});
