import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createRng } from '$src/core/rng';
import {
  drawPrinting,
  drawTagLook,
  firstTestPrinting,
  paintSymbol,
  symbols,
  tagSeed,
  type Pen,
} from '$src/world/sets/glyphs';
import { countOf, itemAt, perClassOf, sheetSetOf, sheetSets } from '$src/world/sets/sets';
import { closeIn, shotOf } from '$src/world/sets/shots';
import { drawSwatchLook, swatchSeed, textures } from '$src/world/sets/textures';

describe.each(sheetSets.map((set) => [set.name, set] as const))('%s', (_, set) => {
  test('has every class equally often in both splits, and no seed twice', () => {
    const { perClass, classes } = set;
    const items = Array.from({ length: countOf(set, perClass) }, (_, i) =>
      itemAt(set, perClass, i),
    );
    for (const split of ['train', 'test'] as const) {
      const labels = items.filter((item) => item.split === split).map((item) => item.classIndex);
      const counts = classes.map((_, label) => labels.filter((l) => l === label).length);
      expect(counts).toEqual(classes.map(() => perClass[split]));
    }
    expect(new Set(items.map(({ seed }) => seed)).size).toBe(items.length);
    expect(() => itemAt(set, perClass, items.length)).toThrow(RangeError);
  });

  test('a larger set begins with the pictures of the smaller one', () => {
    const few = perClassOf(set, 4);
    const many = perClassOf(set, 8);
    for (let i = 0; i < 4 * set.classes.length; i++) {
      expect(itemAt(set, many, i)).toEqual(itemAt(set, few, i));
    }
  });

  test('a shot follows from its item alone', () => {
    const item = itemAt(set, set.perClass, 17);
    expect(shotOf(set.name, item)).toEqual(shotOf(set.name, item));
    expect(shotOf(set.name, item)).not.toEqual(
      shotOf(set.name, itemAt(set, set.perClass, 17 + set.classes.length)),
    );
  });
});

test('crops show the class that they are labelled with', () => {
  const set = sheetSetOf('crops');
  if (!set) throw new Error('the set is gone');
  for (let i = 0; i < 24; i++) {
    const item = itemAt(set, set.perClass, i);
    const { scene } = shotOf('crops', item);
    expect(scene.objects.map(({ kind }) => kind)).toEqual([set.classes[item.classIndex]]);
  }
});

describe('symbols', () => {
  test('seeds give the wanted symbol, and the test split has printings of its own', () => {
    const rng = createRng(5);
    for (const symbol of symbols) {
      for (const isTest of [false, true]) {
        const look = drawTagLook(createRng(tagSeed(rng, symbol, isTest)).fork('tag'));
        expect(look.symbol).toBe(symbol);
        expect(look.printing >= firstTestPrinting).toBe(isTest);
      }
    }
  });

  test('an upright stroke leans by 25 degrees at most, so a label stays true', () => {
    const set = sheetSetOf('symbols');
    if (!set) throw new Error('the set is gone');
    for (let i = 0; i < 300; i++) {
      const { objects, camera } = shotOf('symbols', itemAt(set, set.perClass, i)).scene;
      const yaw = ((objects[0]?.rotationDeg[1] ?? 99) * Math.PI) / 180;
      const sine = Math.sin((camera.elevationDeg * Math.PI) / 180);
      // Seen from the elevation, depth on the table shrinks by its sine.
      const upright = (Math.atan2(Math.abs(Math.sin(yaw)), Math.cos(yaw) * sine) * 180) / Math.PI;
      expect(upright).toBeLessThan(25);
      expect([camera.azimuthDeg, camera.rollDeg]).toEqual([0, 0]);
    }
  });

  /** Notes every stroke's points after the transforms. */
  function traced(symbol: (typeof symbols)[number], slant: number): string[] {
    let [a, d, c] = [1, 1, 0];
    const points: string[] = [];
    const note = (x: number, y: number): void => {
      points.push([a * x + c * d * y, d * y].map((v) => (v + 0).toFixed(6)).join(' '));
    };
    const pen: Pen = {
      fillStyle: '',
      strokeStyle: '',
      lineWidth: 0,
      lineCap: 'butt',
      lineJoin: 'miter',
      fillRect: () => undefined,
      strokeRect: () => undefined,
      beginPath: () => undefined,
      moveTo: note,
      lineTo: note,
      ellipse: note,
      stroke: () => undefined,
      save: () => undefined,
      restore: () => undefined,
      translate: () => undefined,
      scale: (x, y) => {
        if (x < 2) [a, d] = [a * x, d * y]; // the first scales to pixels
      },
      transform: (_1, _2, shear) => {
        c = Number(shear);
      },
    };
    paintSymbol(pen, 128, symbol, { ...drawPrinting(createRng(1)), slant, frame: 0 });
    return points;
  }
  const mirrored = (points: readonly string[], sx: number, sy: number): string[] =>
    points.map((point) =>
      point
        .split(' ')
        .map((v, i) => (Number(v) * (i === 0 ? sx : sy) + 0).toFixed(6))
        .join(' '),
    );

  test.each([
    ['b', 'd', -1, 1],
    ['p', 'q', -1, 1],
    ['b', 'p', 1, -1],
    ['arrow right', 'arrow left', -1, 1],
  ] as const)('%s mirrored is %s', (one, other, sx, sy) => {
    expect(mirrored(traced(one, 0), sx, sy)).toEqual(traced(other, 0));
    expect(traced(one, 0)).not.toEqual(traced(other, 0));
  });

  test('a leaning b mirrored is a d that leans the other way', () => {
    expect(mirrored(traced('b', 0.1), -1, 1)).toEqual(traced('d', -0.1));
  });
});

test('seeds give the wanted texture', () => {
  const rng = createRng(6);
  for (const texture of textures) {
    const look = drawSwatchLook(createRng(swatchSeed(rng, texture)).fork('swatch'));
    expect(look.texture).toBe(texture);
  }
});

test('closing in brings a point of the table to the middle', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: -50, max: 50 }),
      fc.integer({ min: 20, max: 80 }),
      fc.integer({ min: 10, max: 80 }),
      fc.integer({ min: 10, max: 80 }),
      (azimuthDeg, elevationDeg, x, y) => {
        const camera = {
          targetM: [0, 0, 0] as const,
          distanceM: 2,
          elevationDeg,
          azimuthDeg,
          rollDeg: 0,
          focalLengthMm: 50,
          apertureMm: 0,
          focusM: 2,
          velocityMPerS: [0, 0, 0] as const,
          panDegPerS: 0,
        };
        const moved = closeIn(camera, [x, y, 12, 12], 96, 0.75);
        // The pixel's middle, as a point of the plane through the target, is the new target.
        const perPixel = (2 * 24) / 50 / 96;
        const [tx, ty, tz] = moved.targetM;
        const azimuth = (azimuthDeg * Math.PI) / 180;
        const elevation = (elevationDeg * Math.PI) / 180;
        const right = tx * Math.cos(azimuth) - tz * Math.sin(azimuth);
        expect(right / perPixel).toBeCloseTo(x + 6 - 48, 6);
        const up =
          ty * Math.cos(elevation) -
          (tx * Math.sin(azimuth) + tz * Math.cos(azimuth)) * Math.sin(elevation);
        expect(up / perPixel).toBeCloseTo(48 - (y + 6), 6);
        expect(moved.distanceM).toBeCloseTo((2 * 12) / (0.75 * 96), 9);
      },
    ),
  );
});
