import { expect, it } from 'vitest';
import { initialView, readView, writeView, type ViewState } from '$src/shell/world/view-state';

it('goes through a link, defaults left out', () => {
  const state: ViewState = { view: 'depth', overlays: ['boxes', 'outlines'], wipe: 0.7 };
  const query = new URLSearchParams();
  writeView(state, query);
  expect(query.toString()).toBe('view=depth&over=boxes.outlines&wipe=70');
  expect(readView(query)).toEqual(state);
  const none = new URLSearchParams();
  writeView(initialView, none);
  expect(none.toString()).toBe('');
});

it('tells "no overlay" from the default of a page that has one', () => {
  const initial: ViewState = { ...initialView, overlays: ['boxes'] };
  const query = new URLSearchParams();
  writeView({ ...initial, overlays: [] }, query, initial);
  expect(readView(query, initial).overlays).toEqual([]);
  expect(readView(new URLSearchParams(), initial).overlays).toEqual(['boxes']);
});

it.each(['view=__proto__', 'over=everything', 'wipe=101', 'wipe=-1', 'wipe=abc', 'view='])(
  'means nothing: %s',
  (text) => {
    expect(readView(new URLSearchParams(text))).toEqual({ ...initialView });
  },
);
