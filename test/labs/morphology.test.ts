// The pure parts of the morphology lab: counts and truth worked out by hand, then properties.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createImage, grayFromRows, type U8Image } from '$src/core/image';
import { defaults } from '$src/core/params';
import { withChain } from '$src/lab/chain';
import { connectedComponents } from '$src/ops/connected-components/reference';
import { createReferenceBackend } from '$src/ops/reference-backend';
import { tint, withStroke } from '$labs/morphology/brush';
import { flip, nearestPairs, spoil } from '$labs/morphology/defects';
import { middleOf } from '$labs/morphology/experiments/iterations';
import lab from '$labs/morphology/lab';
import { binary, buildMask, separated } from '$labs/morphology/mask';
import { compare, compared, finish, morphed } from '$labs/morphology/repair';
import { areaErrorPercent, countErrors, scoreMask, shapeOf } from '$labs/morphology/score';
import { overlapCounts } from '$src/metrics/mask-overlap';
import { measureOnSuites } from '$test/support/bench';
import { handSuite } from '$test/support/suites';

/** A mask from rows of text: # is foreground. */
const mask = (...rows: string[]): U8Image =>
  grayFromRows(rows.map((row) => [...row].map((cell) => (cell === '#' ? 255 : 0))));

/** A label picture from rows of digits. */
const labels = (...rows: string[]): U8Image =>
  grayFromRows(rows.map((row) => [...row].map(Number)));

const clean = { holes: 0, specks: 0, radiusPx: 3, jitterPx: 0, bridges: 0 };

describe('truth from labels', () => {
  test('things that touch get a gap of one pixel, also at a corner', () => {
    expect(separated(labels('1122', '1122'))).toEqual(mask('##.#', '##.#'));
    expect(separated(labels('11', '22', '22'))).toEqual(mask('##', '..', '##'));
    expect(separated(labels('100', '020', '000'))).toEqual(mask('#..', '...', '...'));
    expect(separated(labels('001', '020', '000'))).toEqual(mask('..#', '...', '...'));
    expect(separated(labels('110', '110'))).toEqual(mask('##.', '##.'));
  });

  test('no two things are 8-neighbours any more', () => {
    const cells = fc.array(fc.integer({ min: 0, max: 3 }), { minLength: 30, maxLength: 30 });
    fc.assert(
      fc.property(cells, (values) => {
        const image = createImage('u8', 6, 5);
        image.data.set(values);
        const kept = separated(image);
        const components = connectedComponents(kept, 8);
        const labelOf = new Map<number, number>();
        components.data.forEach((component, i) => {
          if (component === 0) return;
          const known = labelOf.get(component) ?? image.data[i] ?? 0;
          labelOf.set(component, known);
          expect(image.data[i]).toBe(known);
        });
      }),
    );
  });
});

describe('counting', () => {
  const ring = mask('.....', '.###.', '.#.#.', '.###.', '.....');

  test('area, objects and holes; background at the edge is no hole', () => {
    expect(shapeOf(ring, 8)).toEqual({ area: 8, objects: 1, holes: 1 });
    expect(shapeOf(mask('#.#', '...', '#.#'), 8)).toEqual({ area: 4, objects: 4, holes: 0 });
  });

  test('a diagonal pair is one object of 8 neighbours and two of 4', () => {
    const diagonal = mask('#.', '.#');
    expect([shapeOf(diagonal, 8).objects, shapeOf(diagonal, 4).objects]).toEqual([1, 2]);
    // A diamond of four pixels encloses its middle only where corners count for the object.
    const diamond = mask('.....', '..#..', '.#.#.', '..#..', '.....');
    expect([shapeOf(diamond, 8).holes, shapeOf(diamond, 4).holes]).toEqual([1, 0]);
  });

  test('merged, extra and missed, each alone', () => {
    const truth = mask('##.##.##');
    const errors = (found: U8Image) =>
      countErrors(connectedComponents(found, 8), connectedComponents(truth, 8));
    expect(errors(truth)).toEqual({ countError: 0, extra: 0, merged: 0, missed: 0 });
    expect(errors(mask('#####.##'))).toEqual({ countError: -1, extra: 0, merged: 1, missed: 0 });
    expect(errors(mask('##.##...'))).toEqual({ countError: -1, extra: 0, merged: 0, missed: 1 });
    const withSpeck = countErrors(
      connectedComponents(mask('##.##.##', '........', '#.......'), 8),
      connectedComponents(mask('##.##.##', '........', '........'), 8),
    );
    expect(withSpeck).toEqual({ countError: 1, extra: 1, merged: 0, missed: 0 });
  });

  test('an error of zero may be two that cancel', () => {
    const score = scoreMask(
      mask('#####.##', '........', '#.......'),
      mask('##.##.##', '........', '........'),
      { connectivity: 8, tolerancePx: 1 },
    );
    expect(score).toMatchObject({ countError: 0, extra: 1, merged: 1, missed: 0 });
  });

  test('found − true = extra − merged − missed, always', () => {
    const cells = fc.array(fc.constantFrom(0, 255), { minLength: 48, maxLength: 48 });
    fc.assert(
      fc.property(cells, cells, fc.constantFrom<4 | 8>(4, 8), (a, b, connectivity) => {
        const images = [a, b].map((values) => {
          const image = createImage('u8', 8, 6);
          image.data.set(values);
          return connectedComponents(image, connectivity);
        });
        const [found, wanted] = images;
        if (!found || !wanted) throw new Error('Two masks were made.');
        const { countError, extra, merged, missed } = countErrors(found, wanted);
        expect(extra - merged - missed).toBe(countError);
        expect(Math.min(extra, merged, missed)).toBeGreaterThanOrEqual(0);
        expect(countError).toBe(Math.max(0, ...found.data) - Math.max(0, ...wanted.data));
      }),
    );
  });

  test('area error is signed and has a value for an empty truth', () => {
    const error = (found: U8Image, truth: U8Image) => areaErrorPercent(overlapCounts(found, truth));
    expect(error(mask('###.'), mask('####'))).toBe(-25);
    expect(error(mask('####'), mask('##..'))).toBe(100);
    expect(error(mask('....'), mask('....'))).toBe(0);
    expect(error(mask('#...'), mask('....'))).toBe(100);
  });
});

describe('defects', () => {
  /** Two squares of 20 px, four columns apart. */
  const squares = createImage('u8', 64, 40);
  for (let y = 10; y < 30; y++) {
    squares.data.fill(255, y * 64 + 8, y * 64 + 28);
    squares.data.fill(255, y * 64 + 32, y * 64 + 52);
  }

  test('none leaves the mask as it is; the seed decides the rest', () => {
    expect(spoil(squares, clean, 3)).toEqual(squares);
    const spoiled = { ...clean, holes: 9, specks: 5, jitterPx: 2 };
    expect(spoil(squares, spoiled, 3)).toEqual(spoil(squares, spoiled, 3));
    expect(spoil(squares, spoiled, 3)).not.toEqual(spoil(squares, spoiled, 4));
  });

  test('holes only take away, specks only add, and more of them keep those that were there', () => {
    const few = spoil(squares, { ...clean, holes: 5 }, 3);
    const more = spoil(squares, { ...clean, holes: 9 }, 3);
    expect(compare(squares, few)).toMatchObject({ onlySecond: 0 });
    expect(compare(squares, few).onlyFirst).toBeGreaterThan(0);
    expect(compare(few, more)).toMatchObject({ onlySecond: 0 });
    const specked = spoil(squares, { ...clean, specks: 5 }, 3);
    expect(compare(squares, specked)).toMatchObject({ onlyFirst: 0 });
    expect(compare(squares, specked).onlySecond).toBeGreaterThan(0);
  });

  test('the outline wanders no further than it may', () => {
    const reach = 2;
    const wandered = spoil(squares, { ...clean, jitterPx: reach }, 3);
    expect(wandered).not.toEqual(squares);
    for (let y = 0; y < 40; y++) {
      for (let x = 0; x < 64; x++) {
        const around = [-reach, 0, reach].flatMap((dy) =>
          [-reach, 0, reach].map((dx) => squares.data[(y + dy) * 64 + x + dx] ?? 0),
        );
        const isDeep = new Set(around).size === 1;
        if (isDeep) expect(wandered.data[y * 64 + x]).toBe(squares.data[y * 64 + x]);
      }
    }
  });

  test('a bridge joins the closest pair', () => {
    const [pair] = nearestPairs(connectedComponents(squares, 8));
    expect(pair).toMatchObject({ gap: 4, from: { x: 27 }, to: { x: 32 } });
    const bridged = spoil(squares, { ...clean, bridges: 1 }, 3);
    expect(shapeOf(squares, 8).objects).toBe(2);
    expect(shapeOf(bridged, 8).objects).toBe(1);
  });

  test('flips hit about their share of the pixels, on both sides alike', () => {
    const half = createImage('u8', 200, 100);
    half.data.fill(255, 0, 10_000);
    const flipped = flip(half, 0.05, 3);
    const { intersection, maskArea } = overlapCounts(flipped, half);
    // 500 are expected on each side; the deviation is √(10000 · 0.05 · 0.95) = 22: five of them.
    expect(Math.abs(10_000 - intersection - 500)).toBeLessThan(110);
    expect(Math.abs(maskArea - intersection - 500)).toBeLessThan(110);
    expect(flip(half, 0, 3)).toEqual(half);
    expect(flip(half, 0.05, 3)).toEqual(flipped);
    expect(flip(half, 0.05, 4)).not.toEqual(flipped);
  });

  test('an empty mask has nothing to cut holes into or to join', () => {
    const empty = createImage('u8', 5, 4);
    expect(spoil(empty, { ...clean, holes: 9, bridges: 3, jitterPx: 3 }, 1)).toEqual(empty);
  });
});

describe('repair', () => {
  const backend = createReferenceBackend();
  const params = defaults(lab.params);

  test('closing fills a hole of one pixel and joins neighbours one pixel apart', async () => {
    const field = (row: string) =>
      mask('.........', '.........', row, row, '.........', '.........');
    const broken = field('..##.##..');
    const closed = await withChain(backend, (chain) =>
      morphed(chain, broken, 'close', { shape: 'rect', size: 3, iterations: 1 }),
    );
    expect(closed).toEqual(field('..#####..'));
  });

  test('the two orders are the two operations in turn', async () => {
    const noisy = mask('#......', '..###..', '..#.#..', '..###..', '.......');
    const element = { shape: 'rect', size: 3, iterations: 1 } as const;
    await withChain(backend, async (chain) => {
      const inTurn = async (...steps: readonly ('open' | 'close')[]) => {
        let current = noisy;
        for (const step of steps) current = await morphed(chain, current, step, element);
        return current;
      };
      expect(await morphed(chain, noisy, 'close-open', element)).toEqual(
        await inTurn('close', 'open'),
      );
      expect(await morphed(chain, noisy, 'open-close', element)).toEqual(
        await inTurn('open', 'close'),
      );
      expect(await morphed(chain, noisy, 'none', element)).toEqual(noisy);
    });
  });

  test('holes are filled before small objects are counted', () => {
    const rings = mask('###..', '#.#..', '###.#');
    expect(finish(rings, { ...params, fillHoles: true, minSize: 5 })).toEqual(
      mask('###..', '###..', '###..'),
    );
    expect(finish(rings, params)).toEqual(rings);
  });

  test('a comparison names the side that each pixel belongs to', () => {
    const { image, onlyFirst, onlySecond } = compare(mask('##..'), mask('.##.'));
    expect([...image.data]).toEqual([compared.onlyFirst, compared.both, compared.onlySecond, 0]);
    expect([onlyFirst, onlySecond]).toEqual([1, 1]);
  });
});

describe('the mask on the bench', () => {
  const backend = createReferenceBackend();
  const params = defaults(lab.params);
  /** Bright disc-like blob on dark, 40 × 30. */
  const picture = createImage('u8', 40, 30);
  for (let y = 8; y < 22; y++) picture.data.fill(200, y * 40 + 10, y * 40 + 30);

  test('without exact labels the picture’s own Otsu mask is spoiled and is the truth', async () => {
    const made = await withChain(backend, (chain) =>
      buildMask(chain, { image: picture }, { ...params, holes: 5 }, 7),
    );
    expect(made.truthFrom).toBe('otsu');
    expect(made.truth).toEqual(binary(picture));
    expect(made.mask).not.toEqual(made.truth);
  });

  test('dark objects are the other side of the same threshold', async () => {
    const both = await withChain(backend, (chain) =>
      Promise.all(
        (['bright', 'dark'] as const).map((polarity) =>
          buildMask(chain, { image: picture }, { ...params, mask: 'otsu', polarity }, 7),
        ),
      ),
    );
    const [bright, dark] = both;
    if (!bright || !dark) throw new Error('Two masks were made.');
    expect(compare(bright.mask, dark.mask)).toMatchObject({ onlyFirst: 280, onlySecond: 920 });
    expect(bright.truth).toBeUndefined();
  });

  test('a top hat wider than the object keeps it and takes a ramp of light away', async () => {
    // A ramp of 2 levels per column; a square of 10 px is 40 brighter than its ground: 70..88.
    const ramp = createImage('u8', 60, 40);
    const square = createImage('u8', 60, 40);
    for (let y = 0; y < 40; y++) {
      for (let x = 0; x < 60; x++) {
        const isSquare = x >= 15 && x < 25 && y >= 15 && y < 25;
        ramp.data[y * 60 + x] = 2 * x + (isSquare ? 40 : 0);
        square.data[y * 60 + x] = isSquare ? 255 : 0;
      }
    }
    const cut = (threshold: number, flatten: number) =>
      withChain(backend, async (chain) => {
        const controls = { ...params, mask: 'fixed' as const, threshold, flatten };
        return (await buildMask(chain, { image: ramp }, controls, 7)).mask;
      });
    // Before: the level that takes in the whole square takes in columns 35 to 59 as well.
    expect(shapeOf(await cut(69, 1), 8).area).toBe(100 + 25 * 40);
    // After: an opening keeps a ramp but for the last 15 columns, where at most 2 · 15 = 30 is left.
    expect(await cut(30, 31)).toEqual(square);
  });

  test('a painted mask of another size is not used', async () => {
    const painted = { ...params, mask: 'painted' as const };
    const drawn = mask('#');
    const made = await withChain(backend, (chain) =>
      buildMask(chain, { image: picture, drawn }, painted, 7),
    );
    expect(shapeOf(made.mask, 8).area).toBe(0);
  });
});

describe('painting', () => {
  test('a stroke is a disc at every step; the mask before it stays', () => {
    const before = createImage('u8', 7, 3);
    const after = withStroke(before, { x: 1, y: 1 }, { x: 4, y: 1 }, 1, 255);
    expect(after).toEqual(mask('.####..', '######.', '.####..'));
    expect(before.data.every((value) => value === 0)).toBe(true);
    expect(withStroke(after, { x: 1, y: 1 }, { x: 4, y: 1 }, 1, 0)).toEqual(before);
  });

  test('a stroke off the edge paints what lies inside', () => {
    const corner = withStroke(createImage('u8', 3, 3), { x: 0, y: 0 }, { x: 0, y: 0 }, 1, 255);
    expect(corner).toEqual(mask('##.', '#..', '...'));
  });

  test('the tint is clear where the mask is not', () => {
    const { data } = tint(mask('#.'));
    expect([data[3], data[7]]).toEqual([150, 0]);
  });
});

test('the middle of a mask is cut out evenly', () => {
  expect(middleOf(mask('.....', '.##..', '.##..', '.....'), 2)).toEqual(mask('##', '##'));
  expect(middleOf(mask('#.'), 5)).toEqual(mask('#.'));
});

describe('over a set', () => {
  /** Two squares of 70 pixels, `gap` pixels apart. */
  function squares(gap: number) {
    const labelled = createImage('u8', 180, 86);
    for (let i = 0; i < labelled.data.length; i++) {
      const [x, y] = [i % 180, Math.floor(i / 180)];
      if (y < 8 || y >= 78) continue;
      if (x >= 8 && x < 78) labelled.data[i] = 1;
      if (x >= 78 + gap && x < 148 + gap) labelled.data[i] = 2;
    }
    return { image: labelled, labels: labelled };
  }
  const measure = (gap: number, params = {}) =>
    measureOnSuites('morphology', 'set', [handSuite('test', [squares(gap)])], params);

  test('far apart, each kind of damage meets its operation', async () => {
    const found = await measure(14, { shape: 'rect', size: 7 });
    const value = (slot: string): number => found.get(`set-${slot}`)?.value ?? Number.NaN;
    expect(value('bridges-count-before')).toBe(1);
    expect(value('bridges-count-after')).toBe(0);
    expect(value('bridges-iou-after')).toBe(1);
    expect(value('holes-iou-after')).toBeGreaterThan(value('holes-iou-before'));
    expect(value('flips-count-before')).toBeGreaterThan(10);
    expect(found.get('set-flips-iou-before')).toMatchObject({ isExact: true, n: 1 });
  });

  test('close together, closing heals the holes and joins the squares', async () => {
    const found = await measure(3, { shape: 'rect', size: 7 });
    expect(found.get('set-holes-count-before')?.value).toBe(0);
    expect(found.get('set-holes-count-after')?.value).toBe(1);
  });
});
