// The choice of a model on the Live page where the browser keeps no files (cookies blocked).
import '$src/ui/styles';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { page as screen } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import { openModelFiles } from '$src/detect/store/cache-files';
import { thirdPartyModel } from '$src/detect/store/third-party';
import { DetectError, type Detector } from '$src/detect/types';
import { initialSettings } from '$src/shell/live/link';
import { LivePage } from '$src/shell/live/live-page.svelte';
import ModelPanel from '$src/shell/live/ModelPanel.svelte';
import { chosenModel, requestOf } from '$src/shell/live/models';
import { FakeDetector } from '$test/support/fake-detector';

beforeEach(() => {
  vi.spyOn(CacheStorage.prototype, 'open').mockRejectedValue(new DOMException('', 'SecurityError'));
});
afterEach(() => {
  vi.restoreAllMocks();
});

test('a model that is here and yet not found is tried again when asked, not without end', async () => {
  const [file] = thirdPartyModel('yolox-nano')?.files ?? [];
  const files = await openModelFiles(document.baseURI);
  expect(files.isLasting).toBe(false);
  await files.write('yolox-nano', file?.path ?? '', new Uint8Array(file?.bytes ?? 0));

  const openDetector = vi.fn<() => Promise<Detector>>();
  openDetector.mockRejectedValue(new DetectError('model-missing', 'not here'));
  const page = new LivePage(initialSettings, { openDetector });
  const chosen = chosenModel({ modelId: 'yolox-nano' });
  await page.useModel(requestOf(chosen));
  await render(ModelPanel, { page, initial: chosen });
  await expect.element(screen.getByText(/Here until this page closes/)).toBeVisible();
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(openDetector).toHaveBeenCalledTimes(1);

  openDetector.mockResolvedValue(new FakeDetector());
  await screen.getByRole('button', { name: 'Open it again' }).click();
  await expect.element(screen.getByText(/^Runs: /)).toBeVisible();
  expect(openDetector).toHaveBeenCalledTimes(2);
  await page.dispose();
});
