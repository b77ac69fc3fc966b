import { describe, expect, test } from 'vitest';
import { createRng } from '$src/core/rng';
import { loadOf, restingHeightM, type Carriable } from '$src/world/compose/carry';

const ball = (radiusM: number): Carriable => ({
  form: { radiusM, heightM: 2 * radiusM, isRound: true },
  scale: 1,
});

describe('restingHeightM', () => {
  test('a small ball lies on the floor', () => {
    expect(restingHeightM(1, 0.1, 1.1, 0, 0.2)).toBeCloseTo(0.3, 10);
  });

  test('a ball wider than the parabola y = x² touches its walls: its centre is at r² + 1/4', () => {
    // Sampled at 49 places, hence the tolerance.
    expect(restingHeightM(2, 0, 4, 0, 1)).toBeCloseTo(1.25, 2);
  });

  test('a ball too large for the hollow lies on its rim', () => {
    // Rim of radius 1 at height 1: 1 + sqrt(2² - 1²).
    expect(restingHeightM(1, 0, 1, 0, 2)).toBeCloseTo(1 + Math.sqrt(3), 2);
  });
});

describe('loadOf', () => {
  const bowl: Carriable = {
    form: {
      radiusM: 0.1,
      heightM: 0.06,
      carries: { radiusM: 0.09, heightM: 0.01, isHollow: true },
    },
    scale: 1,
  };
  const book: Carriable = {
    form: {
      radiusM: 0.12,
      heightM: 0.02,
      carries: { radiusM: 0.07, heightM: 0.02, isHollow: false },
    },
    scale: 2,
  };

  test('a bowl takes round things that fit and nothing else', () => {
    const cup: Carriable = { form: { radiusM: 0.03, heightM: 0.08 }, scale: 1 };
    const [apple, football] = [ball(0.035), ball(0.11)];
    for (let seed = 0; seed < 30; seed++) {
      const load = loadOf(createRng(seed), bowl, [cup, football, apple]);
      expect(load.map(({ piece }) => piece)).toEqual([apple]);
      expect(load[0]?.offsetM[1]).toBeGreaterThanOrEqual(0.01);
    }
  });

  test('several in one bowl do not overlap', () => {
    let most = 0;
    for (let seed = 0; seed < 50; seed++) {
      const load = loadOf(createRng(seed), bowl, [0.03, 0.032, 0.035, 0.04].map(ball));
      most = Math.max(most, load.length);
      load.forEach((a, i) => {
        for (const b of load.slice(i + 1)) {
          const apartM = Math.hypot(...a.offsetM.map((value, k) => value - (b.offsetM[k] ?? 0)));
          // Centres are not at the same height: at least the distance over the table counts.
          expect(apartM).toBeGreaterThanOrEqual(
            (a.piece.form.radiusM + b.piece.form.radiusM) * 0.99,
          );
        }
      });
    }
    expect(most).toBe(3);
  });

  test('a flat top takes one thing whose footprint it holds, at its own scale', () => {
    const load = loadOf(createRng(1), book, [ball(0.15), ball(0.1)]);
    expect(load).toEqual([{ piece: ball(0.1), offsetM: [0, 0.04, 0] }]);
  });

  test('what carries nothing takes nothing', () => {
    expect(loadOf(createRng(1), ball(0.1), [ball(0.01)])).toEqual([]);
  });
});
