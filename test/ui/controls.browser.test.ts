/** Controls by keyboard: what a reader without a mouse can do with each of them. */
import '$src/ui/styles';
import { describe, expect, it, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Button from '$src/ui/Button.svelte';
import Choice from '$src/ui/Choice.svelte';
import MatrixEditor from '$src/ui/MatrixEditor.svelte';
import ParamControl from '$src/ui/ParamControl.svelte';
import ParamPanel from '$src/ui/ParamPanel.svelte';
import Select from '$src/ui/Select.svelte';
import Slider from '$src/ui/Slider.svelte';
import Tabs from '$src/ui/Tabs.svelte';
import Toggle from '$src/ui/Toggle.svelte';
import { defaults, problemWith, type ParamSpec } from '$src/core/params';
import { specs } from './gallery-data';

const levels = [
  { value: 'junior', label: 'Junior' },
  { value: 'mid', label: 'Mid' },
  { value: 'senior', label: 'Senior' },
] as const;

describe('Button', () => {
  it('does nothing while busy, and keeps the focus', async () => {
    const onclick = vi.fn();
    await render(Button, { label: 'Run', busy: true, onclick });
    const button = page.getByRole('button', { name: 'Run' });
    button.element().focus();
    await userEvent.keyboard('{Enter}');
    expect(onclick).not.toHaveBeenCalled();
    await expect.element(button).toHaveFocus();
  });
  it('is a link with an address and a button when disabled', async () => {
    const { rerender } = await render(Button, { label: 'Map', href: '#/' });
    await expect.element(page.getByRole('link', { name: 'Map' })).toHaveAttribute('href', '#/');
    await rerender({ disabled: true });
    await expect.element(page.getByRole('button', { name: 'Map' })).toBeDisabled();
  });
});

describe('Choice', () => {
  it('moves with the arrow keys and reports each choice', async () => {
    const onchange = vi.fn();
    await render(Choice, { label: 'Level', options: levels, value: 'junior', onchange });
    await expect.element(page.getByRole('radiogroup', { name: 'Level' })).toBeVisible();
    page.getByRole('radio', { name: 'Junior' }).element().focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(page.getByRole('radio', { name: 'Mid' })).toBeChecked();
    expect(onchange).toHaveBeenLastCalledWith('mid');
  });
});

describe('Tabs', () => {
  it('is one stop for Tab; arrows, Home and End move and wrap', async () => {
    const onchange = vi.fn();
    await render(Tabs, { label: 'View', options: levels, value: 'junior', onchange });
    await userEvent.keyboard('{Tab}');
    await expect.element(page.getByRole('tab', { name: 'Junior' })).toHaveFocus();
    await userEvent.keyboard('{ArrowLeft}');
    await expect.element(page.getByRole('tab', { name: 'Senior' })).toHaveFocus();
    await expect
      .element(page.getByRole('tab', { name: 'Senior' }))
      .toHaveAttribute('aria-selected', 'true');
    await userEvent.keyboard('{Home}');
    expect(onchange.mock.calls.map(([value]) => value as string)).toEqual(['senior', 'junior']);
  });
});

describe('Slider', () => {
  it('moves one step per arrow key and shows value and unit', async () => {
    const oninput = vi.fn();
    await render(Slider, {
      label: 'Blur σ',
      value: 1.4,
      min: 0.6,
      max: 3,
      step: 0.1,
      unit: 'px',
      oninput,
    });
    const slider = page.getByRole('slider', { name: 'Blur σ' });
    slider.element().focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(oninput).toHaveBeenLastCalledWith(1.5);
    await expect.element(slider).toHaveAttribute('aria-valuetext', '1.5\u00a0px');
    await userEvent.keyboard('{End}');
    await expect.element(page.getByText('3.0')).toBeVisible();
  });
});

describe('Toggle and Select', () => {
  it('toggles with Space', async () => {
    const onchange = vi.fn();
    await render(Toggle, { label: 'Flip', value: false, onchange });
    page.getByRole('switch', { name: 'Flip' }).element().focus();
    await userEvent.keyboard(' ');
    expect(onchange).toHaveBeenCalledWith(true);
  });
  it('reports the chosen value', async () => {
    const onchange = vi.fn();
    await render(Select, { label: 'Level', options: levels, value: 'mid', onchange });
    await userEvent.selectOptions(page.getByRole('combobox', { name: 'Level' }), 'senior');
    expect(onchange).toHaveBeenCalledWith('senior');
  });
});

describe('MatrixEditor', () => {
  const kernel = [
    [-1, 0, 1],
    [-2, 0, 2],
  ];
  const limits = { label: 'Kernel', value: kernel, maxRows: 3, maxColumns: 4, min: -9, max: 9 };
  const cell = (row: number, column: number) =>
    page.getByRole('textbox', { name: `Row ${row}, column ${column}` });

  it('goes from cell to cell with the arrow keys', async () => {
    await render(MatrixEditor, limits);
    cell(1, 1).element().focus();
    await userEvent.keyboard('{ArrowRight}');
    await expect.element(cell(1, 2)).toHaveFocus();
    await userEvent.keyboard('{ArrowDown}');
    await expect.element(cell(2, 2)).toHaveFocus();
    await userEvent.keyboard('{ArrowDown}');
    await expect.element(cell(2, 2)).toHaveFocus();
  });

  it('takes a typed fraction and reports the whole kernel', async () => {
    const onchange = vi.fn();
    await render(MatrixEditor, { ...limits, onchange });
    await userEvent.fill(cell(2, 3), '1/4');
    expect(onchange).toHaveBeenLastCalledWith([
      [-1, 0, 1],
      [-2, 0, 0.25],
    ]);
  });

  it('says what is wrong, reports nothing, and goes back to the value in force', async () => {
    const onchange = vi.fn();
    await render(MatrixEditor, { ...limits, onchange });
    await userEvent.fill(cell(1, 1), '99');
    expect(onchange).not.toHaveBeenCalled();
    await expect.element(cell(1, 1)).toHaveAttribute('aria-invalid', 'true');
    await expect.element(page.getByRole('status')).toHaveTextContent('99 is outside -9 to 9.');
    await userEvent.keyboard('{Tab}');
    await expect.element(cell(1, 1)).toHaveValue('-1');
  });

  it('reads a pasted block', async () => {
    const onchange = vi.fn();
    await render(MatrixEditor, { ...limits, onchange });
    const clipboardData = new DataTransfer();
    clipboardData.setData('text/plain', '1\t2\n3\t4');
    cell(1, 1)
      .element()
      .dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
      );
    expect(onchange).toHaveBeenCalledWith([
      [1, 2],
      [3, 4],
    ]);
    clipboardData.clearData();
    clipboardData.setData('text/plain', '1 2 3 4 5');
    cell(1, 1)
      .element()
      .dispatchEvent(
        new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }),
      );
    await expect.element(page.getByRole('status')).toHaveTextContent('at most 4');
    expect(onchange).toHaveBeenCalledTimes(1);
  });

  it('adds rows up to the limit and fills them with zeros', async () => {
    const onchange = vi.fn();
    await render(MatrixEditor, { ...limits, onchange });
    await page.getByRole('button', { name: 'Add a row' }).click();
    expect(onchange).toHaveBeenLastCalledWith([...kernel, [0, 0, 0]]);
    await expect.element(page.getByRole('button', { name: 'Add a row' })).toBeDisabled();
  });

  it('is edited as text', async () => {
    const onchange = vi.fn();
    await render(MatrixEditor, { ...limits, onchange });
    await page.getByRole('button', { name: 'As text' }).click();
    await userEvent.fill(page.getByRole('textbox'), '1 2\n3');
    await page.getByRole('button', { name: 'Use these numbers' }).click();
    await expect.element(page.getByRole('status')).toHaveTextContent('Row 2 has 1 numbers');
    await userEvent.fill(page.getByRole('textbox'), '5');
    await page.getByRole('button', { name: 'Use these numbers' }).click();
    expect(onchange).toHaveBeenLastCalledWith([[5]]);
  });
});

describe('ParamControl', () => {
  it.each([
    ['sigma', 'slider'],
    ['element', 'radiogroup'],
    ['border', 'combobox'],
    ['flip', 'switch'],
    ['kernel', 'grid'],
  ] as const)('draws %s as a %s', async (key, role) => {
    const spec: ParamSpec = specs[key];
    await render(ParamControl, { spec, value: spec.default, onchange: () => undefined });
    expect(page.getByRole(role).elements()).toHaveLength(1);
  });

  it('only reports values that its specification accepts', async () => {
    const seen: unknown[] = [];
    await render(ParamControl, {
      spec: specs.size,
      value: 5,
      onchange: (value) => seen.push(value),
    });
    page.getByRole('slider').element().focus();
    await userEvent.keyboard('{End}{ArrowRight}{Home}{ArrowLeft}{ArrowRight}');
    expect(seen.length).toBeGreaterThan(1);
    expect(seen.map((value) => problemWith(specs.size, value))).toEqual(seen.map(() => undefined));
  });
});

describe('ParamPanel', () => {
  it('shows the wanted keys in the wanted order and names the one that changed', async () => {
    const onchange = vi.fn();
    await render(ParamPanel, {
      specs,
      values: defaults(specs),
      keys: ['size', 'sigma'],
      onchange,
    });
    const sliders = page.getByRole('slider').elements();
    expect(sliders).toHaveLength(2);
    page.getByRole('slider', { name: 'Kernel size' }).element().focus();
    await userEvent.keyboard('{ArrowRight}');
    expect(onchange).toHaveBeenCalledWith('size', 7);
  });
});
