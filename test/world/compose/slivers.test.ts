import { expect, test } from 'vitest';
import { defaults } from '$src/core/params';
import { composeScene } from '$src/world/compose/scene';
import { withoutSlivers } from '$src/world/compose/slivers';
import { dials } from '$src/world/dials';
import type { SceneTruth } from '$src/world/frame';

const scene = composeScene({ ...defaults(dials), count: 4, distractors: 0 }, 1);

/** Visible and full pixels by object id. */
function truth(areas: Readonly<Record<number, readonly [number, number]>>): SceneTruth {
  return {
    instances: Object.entries(areas).map(([label, [visibleAreaPx, fullAreaInFramePx]]) => ({
      label: Number(label),
      visibleAreaPx,
      fullAreaInFramePx,
    })),
  } as unknown as SceneTruth;
}

test('fewer than 16 pixels or less than 6 per cent go; what is just enough stays', () => {
  const next = withoutSlivers(
    scene,
    truth({ 1: [15, 15], 2: [16, 16], 3: [59, 1000], 4: [60, 1000] }),
  );
  expect(next?.objects.map(({ id }) => id)).toEqual([2, 4]);
  expect({ ...next, objects: scene.objects }).toEqual(scene);
});

test('nothing to take away: undefined; the hidden stay', () => {
  expect(withoutSlivers(scene, truth({ 1: [100, 100] }))).toBeUndefined();
});
