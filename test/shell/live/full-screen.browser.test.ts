// The live picture over the whole window, where the browser has no full screen for elements (iPhone).
import { afterEach, expect, test } from 'vitest';
import { FullScreen, keyAction } from '$src/shell/live/full-screen.svelte';

afterEach(() => document.body.replaceChildren());

test('without a full screen of the browser the window is filled, and what is covered is out of reach', async () => {
  document.body.innerHTML =
    '<nav><a href="#">Home</a></nav><main><section></section><aside inert></aside><p></p></main>';
  const [nav, stage, aside, text] = ['nav', 'section', 'aside', 'p'].map(
    (name) => document.querySelector<HTMLElement>(name) ?? expect.fail(name),
  );
  if (!stage) return;
  stage.requestFullscreen = () => Promise.reject(new TypeError('not offered'));
  const inert = (): (boolean | undefined)[] => [nav, stage, aside, text].map((one) => one?.inert);
  const screen = new FullScreen();
  await screen.toggle(stage);
  expect([screen.isOn, screen.isMakeshift]).toEqual([true, true]);
  expect(inert()).toEqual([true, false, true, true]);
  await screen.toggle(stage);
  expect([screen.isOn, screen.isMakeshift]).toEqual([false, false]);
  expect(inert()).toEqual([false, false, true, false]); // the aside was so before
  await screen.toggle(stage);
  screen.dispose();
  expect(inert()).toEqual([false, false, true, false]);
  expect(document.documentElement.style.overflow).toBe('');
});

test('keys with a modifier, held keys, and Space on a button belong to the browser', () => {
  const key = (key: string, more: KeyboardEventInit = {}, on: Element = document.body) => {
    let action: ReturnType<typeof keyAction>;
    on.addEventListener('keydown', (event) => (action = keyAction(event as KeyboardEvent)), {
      once: true,
    });
    on.dispatchEvent(new KeyboardEvent('keydown', { key, ...more }));
    return action;
  };
  const button = document.body.appendChild(document.createElement('button'));
  expect(['s', 'R', ' ', 'x'].map((letter) => key(letter))).toEqual([
    'snapshot',
    'record',
    'pause',
    undefined,
  ]);
  expect([key('s', { ctrlKey: true }), key('r', { repeat: true })]).toEqual([undefined, undefined]);
  expect([key(' ', {}, button), key('s', {}, button)]).toEqual([undefined, 'snapshot']);
});
