import { describe, expect, test } from 'vitest';
import { overlapsOf } from '$test/world/footprints';
import { categoryOf, classes } from '$src/world/classes';
import { formOf } from '$src/world/compose/forms';
import { closeness, extentOf, longerSide, project, viewOf } from '$src/world/compose/pinhole';
import { backdropFamilies, surroundingFamilies, tableFamilies } from '$src/world/families';
import type { SceneTruth } from '$src/world/frame';
import type { SceneDescription, SceneObject, Vec3 } from '$src/world/scene';
import { parseScene, sceneText } from '$src/world/schema';
import { sceneAt, suiteNames, suiteOf, suites, suits } from '$src/world/suites';

/** Drawn once: composing all of `test` takes seconds. */
const testScenes = all('test', 300);
const side = 320;

function all(name: string, count: number): SceneDescription[] {
  return Array.from({ length: count }, (_, index) => sceneAt(suiteOf(name), index));
}

function annotated(scenes: readonly SceneDescription[]): SceneObject[] {
  return scenes.flatMap(({ objects }) =>
    objects.filter(({ kind }) => categoryOf(kind) !== undefined),
  );
}

/** Longer sides of the annotated objects in pixels of a picture of 320. */
function sizesPx(scenes: readonly SceneDescription[]): number[] {
  return scenes.flatMap((scene) => {
    const view = viewOf(scene.camera);
    return annotated([scene]).map(
      (object) => side * longerSide(extentOf(view, formOf(object), object.positionM, object.scale)),
    );
  });
}

function share<T>(values: readonly T[], holds: (value: T) => boolean): number {
  return values.filter(holds).length / values.length;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? NaN;
}

describe('the table of suites', () => {
  test('names, counts and sizes are as promised', () => {
    expect(suites.map(({ name }) => name)).toEqual(suiteNames);
    expect(Object.fromEntries(suites.map(({ name, count }) => [name, count]))).toEqual({
      train: 8000,
      val: 400,
      test: 300,
      small: 60,
      dense: 60,
      dark: 60,
      'dark-clipped': 60,
      'motion-blur': 60,
      noisy: 60,
      occluded: 60,
      field: 60,
      clips: 192,
    });
    for (const { title, description, size } of suites) {
      expect(title).toMatch(/^[A-Z]/);
      expect(description).toMatch(/^[A-Z0-9].{20,}\.$/);
      expect(size).toBe(side);
    }
  });

  test('an unknown name or index is refused', () => {
    expect(() => suiteOf('tests')).toThrow(/no suite “tests”; there are train, val/);
    expect(() => sceneAt(suiteOf('test'), -1)).toThrow(/whole number from 0; got -1/);
    expect(() => sceneAt(suiteOf('test'), 0.5)).toThrow(/got 0.5/);
  });

  test('only field is of the field domain', () => {
    expect(suites.filter(({ domain }) => domain === 'field').map(({ name }) => name)).toEqual([
      'field',
    ]);
  });
});

describe.each(suiteNames)('%s', (name) => {
  const suite = suiteOf(name);
  const scenes = name === 'test' ? testScenes.slice(0, 20) : all(name, 20);

  test('the same index gives the same scene in any order', () => {
    const again = [3, 0, 17].map((index) => sceneAt(suite, index));
    expect(again).toEqual([3, 0, 17].map((index) => scenes[index]));
    expect(sceneAt(suite, 5, suite.seed + 1).objects).not.toEqual(scenes[5]?.objects);
    expect(sceneAt(suite, 5, suite.seed, 1).objects).not.toEqual(scenes[5]?.objects);
  });

  test('scenes are sound: text gives them back, footprints are apart, counts in range', () => {
    for (const scene of scenes) {
      expect(parseScene(sceneText(scene))).toEqual(scene);
      expect(overlapsOf(scene)).toEqual([]);
      expect(scene.domain).toBe(suite.domain);
      const [least, most] = suite.ranges.count;
      expect(annotated([scene]).length).toBeGreaterThanOrEqual(least);
      expect(annotated([scene]).length).toBeLessThanOrEqual(most);
    }
  });
});

describe('train, val and test', () => {
  test('no scene occurs twice, in one suite or in two', () => {
    // Objects' seeds decide the looks; a scene that came again would bring all of its own along.
    const keys = [...all('train', 300), ...all('val', 150), ...testScenes, ...all('field', 60)].map(
      ({ objects }) => objects.map(({ seed }) => seed).join(),
    );
    expect(new Set(keys).size).toBe(keys.length);
  });

  test('every class has its share of the objects: a twelfth, within a quarter of it', () => {
    const objects = annotated(testScenes);
    for (const { name } of classes) {
      const own = share(objects, ({ kind }) => kind === name);
      expect(own, name).toBeGreaterThan(0.75 / 12);
      expect(own, name).toBeLessThan(1.25 / 12);
    }
  });

  test('every size band of COCO has its share (32 and 96 pixels long)', () => {
    const sizes = sizesPx(testScenes);
    expect(share(sizes, (px) => px < 32)).toBeGreaterThan(0.1);
    expect(share(sizes, (px) => px >= 32 && px < 96)).toBeGreaterThan(0.35);
    expect(share(sizes, (px) => px >= 96)).toBeGreaterThan(0.1);
    expect(share(sizes, (px) => px > 0.9 * side)).toBe(0);
  });

  test('cameras, light and sensors cover what the suite promises', () => {
    const spread = (values: readonly number[]) => [Math.min(...values), Math.max(...values)];
    const [low = 0, high = 0] = spread(testScenes.map(({ camera }) => camera.elevationDeg));
    expect(low).toBeGreaterThanOrEqual(8);
    expect(low).toBeLessThan(10);
    expect(high).toBeGreaterThan(73);
    const [wide = 0, long = 0] = spread(testScenes.map(({ camera }) => camera.focalLengthMm));
    expect(wide).toBeLessThan(26);
    expect(long).toBeGreaterThan(85);
    const [warm = 0, cool = 0] = spread(testScenes.map(({ light }) => light.temperatureK));
    expect(warm).toBeLessThan(2900);
    expect(cool).toBeGreaterThan(8000);
    const jpeg = share(testScenes, ({ sensor }) => sensor.jpegQuality !== null);
    expect(Math.abs(jpeg - 0.5)).toBeLessThan(0.1);
    expect(share(testScenes, ({ sensor }) => sensor.blackClip === 0)).toBe(1);
  });

  test('all studio families occur, and none of the field', () => {
    const used = (key: 'table' | 'backdrop' | 'surroundings') =>
      new Set(testScenes.map((scene) => scene[key].family));
    expect(used('table')).toEqual(new Set(tableFamilies.studio));
    expect(used('backdrop')).toEqual(new Set(backdropFamilies.studio));
    expect(used('surroundings')).toEqual(new Set(surroundingFamilies.studio));
  });

  test('most objects are whole, some are cut by the frame', () => {
    const cut = testScenes.flatMap((scene) => {
      const view = viewOf(scene.camera);
      return annotated([scene]).map((object) => {
        const { left, right, bottom, top } = extentOf(
          view,
          formOf(object),
          object.positionM,
          object.scale,
        );
        return left < -0.5 || right > 0.5 || bottom < -0.5 || top > 0.5;
      });
    });
    expect(share(cut, (isCut) => isCut)).toBeGreaterThan(0.03);
    expect(share(cut, (isCut) => isCut)).toBeLessThan(0.25);
  });
});

describe('the condition suites', () => {
  test('small: 8 to 32 pixels', () => {
    const sizes = sizesPx(all('small', 60));
    // The disc of the footprint is a little larger than the thing; what is carried is not held back.
    expect(share(sizes, (px) => px >= 8 && px <= 32)).toBeGreaterThan(0.97);
    expect(Math.max(...sizes)).toBeLessThan(40);
    expect(Math.min(...sizes)).toBeGreaterThan(6);
  });

  test('dense: 15 to 30 objects, nearly all touching another in the picture', () => {
    const nearest = all('dense', 20).flatMap((scene) => {
      const view = viewOf(scene.camera);
      const extents = scene.objects.map((object) =>
        extentOf(view, formOf(object), object.positionM, object.scale),
      );
      return extents.map((a, i) =>
        Math.min(...extents.filter((_, k) => k !== i).map((b) => closeness(a, b))),
      );
    });
    expect(share(nearest, (near) => near < 0)).toBeGreaterThan(0.9);
  });

  test('dark-clipped shows the scenes of dark, with the shadows cut off', () => {
    for (const [i, dark] of all('dark', 20).entries()) {
      const clipped = sceneAt(suiteOf('dark-clipped'), i);
      expect(dark.sensor.blackClip).toBe(0);
      expect(clipped.sensor.blackClip).toBeGreaterThanOrEqual(0.004);
      expect({ ...clipped, sensor: { ...clipped.sensor, blackClip: 0 } }).toEqual(dark);
    }
  });

  test('dark: about three to five stops below a well-lit room', () => {
    for (const { light, sensor } of all('dark', 20)) {
      expect(light.levelEv + sensor.exposureEv).toBeLessThanOrEqual(-2.8);
      expect(light.levelEv + sensor.exposureEv).toBeGreaterThanOrEqual(-4.6);
    }
  });

  test('motion-blur: in every picture something is blurred over 8 to 40 pixels', () => {
    for (const scene of all('motion-blur', 60)) {
      const longest = Math.max(...scene.objects.map((object) => blurPx(scene, object)));
      expect(longest).toBeGreaterThan(7);
      expect(longest).toBeLessThan(60); // what is nearer than the aim moves further
    }
  });

  /** How far the middle of an object moves over the picture while the shutter is open. */
  function blurPx(scene: SceneDescription, { positionM, velocityMPerS }: SceneObject): number {
    const { camera, sensor } = scene;
    const at = (timeS: number) => {
      const view = viewOf({
        ...camera,
        targetM: plus(camera.targetM, camera.velocityMPerS, timeS),
      });
      const { x, y } = project(view, plus(positionM, velocityMPerS, timeS));
      const turn = Math.tan((camera.panDegPerS * timeS * Math.PI) / 180) * view.focal;
      return [x + turn, y] as const;
    };
    const [from, to] = [at(-sensor.exposureS / 2), at(sensor.exposureS / 2)];
    return side * Math.hypot(to[0] - from[0], to[1] - from[1]);
  }

  function plus([x, y, z]: Vec3, [a, b, c]: Vec3, by: number): Vec3 {
    return [x + a * by, y + b * by, z + c * by];
  }

  test('noisy: several times the noise of test', () => {
    const noise = (scenes: readonly SceneDescription[]) =>
      scenes.map(({ sensor }) => sensor.noisePercent);
    expect(Math.min(...noise(all('noisy', 20)))).toBeGreaterThan(Math.max(...noise(testScenes)));
  });

  test('occluded: pictures whose truth lacks two objects hidden by 30 to 80 per cent do not suit', () => {
    const suite = suiteOf('occluded');
    const truth = (...occlusions: number[]) =>
      ({
        instances: occlusions.map((occlusion) => ({ categoryId: 47, occlusion })),
      }) as unknown as SceneTruth;
    expect(suits(suite, truth(0.3, 0.8, 0))).toBe(true);
    expect(suits(suite, truth(0.29, 0.8, 0.81))).toBe(false);
    expect(suits(suiteOf('test'), truth())).toBe(true);
  });

  test('field: lower, wider and more tilted than test', () => {
    const field = all('field', 60);
    const of = (scenes: readonly SceneDescription[], key: 'elevationDeg' | 'focalLengthMm') =>
      median(scenes.map(({ camera }) => camera[key]));
    expect(of(field, 'elevationDeg')).toBeLessThan(of(testScenes, 'elevationDeg'));
    expect(of(field, 'focalLengthMm')).toBeLessThan(of(testScenes, 'focalLengthMm'));
    const roll = (scenes: readonly SceneDescription[]) =>
      median(scenes.map(({ camera }) => Math.abs(camera.rollDeg)));
    expect(roll(field)).toBeGreaterThan(roll(testScenes));
  });

  test('clips: frame and clip follow from the index', () => {
    const suite = suiteOf('clips');
    const [first, second, other] = [24, 25, 48].map((index) => sceneAt(suite, index));
    const ids = (scene: SceneDescription | undefined) => scene?.objects.map(({ seed }) => seed);
    expect(first?.timeS).toBe(0);
    expect(second?.timeS).toBeCloseTo(1 / 12, 4);
    expect(ids(second)).toEqual(ids(first));
    expect(second?.objects).not.toEqual(first?.objects);
    expect(second?.camera).not.toEqual(first?.camera);
    expect(ids(other)).not.toEqual(ids(first));
  });
});
