/** Vessels: what every thing owes, the promises of turned bodies, walls and hollows that carry. */
import { DoubleSide, Mesh, MeshBasicMaterial, Raycaster, Vector3, type Object3D } from 'three';
import { describe, expect, it } from 'vitest';
import { createRng } from '$src/core/rng';
import bottle from '$src/world/things/bottle';
import bowl from '$src/world/things/bowl';
import can from '$src/world/things/can';
import candle from '$src/world/things/candle';
import cup from '$src/world/things/cup';
import spoon from '$src/world/things/spoon';
import { labelCount } from '$src/world/things/vessels/prints';
import { hollow, radiusAt, slice, turned, type Profile } from '$src/world/things/vessels/turning';
import wineGlass from '$src/world/things/wine-glass';
import { checkThing, FakeKit } from './check-thing';

// Two faces of a wall, contents and label: more than a solid thing, still small for a GPU.
const roomy = { maxTriangles: 6000 };
checkThing(bottle, { ...roomy, maxPrintKeys: labelCount, spread: { heightM: 0.02 } });
checkThing(wineGlass, { ...roomy, maxPrintKeys: 0, spread: { heightM: 0.015 } });
checkThing(cup, { ...roomy, spread: { heightM: 0.015 } });
checkThing(bowl, { ...roomy, maxPrintKeys: 0, spread: { heightM: 0.01, radiusM: 0.012 } });
checkThing(can, { maxPrintKeys: labelCount });
checkThing(candle, { maxPrintKeys: 0 });
checkThing(spoon, { maxPrintKeys: 0 });

const cone: Profile = [
  [0.02, 0],
  [0.04, 0.1],
];

describe('turned bodies', () => {
  it('read radii between the points of a profile and hold them beyond its ends', () => {
    expect(radiusAt(cone, 0.05)).toBeCloseTo(0.03, 12);
    expect(radiusAt(cone, -1)).toBeCloseTo(0.02, 12);
    expect(radiusAt(cone, 1)).toBeCloseTo(0.04, 12);
  });

  it('cut slices at the heights asked for', () => {
    const [low, high] = slice(cone, 0.025, 0.075, 0.001);
    expect(low?.[0]).toBeCloseTo(0.026, 12);
    expect(low?.[1]).toBeCloseTo(0.025, 12);
    expect(high?.[0]).toBeCloseTo(0.036, 12);
    expect(high?.[1]).toBeCloseTo(0.075, 12);
  });

  it('face outwards on a rising profile: winding and normals agree', () => {
    const geometry = turned(cone, { segments: 8 });
    const position = geometry.getAttribute('position');
    const normal = geometry.getAttribute('normal');
    const index = geometry.getIndex();
    const corner = (at: number): Vector3 =>
      new Vector3().fromBufferAttribute(position, index?.getX(at) ?? 0);
    expect(index?.count).toBe(8 * 2 * 3);
    for (let at = 0; at < (index?.count ?? 0); at += 3) {
      const [a, b, c] = [corner(at), corner(at + 1), corner(at + 2)];
      const face = b.clone().sub(a).cross(c.clone().sub(a));
      const middle = a.clone().add(b).add(c).setY(0);
      expect(face.dot(middle)).toBeGreaterThan(0);
      const own = new Vector3().fromBufferAttribute(normal, index?.getX(at) ?? 0);
      expect(face.normalize().dot(own)).toBeGreaterThan(0.9); // an eighth of a turn: cos 22.5
    }
  });

  it('keep a wall of the thickness asked for, measured square to it', () => {
    const { inner } = hollow(
      Array.from({ length: 11 }, (_, i) => [0.02 + 0.002 * i, 0.01 * i] as const),
      0.003,
      0.004,
    );
    // Square to a wall that leans by atan(0.2), 3 mm are 3 / cos(lean) across.
    const across = 0.003 * Math.hypot(1, 0.2);
    expect(radiusAt(inner, 0.06)).toBeCloseTo(0.032 - across, 6);
  });
});

/** Height of the topmost surface above a point of the table. */
function topAt(built: Object3D, x: number, z: number): number {
  const seen = new MeshBasicMaterial({ side: DoubleSide });
  built.traverse((part) => {
    if (part instanceof Mesh) part.material = seen;
  });
  built.updateMatrixWorld(true);
  const ray = new Raycaster(new Vector3(x, 1, z), new Vector3(0, -1, 0));
  return ray.intersectObject(built)[0]?.point.y ?? -1;
}

describe('hollows', () => {
  it('empty bowls carry: their floor lies where the form says, in the middle, below the rim', () => {
    const kit = new FakeKit();
    let carrying = 0;
    for (let seed = 0; seed < 120; seed++) {
      const form = bowl.draw(createRng(seed).fork('bowl'));
      if (!form.carries) continue;
      carrying++;
      const floorM = topAt(bowl.build(form, kit), 0.001, 0.0005);
      // 3 mm: fruit may sink that far without showing below the bowl.
      expect(Math.abs(floorM - form.carries.heightM), `seed ${seed}`).toBeLessThan(0.003);
      expect(form.carries.isHollow).toBe(true);
      expect(floorM, `seed ${seed}`).toBeLessThan(0.7 * form.heightM);
    }
    expect(carrying).toBeGreaterThan(30);
    kit.dispose();
  });

  it('about one bottle in twelve lies', () => {
    let lying = 0;
    for (let seed = 0; seed < 2000; seed++) {
      const form = bottle.draw(createRng(seed).fork('bottle'));
      if (form.heightM < form.radiusM) lying++;
    }
    // 8 %; four standard deviations of a share of 2000 are 2.4 points.
    expect(lying / 2000).toBeGreaterThan(0.055);
    expect(lying / 2000).toBeLessThan(0.105);
  });
});
