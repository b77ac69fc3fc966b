import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomParam } from '$src/core/params';
import { createRng } from '$src/core/rng';
import { classes, distractors } from '$src/world/classes';
import { dials, type Dials } from '$src/world/dials';
import {
  applyEdits,
  formatEdits,
  hasEdits,
  noEdits,
  parseEdits,
  type Edits,
} from '$src/world/live/edits';
import { formatSceneState, initialState, parseSceneState } from '$src/world/live/key';
import { plainScene, thing } from '$test/support/scenes';

const scene = plainScene([thing(1, 'apple', [0, 0, 0]), thing(2, 'cup', [0.1, 0, 0])]);
const names = [...classes.map(({ name }) => name), ...distractors];

const someEdits: fc.Arbitrary<Edits> = fc.record({
  placed: fc.dictionary(
    fc.integer({ min: 1, max: 200 }).map(String),
    fc.record({
      xMm: fc.integer({ min: -1100, max: 1100 }),
      yMm: fc.integer({ min: 0, max: 1000 }),
      zMm: fc.integer({ min: -620, max: 620 }),
      turnDeg: fc.integer({ min: 0, max: 359 }),
    }),
    { maxKeys: 4, noNullPrototype: true },
  ),
  removed: fc.uniqueArray(fc.integer({ min: 1, max: 200 }), { maxLength: 3 }),
  added: fc.uniqueArray(
    fc.record({
      id: fc.integer({ min: 1, max: 200 }),
      kind: fc.constantFrom(...names),
      seed: fc.integer({ min: 0, max: 999_999 }),
    }),
    { maxLength: 3, selector: ({ id }) => id },
  ),
  zoomPercent: fc.integer({ min: 40, max: 400 }),
  timeMs: fc.integer({ min: 0, max: 3_600_000 }),
});

describe('changes by hand', () => {
  it('move, turn, take away and add', () => {
    const { edits } = parseEdits('m1_120_0_-45_30*d2*a9_wine-glass_77');
    expect(applyEdits(scene, edits).objects).toEqual([
      { ...thing(1, 'apple', [0.12, 0, -0.045]), rotationDeg: [0, 30, 0] },
      thing(9, 'wine glass', [0, 0, 0], 77),
    ]);
  });

  it('leave the scene as it is where there are none', () => {
    expect(applyEdits(scene, noEdits)).toEqual(scene);
    expect(hasEdits(noEdits)).toBe(false);
    expect(formatEdits(noEdits)).toBe('');
  });

  it('come back from their text', () => {
    fc.assert(
      fc.property(someEdits, (edits) => {
        expect(parseEdits(formatEdits(edits))).toEqual({ edits, problems: [] });
      }),
    );
  });

  it.each([
    'm1_1_2',
    'm0_0_0_0_0',
    'm201_0_0_0_0',
    'm1_a_0_0_0',
    'd',
    'a3_unicorn_1',
    'z9',
    'x1',
    't-1',
  ])('are left out and told where the text says nothing: %s', (text) => {
    const { edits, problems } = parseEdits(`d2*${text}`);
    expect(edits).toEqual({ ...noEdits, removed: [2] });
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(text);
  });

  it('never throw, whatever a link says, and stay on the table', () => {
    fc.assert(
      fc.property(fc.string({ maxLength: 200 }), (text) => {
        const { state } = parseSceneState(text);
        for (const { xMm, zMm } of Object.values(state.edits.placed)) {
          expect(Math.abs(xMm)).toBeLessThanOrEqual(1100);
          expect(Math.abs(zMm)).toBeLessThanOrEqual(620);
        }
      }),
    );
    expect(parseEdits('m1_999999_0_0_725').edits.placed[1]).toEqual({
      xMm: 1100,
      yMm: 0,
      zMm: 0,
      turnDeg: 5,
    });
  });
});

describe('a scene in a link', () => {
  it('is its seed alone at the defaults', () => {
    expect(formatSceneState(initialState())).toEqual({ text: '7', isWhole: true });
    expect(parseSceneState('7')).toEqual({ state: initialState(), problems: [] });
  });

  it('comes back with any dials, in letters that addresses leave alone', () => {
    fc.assert(
      fc.property(fc.integer(), someEdits, (n, edits) => {
        const rng = createRng(n);
        const values = Object.fromEntries(
          Object.entries(dials).map(([name, spec]) => [name, randomParam(spec, rng)]),
        ) as unknown as Dials;
        const state = { dials: values, seed: rng.integer(1, 999_999), edits };
        const { text, isWhole } = formatSceneState(state);
        expect(isWhole).toBe(true);
        expect(new URLSearchParams({ s: text }).toString()).toBe(`s=${text}`);
        expect(parseSceneState(text)).toEqual({ state, problems: [] });
      }),
    );
  });

  it('says that too many changes do not fit', () => {
    const placed = Object.fromEntries(
      Array.from({ length: 30 }, (_, i) => [i + 1, { xMm: -100, yMm: 0, zMm: -100, turnDeg: 100 }]),
    );
    expect(formatSceneState({ ...initialState(), edits: { ...noEdits, placed } })).toEqual({
      text: '7',
      isWhole: false,
    });
  });

  it('quotes what it cannot read and says what it takes instead', () => {
    const { state, problems } = parseSceneState('0*noisePercent_99*unicorn_3*count_12');
    expect(state.seed).toBe(7);
    expect(state.dials.count).toBe(12);
    expect(state.dials.noisePercent).toBe(1);
    expect(problems).toEqual([
      'The tabletop’s seed in the link must be a whole number 1 to 999999; got “0”. Using 7.',
      'Noise must be 0 to 30 %, in steps of 0.5; got 99. Using 1.',
      'The tabletop has no dial “unicorn_3”, which the link names.',
    ]);
  });
});
