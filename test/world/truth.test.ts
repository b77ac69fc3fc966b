// From buffers to truth: 6 x 5 pictures by hand, then properties over random pictures.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { SoloMask } from '$src/world/frame';
import type { SceneObject } from '$src/world/scene';
import { outlineOf, truthOf } from '$src/world/truth';
import { buffers, grid, object, scene, solo } from './fixtures';

// The apple (1) is covered by a can (2) in two of its six pixels; the banana (3) lies half outside.
const labels = [
  '......', //
  '.1122.',
  '.1122.',
  '....22',
  '33....',
];
const solos = [
  solo(1, 1, 1, '###', '###'),
  solo(2, 2, 1, '.##.', '.##.', '..##'),
  solo(3, -2, 4, '####', '.##.'),
];
const objects = [object(3, 'banana'), object(1, 'apple'), object(2, 'can')];
const truth = truthOf(scene(objects), buffers(labels, solos));
const [apple, can, banana] = truth.instances;

describe('a picture of 6 x 5', () => {
  test('instances come by label, whatever the order in the scene', () => {
    expect(truth.instances.map(({ label, kind }) => [label, kind])).toEqual([
      [1, 'apple'],
      [2, 'can'],
      [3, 'banana'],
    ]);
    expect([truth.width, truth.height, truth.labels.data[7]]).toEqual([6, 5, 1]);
  });

  test('an apple of six pixels of which four show', () => {
    expect(apple).toMatchObject({
      categoryId: 53,
      visibleBoxXywh: [1, 1, 2, 2],
      fullBoxXywh: [1, 1, 3, 2],
      visibleAreaPx: 4,
      fullAreaInFramePx: 6,
      fullAreaPx: 6,
      truncation: 0,
    });
    expect(apple?.occlusion).toBeCloseTo(2 / 6, 15);
  });

  test('a distractor has truth but no category', () => {
    expect(can).toMatchObject({
      categoryId: undefined,
      visibleBoxXywh: [3, 1, 3, 3],
      visibleAreaPx: 6,
      occlusion: 0,
      truncation: 0,
    });
  });

  test('a banana that leaves the picture at the left and below', () => {
    // Row 4 of the picture shows 2 of 4 pixels, the row beneath is outside: 2 of 6 in the frame.
    expect(banana).toMatchObject({
      visibleBoxXywh: [0, 4, 2, 1],
      fullBoxXywh: [-2, 4, 4, 2],
      visibleAreaPx: 2,
      fullAreaInFramePx: 2,
      fullAreaPx: 6,
      occlusion: 0,
    });
    expect(banana?.truncation).toBeCloseTo(4 / 6, 15);
  });

  test('outlines use the one rule: a pixel unlike its right or lower neighbour', () => {
    const expected = ['.####.', '#.#.#.', '######', '##.###', '.#....'];
    const cells = [...expected.join('')].map((cell) => (cell === '#' ? 255 : 0));
    expect([...outlineOf(truth.labels).data]).toEqual(cells);
  });
});

describe('who is in the picture', () => {
  const three = [object(1, 'cup'), object(2, 'book'), object(3, 'clock')];
  const seen = truthOf(
    scene(three),
    buffers(
      ['......', '.2222.', '.2222.', '......', '......'],
      [solo(1, 2, 1, '##', '##'), solo(2, 1, 1, '####', '####'), solo(3, 7, 0, '##')],
    ),
  );

  test('what is wholly covered is hidden; what is wholly outside is nowhere', () => {
    expect(seen.instances.map(({ label }) => label)).toEqual([2]);
    expect(seen.hidden).toEqual([1]);
  });

  test('an object without pixels anywhere is nowhere either', () => {
    const nobody = truthOf(scene(three), buffers(['...', '...'], [solo(1, 0, 0, '..')]));
    expect([nobody.instances, nobody.hidden]).toEqual([[], []]);
  });

  test('a label that the scene does not have is an error', () => {
    expect(() => truthOf(scene([object(4, 'cup')]), buffers(['..7'], []))).toThrow(
      'an object 7, but the scene has only 4',
    );
  });
});

describe('full is solo or visible', () => {
  test('a visible pixel that the solo mask lacks still belongs to the object', () => {
    const { instances } = truthOf(
      scene([object(1, 'cup')]),
      buffers(['.111.', '.....'], [solo(1, 1, 0, '##.')]),
    );
    expect(instances[0]).toMatchObject({ fullAreaPx: 3, visibleAreaPx: 3, occlusion: 0 });
  });

  test('even when it lies outside the rectangle, or there is no rectangle', () => {
    const picture = ['1111.', '1....'];
    for (const list of [[solo(1, 1, 0, '##')], []]) {
      const { instances } = truthOf(scene([object(1, 'cup')]), buffers(picture, list));
      expect(instances[0]).toMatchObject({
        fullAreaPx: 5,
        fullAreaInFramePx: 5,
        fullBoxXywh: [0, 0, 4, 2],
        occlusion: 0,
      });
    }
  });
});

describe('depth, distance and light', () => {
  const base = buffers(['11.', '1..'], [solo(1, 0, 0, '##', '#.')]);
  const depthM = Float32Array.of(1.5, 2, 9, 2.5, 9, 9);
  const apples = [object(1, 'apple', { positionM: [0, 0, -1] })];

  test('nearest and mean depth of the visible pixels', () => {
    const [instance] = truthOf(scene(apples), { ...base, depthM }).instances;
    expect([instance?.nearestDepthM, instance?.meanDepthM]).toEqual([1.5, 2]);
  });

  test('distance from the camera to where the object stands', () => {
    // The camera stands at z = 2, the apple at z = -1.
    expect(truthOf(scene(apples), base).instances[0]?.distanceM).toBeCloseTo(3, 12);
    const aside = [object(1, 'apple', { positionM: [4, 0, -1] })];
    expect(truthOf(scene(aside), base).instances[0]?.distanceM).toBeCloseTo(5, 12);
  });

  test('light: the mean over the object and over the picture; not a number where not measured', () => {
    const luminance = Float32Array.of(0.25, 0.5, 0, 0.75, 0, 0);
    const lit = truthOf(scene(apples), { ...base, luminance });
    expect([lit.lightLevel, lit.instances[0]?.lightLevel]).toEqual([0.25, 0.5]);
    const dark = truthOf(scene(apples), base);
    expect([dark.lightLevel, dark.instances[0]?.lightLevel]).toEqual([NaN, NaN]);
  });
});

describe('properties', () => {
  /** Discs on a plane larger than the picture, painted one over the other. */
  const disc = fc.record({
    x: fc.integer({ min: -6, max: 26 }),
    y: fc.integer({ min: -6, max: 22 }),
    r: fc.integer({ min: 1, max: 9 }),
  });
  const [width, height] = [20, 16];
  const painted = fc.array(disc, { minLength: 1, maxLength: 6 }).map((discs) => {
    const picture = new Uint8Array(width * height);
    const masks: SoloMask[] = [];
    const things: SceneObject[] = [];
    discs.forEach(({ x, y, r }, i) => {
      const side = 2 * r + 1;
      const mask = new Uint8Array(side * side);
      for (let at = 0; at < mask.length; at++) {
        const [dx, dy] = [(at % side) - r, Math.floor(at / side) - r];
        if (dx * dx + dy * dy > r * r) continue;
        mask[at] = 1;
        const [px, py] = [x + dx, y + dy];
        if (px >= 0 && px < width && py >= 0 && py < height) picture[py * width + px] = i + 1;
      }
      masks.push({ label: i + 1, x: x - r, y: y - r, width: side, height: side, mask });
      things.push(object(i + 1, 'cup'));
    });
    return { things, picture, masks };
  });

  test('boxes are the bounds of the masks, masks are disjoint and complete, shares add up', () => {
    fc.assert(
      fc.property(painted, ({ things, picture, masks }) => {
        const { instances, hidden } = truthOf(scene(things), {
          width,
          height,
          labels: picture,
          depthM: new Float32Array(width * height),
          solos: masks,
        });
        let total = 0;
        for (const instance of instances) {
          const at = [...picture.keys()].filter((i) => picture[i] === instance.label);
          total += instance.visibleAreaPx;
          expect(instance.visibleAreaPx).toBe(at.length);
          const xs = at.map((i) => i % width);
          const ys = at.map((i) => Math.floor(i / width));
          const [x, y] = [Math.min(...xs), Math.min(...ys)];
          expect(instance.visibleBoxXywh).toEqual([
            x,
            y,
            Math.max(...xs) - x + 1,
            Math.max(...ys) - y + 1,
          ]);
          const { fullAreaInFramePx: inFrame, fullAreaPx: full } = instance;
          const mask = masks[instance.label - 1]?.mask ?? new Uint8Array();
          expect(full).toBe(mask.reduce((sum, value) => sum + value, 0));
          expect(instance.occlusion).toBe(1 - at.length / inFrame);
          expect(instance.truncation).toBe(1 - inFrame / full);
          expect(instance.occlusion).toBeGreaterThanOrEqual(0);
          expect(instance.occlusion).toBeLessThan(1);
        }
        expect(total).toBe(picture.filter((label) => label > 0).length);
        const shown = new Set(picture);
        const inFrame = (m: SoloMask): boolean =>
          m.mask.some((value, at) => {
            const [x, y] = [m.x + (at % m.width), m.y + Math.floor(at / m.width)];
            return value > 0 && x >= 0 && x < width && y >= 0 && y < height;
          });
        expect(hidden).toEqual(
          masks.filter((m) => !shown.has(m.label) && inFrame(m)).map(({ label }) => label),
        );
      }),
    );
  });

  test('the buffers are wrapped, not copied', () => {
    const drawn = { ...buffers(['1'], []), labels: grid('1') };
    expect(truthOf(scene([object(1, 'cup')]), drawn).labels.data).toBe(drawn.labels);
  });
});
