import { lathe, merge, surface, tube, type Mesh } from '../core/mesh';
import { fbm3, noise2, noise3 } from '../core/noise';
import type { Shader, Thing } from '../core/scene';
import { hex, smoothstep, type Vec } from '../core/vec';
import { blend, bump, coat, paint, thing, tone, type Place } from './paint';

/** Small round pieces that lie on a cloth: coins, washers, buttons with real holes, beads. */

const COIN = lathe(
  [
    [1, 0],
    [1.005, 0.02],
    [1.005, 0.11],
    [0.99, 0.13],
    [0.93, 0.132],
    [0.905, 0.118],
    [0.89, 0.105],
    [0.87, 0.105],
    [0.84, 0.105],
    [0, 0.105],
  ],
  96,
  48,
);

/** Relief of a coin: a ring of beads, and a sprig or a star in the middle. Height in coin radii. */
function relief(x: number, z: number, seed: number): number {
  const r = Math.hypot(x, z);
  const a = Math.atan2(z, x);
  const beads = 0.5 + 0.5 * Math.cos(a * 44);
  let h = 0.014 * beads * smoothstep(0.06, 0.02, Math.abs(r - 0.83));
  if (seed % 2 === 0) {
    const star = r - 0.42 * (0.62 + 0.38 * Math.abs(Math.cos(2.5 * a)) ** 0.7);
    h += 0.03 * smoothstep(0.03, -0.05, star);
    h += 0.016 * smoothstep(0.03, 0.012, Math.abs(r - 0.6));
  } else {
    const bend = x + 0.25 * z * z - 0.06;
    h += 0.03 * smoothstep(0.05, 0.02, Math.abs(bend)) * smoothstep(0.62, 0.52, Math.abs(z));
    for (let k = -3; k <= 3; k++) {
      const cz = 0.16 * k;
      for (const side of [-1, 1]) {
        const lx = side * (x + 0.25 * cz * cz - 0.06) - 0.2;
        const lz = z - cz + 0.6 * lx - 0.05;
        h += 0.024 * smoothstep(1, 0.6, (lx / 0.16) ** 2 + (lz / 0.062) ** 2);
      }
    }
  }
  return h;
}

export function coin(place: Place, metalCode: string, seed: number): Thing {
  const tint = hex(metalCode);
  const shader: Shader = (s) => {
    paint(s, tint);
    const wear = fbm3(s.x * 4 + seed * 9, s.y, s.z * 4, 3);
    tone(s, 0.86 + 0.24 * wear);
    s.metal = true;
    s.rough = 0.42 + 0.12 * wear;
    if (s.y > 0.09) {
      const d = 0.012;
      const h = relief(s.x, s.z, seed);
      s.gx += (0.75 * (relief(s.x + d, s.z, seed) - h)) / d;
      s.gz += (0.75 * (relief(s.x, s.z + d, seed) - h)) / d;
      // Dirt gathers in the hollows.
      tone(s, 0.72 + 0.28 * smoothstep(0, 0.02, h));
    } else {
      s.gx += 0.35 * Math.sin(Math.atan2(s.z, s.x) * 90) * -s.z;
      s.gz += 0.35 * Math.sin(Math.atan2(s.z, s.x) * 90) * s.x;
    }
    bump(s, 5, 0.004);
  };
  return thing('coin', [{ mesh: COIN, shader }], place);
}

const WASHER = lathe(
  [
    [0.52, 0.005],
    [0.515, 0.02],
    [0.515, 0.1],
    [0.53, 0.115],
    [0.97, 0.115],
    [1, 0.095],
    [1, 0.02],
    [0.99, 0],
  ].reverse() as [number, number][],
  96,
  48,
);

export function washer(place: Place, metalCode = '#b9bcc0'): Thing {
  const tint = hex(metalCode);
  const shader: Shader = (s) => {
    paint(s, tint);
    s.metal = true;
    // Turned on a lathe: fine circular grooves.
    const r = Math.hypot(s.x, s.z);
    const groove = noise2(r * 70, 2) - 0.5;
    s.rough = 0.4 + 0.1 * groove;
    s.gx += (0.16 * groove * s.x) / r;
    s.gz += (0.16 * groove * s.z) / r;
    tone(s, 0.8 + 0.2 * noise3(s.x * 5, 1, s.z * 5));
  };
  return thing('washer', [{ mesh: WASHER, shader }], place);
}

/** Height of a button's top over its radius: raised rim, dished middle. */
const buttonTop = (r: number): number =>
  0.15 + 0.07 * Math.exp(-(((r - 0.84) / 0.1) ** 2)) - 0.12 * smoothstep(0.9, 1, r) ** 2;

/**
 * The disc is cut into one sector per hole; each sector is spun between the hole's rim and the sector's
 * outline, so the hole is in the mesh and therefore in the truth.
 */
function buttonMesh(holes: number): Mesh {
  const apart = holes === 2 ? 0.24 : 0.27;
  const hole = holes === 2 ? 0.125 : 0.11;
  const span = (2 * Math.PI) / holes;
  const meshes: Mesh[] = [];
  for (let k = 0; k < holes; k++) {
    const middle = (k + 0.5) * span;
    const [cx, cz] = [apart * Math.cos(middle), -apart * Math.sin(middle)];
    // Outline of the sector: out along one cut, round the rim, back along the other.
    const outline = (u: number): readonly [number, number] => {
      const [r, a] =
        u < 0.25
          ? [u * 4, k * span]
          : u < 0.75
            ? [1, (k + (u - 0.25) * 2) * span]
            : [(1 - u) * 4, (k + 1) * span];
      return [r * Math.cos(a), -r * Math.sin(a)];
    };
    const rim = (u: number): readonly [number, number] => {
      const [ox, oz] = outline(u);
      const n = Math.hypot(ox - cx, oz - cz);
      return [cx + ((ox - cx) / n) * hole, cz + ((oz - cz) / n) * hole];
    };
    meshes.push(
      surface(128, 28, (u, v) => {
        const [ox, oz] = outline(u === 1 ? 0 : u);
        const [ix, iz] = rim(u === 1 ? 0 : u);
        const [x, z] = [ox + (ix - ox) * v, oz + (iz - oz) * v];
        return [x, buttonTop(Math.hypot(x, z)), z];
      }),
      surface(64, 2, (u, v) => {
        const [x, z] = rim(u === 1 ? 0 : u);
        return [x, buttonTop(Math.hypot(x, z)) * (1 - v), z];
      }),
    );
  }
  meshes.push(
    lathe(
      [
        [0.94, 0],
        [0.985, 0.02],
        [1, 0.06],
        [1, buttonTop(1)],
      ],
      128,
      24,
    ),
  );
  return merge(meshes);
}

const BUTTONS = new Map<number, Mesh>();

export function button(place: Place, code: string, holes: 2 | 4, seed: number): Thing {
  const mesh = BUTTONS.get(holes) ?? buttonMesh(holes);
  BUTTONS.set(holes, mesh);
  const c = hex(code);
  const shader: Shader = (s) => {
    paint(s, c);
    // Clouded like horn or shell.
    const cloud = fbm3(s.x * 1.6 + seed * 5, s.y, s.z * 3.2, 4);
    tone(s, 0.75 + 0.5 * cloud);
    coat(s, 0.045, 0.18);
  };
  return thing('button', [{ mesh, shader }], place);
}

const BEAD = merge([
  // A bead's bore runs along y; the outside is a flattened ball.
  lathe(
    Array.from({ length: 25 }, (_, i): [number, number] => {
      const b = -1.33 + (2.66 * i) / 24;
      return [Math.cos(b), 0.9 * Math.sin(b)];
    }),
    56,
    48,
  ),
  tube(
    (t): Vec => [0, 0.874 - 1.748 * t, 0],
    () => 0.238,
    56,
    2,
  ),
]);

export function bead(place: Place, code: string, kind: 'wood' | 'glaze', seed: number): Thing {
  const c = hex(code);
  const shader: Shader = (s) => {
    paint(s, c);
    if (kind === 'wood') {
      const grain = noise2(
        s.x * 16 + seed * 3 + 2 * noise3(s.x * 2, s.y * 2, s.z * 2),
        s.y * 1.5 + seed,
      );
      tone(s, 0.78 + 0.34 * grain);
      coat(s, 0.04, 0.35);
    } else {
      tone(s, 0.9 + 0.2 * noise3(s.x * 3 + seed, s.y * 3, s.z * 3));
      coat(s, 0.06, 0.09);
    }
  };
  return thing('bead', [{ mesh: BEAD, shader }], place);
}

/** A flat felt: short fibres in all directions. */
export function felt(code: string): Shader {
  const c = hex(code);
  return (s) => {
    paint(s, c);
    const fibre =
      noise2(s.x * 9 + 7 * noise2(s.x * 5, s.z * 5), s.z * 60) * 0.5 +
      noise2(s.x * 60, s.z * 9 + 7 * noise2(s.z * 5, s.x * 5)) * 0.5;
    tone(s, 0.82 + 0.36 * fibre);
    blend(s, [0.5, 0.5, 0.5], 0.02);
    bump(s, 26, 0.0018);
  };
}
