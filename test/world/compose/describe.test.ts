import { expect, test } from 'vitest';
import { defaults } from '$src/core/params';
import { describeScene } from '$src/world/compose/describe';
import { composeScene } from '$src/world/compose/scene';
import { dials } from '$src/world/dials';
import { tableFamilies } from '$src/world/families';
import type { SceneTruth } from '$src/world/frame';
import type { SceneDescription } from '$src/world/scene';

const base = composeScene({ ...defaults(dials), table: 'oak' }, 1);
const [model] = base.objects;
if (!model) throw new Error('The default scene has objects.');
const scene: SceneDescription = {
  ...base,
  objects: (['apple', 'book', 'apple', 'cup', 'apple', 'wine glass', 'wine glass'] as const).map(
    (kind, i) => ({ ...model, id: i + 1, kind }),
  ),
  camera: { ...base.camera, elevationDeg: 70 },
  light: { ...base.light, temperatureK: 3000, levelEv: -1.5 },
};

test('counts, plurals, table, view and light', () => {
  expect(describeScene(scene)).toBe(
    'Three apples, two wine glasses, a cup and a book on an oak table, seen from above in dim warm light.',
  );
});

test('with truth, only what is visible is named', () => {
  const truth = {
    instances: [{ kind: 'orange' }, { kind: 'apple' }],
  } as unknown as SceneTruth;
  expect(describeScene(scene, truth)).toMatch(/^An apple and an orange on an oak table/);
});

test('an empty table is told', () => {
  expect(describeScene({ ...scene, objects: [] })).toMatch(/^Nothing on an oak table/);
});

test('every table has its words', () => {
  for (const family of [...tableFamilies.studio, ...tableFamilies.field]) {
    const words = describeScene({ ...scene, table: { family, seed: 1 } });
    expect(words).toMatch(/ on (an? |grass|weathered)/);
  }
});
