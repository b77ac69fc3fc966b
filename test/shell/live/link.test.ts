import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  allClasses,
  initialSettings,
  isShown,
  readSettings,
  runtimeKey,
  runtimeOf,
  sidesFor,
  thresholds,
  withClass,
  writeSettings,
  type LiveSettings,
} from '$src/shell/live/link';
import { sourceNames } from '$src/shell/live/source';

test('nothing chosen is an empty link', () => {
  expect(writeSettings(initialSettings).toString()).toBe('');
  expect(readSettings(new URLSearchParams())).toEqual({ settings: initialSettings, problems: [] });
});

const names = fc.uniqueArray(fc.constantFrom('cup', 'wine glass', 'book', 'hot dog'), {
  minLength: 1,
});
const anySettings: fc.Arbitrary<LiveSettings> = fc.record({
  source: fc.constantFrom(...sourceNames),
  model: fc.constantFrom(
    undefined,
    { modelId: 'ssd-lite' },
    { modelId: 'coco-ssd', adapter: 'ssd-graph' as const },
    {
      modelId: 'yolo-tiny',
      runtime: { runtime: 'ort' as const, backend: 'wasm' as const, threads: 4 },
    },
    { modelId: 'ssd-lite', runtime: { runtime: 'tfjs' as const, backend: 'webgl' as const } },
  ),
  inputSidePx: fc.constantFrom(undefined, 128, 320),
  score: fc.integer({ min: 5, max: 95 }).map((percent) => percent / 100),
  iou: fc.integer({ min: 5, max: 95 }).map((percent) => percent / 100),
  isMirrored: fc.constantFrom(undefined, true, false),
  filter: fc.oneof(
    fc.constant(allClasses),
    fc.constant({ kind: 'only' as const, names: [] }),
    names.map((all) => ({ kind: 'hide' as const, names: all })),
    names.map((all) => ({ kind: 'only' as const, names: all })),
  ),
});

test('what a link says is read back, through the address bar', () => {
  fc.assert(
    fc.property(anySettings, (settings) => {
      const text = writeSettings(settings).toString().replaceAll('%2C', ',');
      expect(readSettings(new URLSearchParams(text))).toEqual({ settings, problems: [] });
    }),
  );
});

test.each([
  ['score=2', /Score threshold must be 0.05 to 0.95.*got 2/],
  ['iou=x', /IoU threshold must be a number.*"x"/],
  ['source=moon', /“source=moon”.*camera, tabletop, clip/],
  ['model=a%2Fb', /“model=a\/b”.*letters/],
  ['run=ort-webgl', /“run=ort-webgl”.*ort-wasm/],
  ['side=17', /“side=17”.*64 to 1280/],
  ['mirror=yes', /“mirror=yes”.*1 or 0/],
])('%s is told, and the initial value taken', (text, words) => {
  const { settings, problems } = readSettings(new URLSearchParams(text));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(words);
  expect(settings).toEqual(initialSettings);
});

describe('class filter', () => {
  const all = ['cup', 'book', 'apple', 'clock'];

  test('one hidden, then all but one: the shorter form, the same classes', () => {
    const one = withClass(allClasses, 'book', false, all);
    expect(one).toEqual({ kind: 'hide', names: ['book'] });
    const most = withClass(withClass(one, 'cup', false, all), 'apple', false, all);
    expect(most).toEqual({ kind: 'only', names: ['clock'] });
    expect(all.map((name) => isShown(most, name))).toEqual([false, false, false, true]);
    expect(withClass(most, 'cup', true, all).names).toHaveLength(2);
  });

  test('names that the model does not have are let go', () => {
    const from = { kind: 'only' as const, names: ['zebra', 'cup'] };
    expect(withClass(from, 'book', true, all)).toEqual({ kind: 'hide', names: ['apple', 'clock'] });
  });
});

test('runtimes by name', () => {
  for (const key of ['ort-wasm', 'ort-wasm-4', 'ort-webgpu', 'tfjs-webgl', 'tfjs-cpu']) {
    const choice = runtimeOf(key);
    expect(choice && runtimeKey(choice)).toBe(key);
  }
  expect(runtimeOf('tfjs-metal')).toBeUndefined();
});

test('sides that a model takes', () => {
  expect(sidesFor(300, undefined)).toEqual([300]);
  expect(sidesFor(416, 32)).toContain(416);
  expect(sidesFor(320, 64).every((px) => px % 64 === 0)).toBe(true);
  expect(thresholds.score.default).toBe(initialSettings.score);
});
