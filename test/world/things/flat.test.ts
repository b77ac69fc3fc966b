import { Box3, Mesh, Vector3, type Object3D } from 'three';
import { describe, expect, it } from 'vitest';
import { createRng } from '$src/core/rng';
import banana from '$src/world/things/banana';
import book from '$src/world/things/book';
import box from '$src/world/things/box';
import carrot from '$src/world/things/carrot';
import clock from '$src/world/things/clock';
import pen from '$src/world/things/pen';
import phone from '$src/world/things/phone';
import { Mould, settle, surface } from '$src/world/things/flat/solids';
import { checkThing, FakeKit, measure } from './check-thing';

checkThing(banana, { spread: { ripeness: 0.2, 'bodies.0.lengthM': 0.015 } });
// Leaflets reach a little beyond their stems, which are what the form measures.
checkThing(carrot, { spread: { 'root.lengthM': 0.03, 'colour.r': 0.05 } });
checkThing(book, { maxPrintKeys: 30, spread: { thicknessM: 0.008, lengthM: 0.03, turn: 1 } });
checkThing(clock, { spread: { half: 0.02, minutes: 150 } });
checkThing(box, { spread: { heightM: 0.03 } });
checkThing(pen, { spread: { lengthM: 0.01 } });
checkThing(phone, { spread: { lengthM: 0.008 } });

const seeds = Array.from({ length: 200 }, (_, seed) => seed);
const kit = new FakeKit();

describe('rest poses', () => {
  it('a lying banana is far longer than high, a closed book that carries is flat on top', () => {
    for (const seed of seeds) {
      const form = banana.draw(createRng(seed).fork('banana'));
      expect(form.radiusM * 2, `banana ${seed}`).toBeGreaterThan(1.1 * form.heightM);
      const bookForm = book.draw(createRng(seed).fork('book'));
      if (!bookForm.carries) continue;
      const { highestM } = measure(book.build(bookForm, kit));
      expect(Math.abs(highestM - bookForm.carries.heightM), `book ${seed}`).toBeLessThan(0.0005);
    }
  });

  it('draws every pose and kind in a share worth learning from', () => {
    const shares = (values: readonly string[]): Record<string, number> => {
      const counts: Record<string, number> = {};
      for (const value of values) counts[value] = (counts[value] ?? 0) + 1 / values.length;
      return counts;
    };
    const books = shares(seeds.map((seed) => book.draw(createRng(seed).fork('book')).pose));
    const clocks = shares(seeds.map((seed) => clock.draw(createRng(seed).fork('clock')).kind));
    expect(Object.keys(books).sort()).toEqual(['closed', 'fanned', 'open', 'upright']);
    expect(Object.keys(clocks).sort()).toEqual(['alarm', 'desk', 'digital', 'wall']);
    // 0.1 and 0.125 meant; three standard deviations of a share of 200 lie below 0.07.
    for (const share of [...Object.values(books), ...Object.values(clocks)])
      expect(share).toBeGreaterThan(0.03);
  });

  it('clock hands agree: the minute hand points to the minutes of the hour hand', () => {
    const form = clock.draw(createRng(3).fork('clock'));
    const face = clock.build({ ...form, kind: 'wall', minutes: 180, second: undefined }, kit);
    // Three o'clock: the hour hand to +x, the minute hand up; each is a flat mesh before the dial.
    const tips = flatTips(face, form.half);
    expect(tips.some((tip) => tip.x > 0.35 * form.half && Math.abs(tip.y) < 0.1 * form.half)).toBe(
      true,
    );
    expect(tips.some((tip) => tip.y > 0.55 * form.half && Math.abs(tip.x) < 0.1 * form.half)).toBe(
      true,
    );
  });
});

/** For meshes of few corners in a plane of constant z: the corner farthest from the axis, dial-centred. */
function flatTips(built: Object3D, half: number): Vector3[] {
  const tips: Vector3[] = [];
  built.updateMatrixWorld(true);
  built.traverse((part) => {
    if (!(part instanceof Mesh)) return;
    const { position } = part.geometry.attributes;
    if (!position) return;
    part.geometry.computeBoundingBox();
    const { min, max } = part.geometry.boundingBox ?? new Box3();
    if (max.z - min.z > 1e-6 || max.x - min.x > 1.5 * half) return;
    let tip = new Vector3();
    for (let i = 0; i < position.count; i++) {
      const corner = new Vector3().fromBufferAttribute(position, i).setZ(0);
      if (corner.length() > tip.length()) tip = corner;
    }
    tips.push(tip);
  });
  return tips;
}

describe('solids', () => {
  /** Six times the volume that the faces enclose (divergence theorem): positive if they look outwards. */
  const volume = (geometry: ReturnType<Mould['build']>): number => {
    const flat = geometry.index ? geometry.toNonIndexed() : geometry;
    const position = flat.getAttribute('position');
    let sum = 0;
    for (let i = 0; i < position.count; i += 3) {
      const [a, b, c] = [0, 1, 2].map((k) => new Vector3().fromBufferAttribute(position, i + k));
      if (a && b && c) sum += a.dot(b.cross(c)) / 6;
    }
    return sum;
  };

  it('a band of 2 x 1 swept by 2 x 1.5 encloses 6', () => {
    const upper = [
      { x: -1, y: 1 },
      { x: 1, y: 1 },
    ];
    const lower = [
      { x: -1, y: 0 },
      { x: 1, y: 0 },
    ];
    expect(volume(new Mould().band(upper, lower, 1.5).build())).toBeCloseTo(6, 5);
  });

  it('bananas, carrots and page blocks look outwards', () => {
    for (const seed of seeds.slice(0, 20)) {
      for (const thing of [banana, carrot] as const) {
        const form = thing.draw(createRng(seed).fork(thing.name));
        // The first mesh is the body; TypeScript cannot pair form and thing across the union.
        const built =
          thing === banana
            ? banana.build(banana.draw(createRng(seed).fork('banana')), kit)
            : carrot.build(carrot.draw(createRng(seed).fork('carrot')), kit);
        const body = built.children[0];
        expect(body).toBeInstanceOf(Mesh);
        if (body instanceof Mesh)
          expect(volume(body.geometry), `${thing.name} ${seed}, ${form.radiusM}`).toBeGreaterThan(
            1e-6,
          );
      }
    }
  });

  it('settles points on the table', () => {
    const points = [new Vector3(1, 2, 3), new Vector3(5, 4, 3), new Vector3(3, 3, 5)];
    const { radiusM, heightM, shift } = settle([points]);
    expect(heightM).toBe(2);
    expect(shift).toEqual(new Vector3(-3, -2, -4));
    expect(radiusM).toBeCloseTo(Math.hypot(2, 1), 12);
  });

  it('a surface whose u runs counter-clockwise about its axis looks outwards', () => {
    const tube = surface(
      (u, v, target) => target.set(Math.cos(2 * Math.PI * u), Math.sin(2 * Math.PI * u), v),
      8,
      2,
    );
    const normal = new Vector3().fromBufferAttribute(tube.getAttribute('normal'), 0);
    expect(normal.x).toBeCloseTo(1, 3);
  });
});
