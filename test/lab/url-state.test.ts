import { expect, test } from 'vitest';
import { defineLab } from '$src/lab/contract';
import { defaultState, formatState, parseState } from '$src/lab/url-state';

const lab = {
  ...defineLab({
    title: 'Toy',
    subtitle: '',
    question: '',
    topic: 'Preprocessing',
    order: 1,
    questions: [],
    levels: ['junior', 'mid', 'senior'],
    ops: [],
    params: {
      low: { type: 'number', label: 'Low', help: '', min: 0, max: 255, step: 1, default: 50 },
      norm: {
        type: 'choice',
        label: 'Norm',
        help: '',
        options: [
          { value: 'L1', label: 'L1' },
          { value: 'L2', label: 'L2' },
        ],
        default: 'L1',
      },
      flip: { type: 'flag', label: 'Flip', help: '', default: false },
    },
    sample: 'tabletop',
    slots: [],
  }),
  slug: 'toy',
};

test('the default state is an empty query', () => {
  expect(formatState(lab, defaultState(lab))).toBe('');
});

test('only what differs is written, and it is read back', () => {
  const state = {
    ...defaultState(lab),
    params: { low: 20, norm: 'L2', flip: true },
    seed: 42,
    wipe: 55,
  };
  const text = formatState(lab, state);
  expect(text).toBe('low=20&norm=L2&flip=1&seed=42&wipe=55');
  expect(parseState(lab, new URLSearchParams(text))).toEqual({ state, problems: [] });
});

test.each([
  ['low=900', /Low must be 0 to 255.*got 900.*Using 50/],
  ['low=abc', /Low must be a number.*got "abc"/],
  ['low=NaN', /Low must be a number.*got "NaN"/],
  ['low=', /got ""/],
  ['norm=L7', /Norm must be one of L1, L2; got "L7"/],
  ['flip=maybe', /Flip must be on or off/],
  ['seed=0', /"seed" in the link must be a whole number 1 to 999999; got "0"/],
  ['view=cinema', /"view" in the link must be one of picture, code, timing/],
])('%s gives the default and says so', (query, message) => {
  const { state, problems } = parseState(lab, new URLSearchParams(query));
  expect(state).toEqual(defaultState(lab));
  expect(problems).toHaveLength(1);
  expect(problems[0]).toMatch(message);
});

test('unknown keys are ignored', () => {
  expect(parseState(lab, new URLSearchParams('utm=1&x=%zz')).problems).toEqual([]);
});
