import { lathe, merge, surface, tube, type Mesh } from '../core/mesh';
import { fbm3, noise2, noise3 } from '../core/noise';
import { Random } from '../core/random';
import type { Part, Shader, Thing } from '../core/scene';
import { add, cross, hex, mix, normalize, scale, smoothstep, type Vec } from '../core/vec';
import { blend, bump, coat, paint, plain, thing, tone, type Place } from './paint';

const RING = 0.36;
const THICK = 0.2;
const SPRINKLES = ['#e8455a', '#f4c430', '#3fa7d6', '#59b25c', '#f7f3ea', '#e98ac0'];

/** Point of the dough at turn a and angle b about the ring (0 outward, pi / 2 up). */
function dough(a: number, b: number, lift = 0): Vec {
  const r = THICK + lift;
  const lump = 1 + 0.02 * Math.sin(3 * a + 1) + 0.012 * Math.sin(5 * a);
  const radius = RING + r * lump * Math.cos(b);
  return [radius * Math.cos(a), 0.17 + 0.88 * r * Math.sin(b), -radius * Math.sin(a)];
}

/** Icing runs from the inner edge over the top to the outer edge; both edges drip unevenly. */
function icingAt(a: number, v: number, seed: number): Vec {
  const wave = (k: number): number =>
    0.16 * Math.sin(4 * a + k + seed) +
    0.11 * Math.sin(7 * a + 2 * k) +
    0.06 * Math.sin(12 * a + k * 3);
  const outer = 0.24 + wave(1);
  const inner = Math.PI - 0.1 - 0.6 * wave(4);
  const b = mix(outer, inner, v);
  // The sheet is thickest just behind its rim, as poured icing is, and closes onto the dough.
  const edge = Math.min(v, 1 - v);
  const lift =
    0.03 * Math.sqrt(smoothstep(0, 0.055, edge)) -
    0.004 +
    0.008 * Math.exp(-(((edge - 0.06) / 0.04) ** 2));
  return dough(a, b, lift);
}

/** A rod with round ends between two points. */
function capsule(from: Vec, to: Vec, radius: number): Mesh {
  return tube(
    (t) => add(scale(from, 1 - t), scale(to, t)),
    (t) => {
      const end = Math.min(t, 1 - t) / 0.24;
      return end >= 1 ? radius : radius * Math.sqrt(Math.max(0, 1 - (1 - end) ** 2));
    },
    9,
    14,
  );
}

export function donut(place: Place, icing = '#5a2f1c', seed = 1, sprinkles = 90): Thing {
  const crust = hex('#c07a34');
  const dark = hex('#8a4a1c');
  const pale = hex('#e9c48a');
  const body = surface(140, 60, (u, v) =>
    dough(2 * Math.PI * (u === 1 ? 0 : u), 2 * Math.PI * (v === 1 ? 0 : v) - Math.PI),
  );
  const bread: Shader = (s) => {
    paint(s, crust);
    const spots = fbm3(s.x * 9, s.y * 9, s.z * 9, 3);
    blend(s, dark, smoothstep(0.4, 0.75, spots) * 0.6);
    // The pale ring that a donut keeps where it floated in the oil.
    const ring = Math.abs(s.y - 0.16) + 0.05 * (noise2(Math.atan2(s.z, s.x) * 5, seed) - 0.5);
    blend(s, pale, 0.8 * (1 - smoothstep(0.02, 0.075, ring)));
    bump(s, 16, 0.004);
    coat(s, 0.035, 0.5);
  };
  const glaze: Shader = (s) => {
    paint(s, hex(icing));
    tone(s, 0.94 + 0.12 * noise3(s.x * 6, s.y * 6, s.z * 6));
    bump(s, 7, 0.004);
    coat(s, 0.05, 0.15);
  };
  const parts: Part[] = [
    { mesh: body, shader: bread },
    {
      mesh: surface(220, 70, (u, v) => icingAt(2 * Math.PI * (u === 1 ? 0 : u), v, seed)),
      shader: glaze,
    },
  ];
  const random = new Random(seed + 40);
  const rods: Mesh[][] = SPRINKLES.map(() => []);
  for (let i = 0; i < sprinkles; i++) {
    const a = random.range(0, 2 * Math.PI);
    const v = random.range(0.1, 0.88);
    const p = icingAt(a, v, seed);
    const along = normalize(add(icingAt(a + 0.01, v, seed), scale(p, -1)));
    const across = normalize(add(icingAt(a, v + 0.01, seed), scale(p, -1)));
    const out = normalize(cross(along, across));
    const spin = random.range(0, Math.PI);
    const dir = add(scale(along, Math.cos(spin)), scale(across, Math.sin(spin)));
    const centre = add(p, scale(out, 0.006));
    const reach = random.range(0.032, 0.046);
    rods[i % SPRINKLES.length]?.push(
      capsule(add(centre, scale(dir, -reach)), add(centre, scale(dir, reach)), 0.0145),
    );
  }
  rods.forEach((group, i) => {
    if (group.length > 0)
      parts.push({ mesh: merge(group), shader: plain(SPRINKLES[i] ?? '#ffffff', 0.04, 0.25) });
  });
  return thing('donut', parts, place);
}

/** A small plate, unlabelled: it only lifts what lies on it off the table. */
export function plate(place: Place, code = '#e4ded2'): Thing {
  const c = hex(code);
  const rim = hex('#6f8791');
  const mesh = lathe(
    [
      [0, 0.03],
      [0.45, 0.03],
      [0.48, 0],
      [0.5, 0],
      [0.52, 0.03],
      [0.74, 0.06],
      [0.95, 0.13],
      [0.96, 0.14],
      [0.945, 0.15],
      [0.72, 0.085],
      [0.5, 0.06],
      [0, 0.06],
    ],
    144,
    120,
  );
  const shader: Shader = (s) => {
    paint(s, c);
    const r = Math.hypot(s.x, s.z);
    if (r > 0.9 && r < 0.925) blend(s, rim, 0.85);
    bump(s, 3, 0.004);
    coat(s, 0.05, 0.1);
  };
  return thing(undefined, [{ mesh, shader }], place);
}
