import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaults, randomParam } from '$src/core/params';
import { createRng } from '$src/core/rng';
import { overlapsOf } from '$test/world/footprints';
import { categoryOf } from '$src/world/classes';
import { formOf } from '$src/world/compose/forms';
import { closeness, extentOf, longerSide, viewOf, type Extent } from '$src/world/compose/pinhole';
import { table } from '$src/world/compose/place';
import { composeScene } from '$src/world/compose/scene';
import { dials, type Dials } from '$src/world/dials';
import { backdropFamilies, surroundingFamilies, tableFamilies } from '$src/world/families';
import type { SceneDescription } from '$src/world/scene';
import { parseScene, sceneText } from '$src/world/schema';

const base = defaults(dials);
// A smaller seed is no simpler a scene: nothing to shrink.
const seeds = fc.noShrink(fc.integer({ min: 0, max: 2 ** 32 - 1 }));
const anyDials = seeds.map((luck): Dials => {
  const rng = createRng(luck);
  return Object.fromEntries(
    Object.entries(dials).map(([key, spec]) => [key, randomParam(spec, rng)]),
  ) as unknown as Dials;
});

function extents(scene: SceneDescription): Extent[] {
  const view = viewOf(scene.camera);
  return scene.objects.map((object) =>
    extentOf(view, formOf(object), object.positionM, object.scale),
  );
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

describe('for any dials and any seed', () => {
  test('what the reader sets is in the scene exactly', () => {
    fc.assert(
      fc.property(anyDials, seeds, (values, seed) => {
        const scene = composeScene(values, seed);
        const annotated = scene.objects.filter(({ kind }) => categoryOf(kind) !== undefined);
        expect(annotated).toHaveLength(values.count);
        expect(scene.objects).toHaveLength(values.count + values.distractors);
        expect(scene).toMatchObject({
          seed,
          domain: values.domain,
          camera: {
            elevationDeg: values.cameraHeightDeg,
            azimuthDeg: values.cameraTurnDeg,
            rollDeg: values.rollDeg,
            focalLengthMm: values.focalLengthMm,
            apertureMm: values.apertureMm,
          },
          light: {
            levelEv: values.lightEv,
            elevationDeg: values.lightElevationDeg,
            azimuthDeg: values.lightAzimuthDeg,
            temperatureK: values.temperatureK,
            contrast: values.contrast,
          },
          sensor: {
            exposureEv: values.exposureEv,
            noisePercent: values.noisePercent,
            blackClip: values.blackClip,
            jpegQuality: values.jpegQuality === 100 ? null : values.jpegQuality,
          },
        });
        const fastest = Math.max(
          ...scene.objects.map(({ velocityMPerS }) => Math.hypot(...velocityMPerS)),
        );
        // The two parts of a velocity are rounded to 0.1 mm/s; carriers alone cannot move.
        if (fastest > 0) expect(fastest).toBeCloseTo(values.motionMPerS, 3);
      }),
      { numRuns: 25 },
    );
  });

  test('it is sound: footprints apart, on the table, in the picture, and text gives it back', () => {
    fc.assert(
      fc.property(anyDials, seeds, (values, seed) => {
        const scene = composeScene(values, seed);
        expect(overlapsOf(scene)).toEqual([]);
        for (const object of scene.objects) {
          if (object.positionM[1] > 0) continue;
          const radiusM = formOf(object).radiusM * object.scale;
          // A tenth of a millimetre for rounding.
          expect(Math.hypot(object.positionM[0], object.positionM[2]) + radiusM).toBeLessThan(
            table.radiusM + 1e-4,
          );
        }
        for (const { left, right, bottom, top } of extents(scene)) {
          expect(Math.abs(left + right) / 2).toBeLessThan(0.6);
          expect(Math.abs(bottom + top) / 2).toBeLessThan(0.6);
        }
        expect(parseScene(sceneText(scene))).toEqual(scene);
      }),
      { numRuns: 25 },
    );
  });

  test('the same dials and seed give the same scene, another seed another', () => {
    fc.assert(
      fc.property(anyDials, seeds, (values, seed) => {
        const scene = composeScene(values, seed);
        expect(composeScene(values, seed)).toEqual(scene);
        expect(composeScene(values, (seed + 1) % 2 ** 32).objects).not.toEqual(scene.objects);
      }),
      { numRuns: 10 },
    );
  });
});

test('no object changes when a dial of light or sensor is turned', () => {
  const dimmed = composeScene({ ...base, lightEv: -4, noisePercent: 9, temperatureK: 3000 }, 5);
  const plain = composeScene(base, 5);
  expect(dimmed.objects).toEqual(plain.objects);
  expect(dimmed.camera).toEqual(plain.camera);
});

test('size: the middling object has the wanted share of the picture', () => {
  for (const size of [6, 12, 24, 40]) {
    const middling = Array.from({ length: 30 }, (_, seed) => {
      const scene = composeScene({ ...base, count: 3, distractors: 0, size, crowding: 0 }, seed);
      const sizes = extents(scene).map(longerSide);
      return sizes.toSorted((a, b) => a - b)[1] ?? 0;
    });
    // Things stand before and behind the aim, and the camera steps back where they do not fit.
    expect(mean(middling)).toBeGreaterThan((0.75 * size) / 100);
    expect(mean(middling)).toBeLessThan((1.3 * size) / 100);
  }
});

test('crowding: from apart through near to overlapping in the picture', () => {
  const nearest = [0, 0.5, 1].map((crowding) =>
    mean(
      Array.from({ length: 30 }, (_, seed) => {
        const scene = composeScene({ ...base, count: 6, size: 15, distractors: 0, crowding }, seed);
        const shown = extents(scene);
        return mean(
          shown.map((a, i) =>
            Math.min(...shown.filter((_, k) => k !== i).map((b) => closeness(a, b))),
          ),
        );
      }),
    ),
  );
  const [apart = 0, near = 0, overlapping = 0] = nearest;
  expect(apart).toBeGreaterThan(0.5);
  expect(Math.abs(near)).toBeLessThan(0.25);
  expect(overlapping).toBeLessThan(-0.3);
});

test('crowded scenes have things in bowls and on books, separate ones none', () => {
  const carried = (crowding: number) =>
    Array.from({ length: 40 }, (_, seed) =>
      composeScene({ ...base, count: 12, crowding }, seed),
    ).flatMap(({ objects }) => objects.filter(({ positionM }) => positionM[1] > 0)).length;
  expect(carried(0)).toBe(0);
  expect(carried(1)).toBeGreaterThan(20);
});

test('a family of the domain is used, one of the other domain counts as any', () => {
  const scene = composeScene({ ...base, table: 'marble', backdrop: 'garden' }, 3);
  expect(scene.table.family).toBe('marble');
  expect(backdropFamilies.studio).toContain(scene.backdrop.family);
  const field = composeScene({ ...base, domain: 'field' }, 3);
  expect(tableFamilies.field).toContain(field.table.family);
  expect(surroundingFamilies.field).toContain(field.surroundings.family);
});

test('round things come in any turn, others stand as they rest', () => {
  for (let seed = 0; seed < 20; seed++) {
    for (const object of composeScene({ ...base, count: 12 }, seed).objects) {
      const [x, , z] = object.rotationDeg;
      if (formOf(object).isRound === true) expect(Math.abs(x) + Math.abs(z)).toBeGreaterThan(0);
      else expect([x, z]).toEqual([0, 0]);
    }
  }
});

test('a wide picture is filled to its sides', () => {
  const widest = Math.max(
    ...Array.from({ length: 10 }, (_, seed) =>
      extents(composeScene({ ...base, count: 10, size: 12, crowding: 0 }, seed, 16 / 9)),
    )
      .flat()
      .map(({ right }) => right),
  );
  expect(widest).toBeGreaterThan(0.6);
  expect(widest).toBeLessThan(1.1);
});
