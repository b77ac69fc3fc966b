// Opening one's own ONNX file on a page: the form, by keyboard and file chooser.
import '$src/ui/styles';
import { expect, test, vi } from 'vitest';
import { page, userEvent } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import CustomModel from '$src/detect/ui/CustomModel.svelte';
import { onnxBytes } from '$test/support/onnx-writer';
import { expectAccessible } from '$test/ui/axe';

test('a file is opened, its gaps are filled in, and the request is handed on and offered again', async () => {
  const onrequest = vi.fn();
  const { unmount } = await render(CustomModel, { onrequest });
  const bytes = onnxBytes({
    inputs: [{ name: 'image', dims: [1, 3, 320, 320] }],
    outputs: [{ name: 'out', dims: [1, 777] }],
  });
  const input = document.querySelector<HTMLInputElement>('input[type=file]');
  if (!input) throw new Error('no file input');
  await userEvent.upload(input, new File([bytes], 'odd.onnx'));
  await expect.element(page.getByText('What the file does not tell')).toBeVisible();
  await expectAccessible();

  await page.getByRole('button', { name: 'Use this model' }).click();
  await expect.element(page.getByRole('alert')).toBeVisible();
  expect(onrequest).not.toHaveBeenCalled();

  const choose = (label: string, value: string): Promise<void> =>
    page.getByLabelText(label, { exact: true }).selectOptions(value);
  await choose('Head', 'yolov8');
  await choose('Output', 'out');
  await choose('Colour order', 'rgb');
  await choose('White is', '1');
  await choose('Other shapes', 'stretch');
  await page.getByLabelText('Class names').fill('cup, book');
  await page.getByRole('button', { name: 'Use this model' }).click();
  expect(onrequest).toHaveBeenCalledOnce();
  expect(onrequest.mock.calls[0]?.[0]).toMatchObject({
    adapter: 'custom-onnx',
    custom: {
      mapping: {
        head: { kind: 'yolov8', output: 'out' },
        input: { name: 'image', sidePx: 320, white: 1, fit: 'stretch' },
        labels: [{ name: 'cup' }, { name: 'book' }],
      },
    },
  });

  // Another page offers it without asking again.
  await unmount();
  const again = vi.fn();
  await render(CustomModel, { onrequest: again, runtime: { runtime: 'ort', backend: 'webgpu' } });
  await page.getByRole('button', { name: 'Use this model: odd.onnx' }).click();
  expect(again.mock.calls[0]?.[0]).toMatchObject({ runtime: { backend: 'webgpu' } });
});

test('a hostile file gets a sentence', async () => {
  await render(CustomModel, { onrequest: vi.fn() });
  const input = document.querySelector<HTMLInputElement>('input[type=file]');
  if (!input) throw new Error('no file input');
  await userEvent.upload(input, new File(['version https://git-lfs.github.com/spec/v1'], 'm.onnx'));
  await expect.element(page.getByRole('alert')).toHaveTextContent(/Git LFS pointer/);
});
