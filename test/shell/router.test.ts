import { expect, test } from 'vitest';
import { labHref, parseRoute } from '$src/shell/router';

test.each([
  ['', 'home', ''],
  ['#/', 'home', ''],
  ['#/lab/edges?low=3', 'lab', 'edges'],
  ['#/world', 'world', ''],
  ['#/world/suites?x=1', 'world', 'suites'],
  ['#/world/suites/motion-blur?id=3', 'world', 'suites/motion-blur'],
  ['#/world/moon', 'unknown', 'world/moon'],
  ['#/world/suites/a/b', 'unknown', 'world/suites/a/b'],
  ['#/live?score=0.5', 'live', ''],
  ['#/live/x', 'unknown', 'live/x'],
  ['#/models', 'models', ''],
  ['#/models/yolo-tiny?x=1', 'models', 'yolo-tiny'],
  ['#/models/a/b', 'unknown', 'models/a/b'],
  ['#/settings', 'settings', ''],
  ['#/about', 'about', ''],
  ['#/lab', 'unknown', 'lab'],
  ['#/lab/a/b', 'unknown', 'lab/a/b'],
  ['#/nothing', 'unknown', 'nothing'],
  ['#/lab/%E0%A4%A', 'lab', '%E0%A4%A'],
])('%s', (hash, page, slug) => {
  const route = parseRoute(hash);
  expect(route.page).toBe(page);
  if (page !== 'unknown') expect(route.slug).toBe(slug);
});

test('a lab link is read back', () => {
  const route = parseRoute(labHref('edges', 'low=3&high=9'));
  expect([route.slug, route.query.get('low'), route.query.get('high')]).toEqual([
    'edges',
    '3',
    '9',
  ]);
});
