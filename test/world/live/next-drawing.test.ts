import { describe, expect, it } from 'vitest';
import { nextDrawing, type DrawingState } from '$src/world/live/next-drawing';

const size = { width: 320, height: 320 };
/** A draft of 320 x 320 takes 200 ms: too slow to follow a finger, and 4 samples fill the 900 ms. */
const slow = { costMsPerPx: 200 / size.width / size.height, isKnown: true };
const resting: DrawingState = {
  nowMs: 10_000,
  isAnimating: false,
  isGesture: false,
  startedAtMs: 9000,
  changedAtMs: 9500,
  isDrafted: true,
  isFineDrawn: true,
  size,
  speed: slow,
};
const draft = { samples: 1, isFine: false, isSmall: false, isTrial: false };

describe('what to draw next', () => {
  it.each<[string, Partial<DrawingState>, ReturnType<typeof nextDrawing>]>([
    ['all drawn', {}, { kind: 'done' }],
    [
      'changed: a draft at once',
      { isDrafted: false, isFineDrawn: false, changedAtMs: 10_000 },
      { kind: 'draw', drawing: draft, isTick: false },
    ],
    [
      'changed by a gesture on a slow machine: a small draft',
      { isDrafted: false, isFineDrawn: false, isGesture: true },
      { kind: 'draw', drawing: { ...draft, isSmall: true }, isTick: false },
    ],
    [
      'speed unknown: the same once more',
      { isFineDrawn: false, speed: { costMsPerPx: Infinity, isKnown: false } },
      { kind: 'draw', drawing: { ...draft, isTrial: true }, isTick: false },
    ],
    [
      'changed 80 ms ago: rests in 100',
      { isFineDrawn: false, changedAtMs: 9920 },
      { kind: 'wait', ms: 100 },
    ],
    [
      'in a gesture: until it ends',
      { isFineDrawn: false, isGesture: true },
      { kind: 'wait', ms: Infinity },
    ],
    [
      'at rest: a fine picture',
      { isFineDrawn: false },
      { kind: 'draw', drawing: { ...draft, samples: 4, isFine: true }, isTick: false },
    ],
    [
      'animated: the next moment',
      { isAnimating: true },
      { kind: 'draw', drawing: draft, isTick: true },
    ],
    [
      'animated, 10 ms after the last: 30 a second',
      { isAnimating: true, startedAtMs: 9990 },
      { kind: 'wait', ms: 9990 + 1000 / 30 - 10_000 },
    ],
  ])('%s', (_name, change, expected) => {
    expect(nextDrawing({ ...resting, ...change })).toEqual(expected);
  });
});
