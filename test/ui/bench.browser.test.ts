/** The bench: picture well, stages, thresholds, backends, code, modals. */
import '$src/ui/styles';
import { createRawSnippet } from 'svelte';
import { describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import BackendRows from '$src/ui/BackendRows.svelte';
import CodeView from '$src/ui/CodeView.svelte';
import CurvePlot from '$src/ui/CurvePlot.svelte';
import Dialog from '$src/ui/Dialog.svelte';
import Drawer from '$src/ui/Drawer.svelte';
import Histogram from '$src/ui/Histogram.svelte';
import ImageWell from '$src/ui/ImageWell.svelte';
import PhoneTabs from '$src/ui/PhoneTabs.svelte';
import StageStrip from '$src/ui/StageStrip.svelte';
import TimingPlot from '$src/ui/TimingPlot.svelte';
import type { Rgba } from '$src/ui/paint';
import { wgsl } from './gallery-data';

function flat(width: number, height: number, colour: readonly [number, number, number]): Rgba {
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) data.set([...colour, 255], i * 4);
  return { width, height, data };
}

/** The colour on the canvas at a share of its width and height. */
function colourAt(canvas: HTMLCanvasElement, x: number, y: number): number[] {
  const pixel = canvas
    .getContext('2d')
    ?.getImageData(Math.floor(canvas.width * x), Math.floor(canvas.height * y), 1, 1).data;
  return pixel ? [...pixel.slice(0, 3)] : [];
}

async function canvasOf(container: Element): Promise<HTMLCanvasElement> {
  const canvas = container.querySelector('canvas');
  if (!canvas) throw new Error('no canvas');
  await expect.poll(() => canvas.width).toBeGreaterThan(300);
  return canvas;
}

describe('ImageWell', () => {
  const red = flat(8, 4, [200, 0, 0]);
  const blue = flat(8, 4, [0, 0, 200]);

  it('shows the first picture left and the second right of the wipe', async () => {
    const { container } = await render(ImageWell, {
      image: red,
      second: blue,
      wipe: 0.25,
      alt: 'Red and blue',
    });
    const canvas = await canvasOf(container);
    await expect.poll(() => colourAt(canvas, 0.1, 0.5)).toEqual([200, 0, 0]);
    expect(colourAt(canvas, 0.6, 0.5)).toEqual([0, 0, 200]);
    page.getByRole('slider').element().focus();
    await userEvent.keyboard('{End}');
    await expect.poll(() => colourAt(canvas, 0.6, 0.5)).toEqual([200, 0, 0]);
  });

  it('has a text alternative, and one for the wipe', async () => {
    await render(ImageWell, { image: red, second: blue, alt: 'Red and blue', tag: 'Input' });
    await expect.element(page.getByRole('img', { name: 'Red and blue' })).toBeInTheDocument();
    await expect
      .element(page.getByRole('slider', { name: 'Wipe between Input and the second picture' }))
      .toHaveAttribute('aria-valuetext', '50 % Input');
  });

  it('keeps pixels of small pictures sharp', async () => {
    const two = flat(2, 1, [0, 0, 0]);
    two.data.set([255, 255, 255, 255], 4);
    const { container } = await render(ImageWell, { image: two, alt: 'Two pixels' });
    const canvas = await canvasOf(container);
    await expect.poll(() => colourAt(canvas, 0.75, 0.5)).toEqual([255, 255, 255]);
    const middle = canvas.width / 2;
    const seen = new Set<number>();
    for (let dx = -4; dx < 4; dx++) {
      seen.add(colourAt(canvas, (middle + dx + 0.5) / canvas.width, 0.5)[0] ?? -1);
    }
    expect([...seen].sort((a, b) => a - b)).toEqual([0, 255]);
  });

  it('moves the pixel cursor by arrow keys, stays inside, and reads it out', async () => {
    const { container } = await render(ImageWell, {
      image: red,
      alt: 'Red',
      hasCursor: true,
      cursor: { x: 6, y: 0 },
    });
    const readout = (): string =>
      container.querySelector('.readout')?.textContent.replace(/\s+/gu, ' ').trim() ?? '';
    container.querySelector<HTMLElement>('[role=application]')?.focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowUp}{ArrowDown}');
    await expect.poll(readout).toBe('x 7 y 1');
    expect(container.querySelector('.readout')?.getAttribute('aria-live')).toBe('polite');
    await userEvent.keyboard('{Home}');
    await expect.poll(readout).toBe('x 0 y 1');
    await userEvent.keyboard('{Shift>}{ArrowDown}{/Shift}');
    await expect.poll(readout).toBe('x 0 y 3');
  });

  it('paints by pointer and by Space', async () => {
    const onstroke = vi.fn();
    const { container } = await render(ImageWell, { image: red, alt: 'Red', onstroke });
    await canvasOf(container);
    const probe = container.querySelector<HTMLElement>('[role=application]');
    if (!probe) throw new Error('no pixel cursor');
    const box = probe.getBoundingClientRect();
    // The picture fills the well: 8 × 4 pixels at 2 : 1.
    const at = { clientX: box.left + box.width * 0.7, clientY: box.top + box.height * 0.6 };
    probe.dispatchEvent(new PointerEvent('pointermove', { ...at, bubbles: true }));
    expect(onstroke).not.toHaveBeenCalled();
    probe.focus();
    await userEvent.keyboard(' ');
    expect(onstroke.mock.calls).toEqual([
      ['start', { x: 5, y: 2 }],
      ['end', { x: 5, y: 2 }],
    ]);
  });

  it('draws an overlay in image coordinates', async () => {
    const { container } = await render(ImageWell, {
      image: red,
      alt: 'Red',
      draw: (context) => {
        context.fillStyle = 'rgb(0 255 0)';
        context.fillRect(4, 0, 1, 4);
      },
    });
    const canvas = await canvasOf(container);
    await expect.poll(() => colourAt(canvas, 4.5 / 8, 0.5)).toEqual([0, 255, 0]);
    expect(colourAt(canvas, 3.5 / 8, 0.5)).toEqual([200, 0, 0]);
  });

  it('says that there is no picture', async () => {
    await render(ImageWell, { image: undefined, alt: 'Nothing' });
    await expect.element(page.getByText('No picture yet')).toBeVisible();
  });
});

describe('StageStrip', () => {
  it('is one stop for Tab and chooses with the arrow keys', async () => {
    const onselect = vi.fn();
    await render(StageStrip, {
      stages: ['input', 'blur', 'edges'].map((id) => ({ id, label: id, ms: 0.162 })),
      value: 'input',
      onselect,
    });
    await userEvent.keyboard('{Tab}');
    await expect.element(page.getByRole('button', { name: /input/ })).toHaveFocus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}');
    await expect.element(page.getByRole('button', { name: /edges/ })).toHaveFocus();
    expect(onselect).toHaveBeenLastCalledWith('edges');
    await expect
      .element(page.getByRole('button', { name: /edges/ }))
      .toHaveAttribute('aria-pressed', 'true');
    await expect.element(page.getByText('0.16\u00a0ms').first()).toBeVisible();
  });
});

describe('Histogram', () => {
  const base = { counts: [4, 2, 1, 1], min: 0, max: 100, label: 'Gradient', step: 1 };

  it('moves thresholds by keyboard and never lets them cross', async () => {
    const onthresholds = vi.fn();
    await render(Histogram, { ...base, low: 40, high: 42, onthresholds });
    const low = page.getByRole('slider', { name: 'Gradient: low threshold' });
    low.element().focus();
    await userEvent.keyboard('{ArrowRight}{ArrowRight}{ArrowRight}{ArrowRight}');
    expect(onthresholds).toHaveBeenLastCalledWith(42, 42);
    await expect.element(low).toHaveValue('42');
    page.getByRole('slider', { name: 'Gradient: high threshold' }).element().focus();
    await userEvent.keyboard('{Home}');
    expect(onthresholds).toHaveBeenLastCalledWith(42, 42);
  });

  it('tells the shares in words', async () => {
    await render(Histogram, { ...base, low: 25, high: 50 });
    await expect
      .element(page.getByRole('img'))
      .toHaveAccessibleName(/8 counted.*Below 25: 50.0 %; between: 25.0 %; from 50 on: 25.0 %/);
  });
});

describe('BackendRows', () => {
  it('chooses by keyboard, asks for what is unmeasured, explains what is missing', async () => {
    const onchange = vi.fn();
    const onmeasure = vi.fn();
    await render(BackendRows, {
      value: 'webgpu',
      onchange,
      onmeasure,
      rows: [
        {
          value: 'webgpu',
          label: 'WebGPU',
          state: 'measured',
          summary: { median: 0.92, p05: 0.84, p95: 1.22 },
        },
        { value: 'webgl2', label: 'WebGL2', state: 'unsupported', reason: 'not in this browser' },
        { value: 'reference', label: 'TypeScript', state: 'unmeasured' },
      ],
    });
    await expect
      .element(page.getByRole('radio', { name: 'WebGPU' }))
      .toHaveAccessibleDescription(/0.92 ms, p5 to p95 0.840–1.220|0.92\s*ms, p5 to p95/);
    await expect.element(page.getByRole('radio', { name: 'WebGL2' })).toBeDisabled();
    await expect
      .element(page.getByRole('radio', { name: 'WebGL2' }))
      .toHaveAccessibleDescription('not in this browser');
    page.getByRole('radio', { name: 'WebGPU' }).element().focus();
    await userEvent.keyboard('{ArrowDown}');
    expect(onchange).toHaveBeenLastCalledWith('reference');
    await page.getByRole('button', { name: /measure/ }).click();
    expect(onmeasure.mock.calls[0]?.[0]).toBe('reference');
  });
});

describe('CodeView', () => {
  const files = [
    { name: 'grow.wgsl', language: 'wgsl' as const, text: wgsl, editable: true },
    { name: 'reference.ts', language: 'ts' as const, text: 'export const a = 1;' },
  ];

  it('shows the file as it is, line for line', async () => {
    const { container } = await render(CodeView, { files });
    const lines = [...container.querySelectorAll('.l')].map((line) => line.textContent);
    expect(lines.join('\n')).toBe(wgsl);
  });

  it('edits, runs with Control Enter, and resets', async () => {
    const onrun = vi.fn();
    const onreset = vi.fn();
    const { container } = await render(CodeView, { files, onrun, onreset });
    await page.getByRole('button', { name: 'Edit' }).click();
    await userEvent.fill(page.getByRole('textbox'), 'fn main() {}');
    await expect.element(page.getByText(/Edited kernel/)).toBeVisible();
    expect(container.querySelector('.l')?.textContent).toBe('fn main() {}');
    await userEvent.keyboard('{Control>}{Enter}{/Control}');
    expect(onrun).toHaveBeenCalledExactlyOnceWith('grow.wgsl', 'fn main() {}');
    await page.getByRole('button', { name: 'Reset' }).click();
    expect(onreset).toHaveBeenCalledWith('grow.wgsl');
    expect(container.querySelector('.l')?.textContent).toBe(wgsl.split('\n')[0]);
  });

  it('marks the line of an error and says it', async () => {
    const { container } = await render(CodeView, {
      files,
      errors: [{ file: 'grow.wgsl', line: 8, message: 'unresolved call' }],
    });
    await expect.element(page.getByRole('alert')).toHaveTextContent('Line 8: unresolved call');
    expect(container.querySelectorAll('.l.bad')).toHaveLength(1);
    expect(container.querySelector('.l.bad')?.textContent).toContain('load_apron');
  });

  it('offers no editing of what is only read', async () => {
    await render(CodeView, { files, active: 'reference.ts', onrun: () => undefined });
    expect(page.getByRole('button', { name: 'Edit' }).elements()).toHaveLength(0);
  });

  it('changes files with the arrow keys', async () => {
    await render(CodeView, { files });
    page.getByRole('tab', { name: 'grow.wgsl' }).element().focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(page.getByRole('tab', { name: 'reference.ts' })).toHaveFocus();
    await expect.element(page.getByText('export')).toBeVisible();
  });
});

describe('modals', () => {
  const children = createRawSnippet(() => ({ render: () => '<p>Inside</p>' }));

  it.each([
    ['Drawer', Drawer],
    ['Dialog', Dialog],
  ] as const)('%s closes on Escape and gives the focus back', async (_, Part) => {
    const opener = document.createElement('button');
    document.body.append(opener);
    opener.focus();
    const onclose = vi.fn();
    const { rerender } = await render(Part, { open: false, title: 'Notebook', onclose, children });
    await rerender({ open: true });
    await expect.element(page.getByRole('dialog', { name: 'Notebook' })).toBeVisible();
    await expect.element(page.getByText('Inside')).toBeVisible();
    await userEvent.keyboard('{Escape}');
    await expect.poll(() => onclose.mock.calls.length).toBe(1);
    expect(document.activeElement).toBe(opener);
    opener.remove();
  });
});

describe('plots', () => {
  it('CurvePlot has its numbers as a table', async () => {
    const { container } = await render(CurvePlot, {
      label: 'Cost',
      xLabel: 'px',
      yLabel: 'ms',
      series: [
        {
          label: 'full',
          points: [
            [3, 0.2],
            [5, 0.5],
          ] as const,
        },
      ],
    });
    await expect.element(page.getByRole('img')).toHaveAccessibleName(/^Cost\. full: 0.200 at 3/);
    container.querySelector('summary')?.click();
    await expect.element(page.getByRole('table')).toBeVisible();
    expect(page.getByRole('row').elements()).toHaveLength(3);
  });

  it('TimingPlot shows discarded runs hollow and live ones without green', async () => {
    const { container, rerender } = await render(TimingPlot, {
      title: 'Frame',
      times: [3, 1, 1.1, 1.2],
      discarded: 1,
    });
    expect(container.querySelectorAll('.hollow')).toHaveLength(1);
    expect(container.querySelectorAll('.live')).toHaveLength(3);
    await rerender({ summary: { median: 1.1, p05: 1, p95: 1.2 } });
    expect(container.querySelectorAll('.kept')).toHaveLength(3);
  });
});

describe('PhoneTabs', () => {
  it('only shows on a phone; an action does not become the current section', async () => {
    const onselect = vi.fn();
    await page.viewport(390, 844);
    await render(PhoneTabs, {
      value: 'bench',
      onselect,
      options: [
        { value: 'bench', label: 'Bench' },
        { value: 'notebook', label: 'Notebook', isAction: true },
      ],
    });
    await page.getByRole('button', { name: 'Notebook' }).click();
    expect(onselect).toHaveBeenCalledWith('notebook');
    await expect
      .element(page.getByRole('button', { name: 'Bench' }))
      .toHaveAttribute('aria-current', 'true');
    await page.viewport(1440, 900);
    expect(page.getByRole('button', { name: 'Bench' }).elements()).toHaveLength(0);
  });
});
