/** Every part in every state: nothing for axe in either theme, nothing wider than a phone. */
import '$src/ui/styles';
import { afterEach, describe, expect, it } from 'vitest';
import { page } from 'vitest/browser';
import { render } from 'vitest-browser-svelte';
import Gallery from './Gallery.svelte';
import { expectAccessible } from './axe';

afterEach(async () => {
  await page.viewport(1440, 900);
});

describe('all parts together', () => {
  it.each(['', 'drawer', 'dialog', 'guess', 'prov'] as const)(
    'have no axe violations at 1440 px (open: "%s")',
    async (open) => {
      await page.viewport(1440, 900);
      await render(Gallery, { open });
      await document.fonts.ready;
      await expectAccessible();
    },
  );

  it.each(['', 'guess', 'drawer'] as const)(
    'have none at 390 px either (open: "%s")',
    async (open) => {
      await page.viewport(390, 844);
      await render(Gallery, { open });
      await document.fonts.ready;
      await expectAccessible();
    },
  );

  it.each([390, 768, 1280])('never scroll sideways at %d px', async (width) => {
    await page.viewport(width, 844);
    await render(Gallery, {});
    await document.fonts.ready;
    await expect
      .poll(() => document.documentElement.scrollWidth - document.documentElement.clientWidth)
      .toBe(0);
  });

  it('follow the theme by tokens alone', async () => {
    await render(Gallery, {});
    const ground = (): string => getComputedStyle(document.body).backgroundColor;
    document.documentElement.dataset['theme'] = 'light';
    const light = ground();
    document.documentElement.dataset['theme'] = 'dark';
    expect(ground()).not.toBe(light);
    delete document.documentElement.dataset['theme'];
  });
});
