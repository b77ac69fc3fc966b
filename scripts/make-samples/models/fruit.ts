import { curve, lathe, merge, sphere, surface, tube, type Mesh } from '../core/mesh';
import { cells3, fbm3, noise2, noise3 } from '../core/noise';
import { hash01 } from '../core/random';
import type { Shader, Thing } from '../core/scene';
import { hex, mix, smoothstep, type Vec } from '../core/vec';
import { blend, bump, coat, paint, plain, thing, tone, type Place } from './paint';

const stalk = (points: readonly Vec[], thick: number): Mesh =>
  tube(
    (t) => curve(points, t),
    (t) => thick * (0.75 + 0.9 * Math.abs(t - 0.35) ** 1.5),
    14,
    24,
  );

/** Bends a mesh's points and keeps its normals: for deformations too slight to be seen in them. */
const reshape = (mesh: Mesh, at: (p: Vec) => Vec): Mesh => {
  const { params, triangles } = mesh;
  const n = mesh.positions.length / 3;
  const positions = new Float64Array(3 * n);
  for (let i = 0; i < n; i++) {
    const [x, y, z] = mesh.positions.subarray(3 * i, 3 * i + 3) as unknown as [
      number,
      number,
      number,
    ];
    positions.set(at([x, y, z]), 3 * i);
  }
  return { params, triangles, positions, normals: mesh.normals };
};

const APPLE = lathe(
  [
    [0, 0.1],
    [0.07, 0.075],
    [0.14, 0.02],
    [0.21, 0.004],
    [0.3, 0.05],
    [0.39, 0.18],
    [0.455, 0.38],
    [0.47, 0.52],
    [0.44, 0.67],
    [0.36, 0.785],
    [0.25, 0.83],
    [0.15, 0.81],
    [0.07, 0.745],
    [0.025, 0.69],
    [0, 0.675],
  ],
  120,
  140,
);

/** Red apple: a blush that runs down from the stem in streaks over a yellow ground. */
function appleSkin(seed: number, ground: string, blush: string): Shader {
  const base = hex(ground);
  const red = hex(blush);
  const deep = hex('#6d0d14');
  const cavity = hex('#8f8a3a');
  return (s) => {
    const angle = Math.atan2(s.z, s.x);
    const [cx, sz] = [Math.cos(angle), Math.sin(angle)];
    const streak = fbm3(cx * 9 + seed, sz * 9, s.y * 1.1, 3);
    const thin = noise3(cx * 34 + seed, sz * 34, s.y * 1.8);
    const side = 0.5 + 0.5 * Math.cos(angle - 2.4 - seed);
    const cover = 0.34 + 0.5 * side + 0.24 * (s.y - 0.4);
    const amount = smoothstep(0.36, 0.66, cover + (streak - 0.5) * 0.95 + (thin - 0.5) * 0.35);
    paint(s, base);
    blend(s, red, amount * 0.96);
    blend(s, deep, amount * 0.55 * smoothstep(0.45, 0.8, streak) * side);
    const radius = Math.hypot(s.x, s.z);
    if (s.y > 0.55)
      blend(s, cavity, 0.85 * (1 - smoothstep(0.05, 0.2, radius + (thin - 0.5) * 0.06)));
    const speck = cells3(s.x * 15, s.y * 15, s.z * 15);
    blend(s, base, 0.6 * (1 - smoothstep(0.07, 0.13, speck)));
    bump(s, 5, 0.006);
    coat(s, 0.045, 0.2 + 0.08 * thin);
  };
}

export function apple(place: Place, seed = 0, ground = '#e7c25a', blush = '#b8141d'): Thing {
  const body = reshape(APPLE, ([x, y, z]) => {
    const a = Math.atan2(z, x);
    const lobes = 1 + 0.014 * Math.cos(5 * a + seed) + 0.022 * Math.cos(2 * a + 1 + seed);
    return [x * lobes, y + 0.02 * x, z * lobes];
  });
  const stem = stalk(
    [
      [0, 0.66, 0],
      [0.012, 0.78, 0.01],
      [0.05, 0.9, 0.02],
      [0.1, 0.98, 0.02],
    ],
    0.02,
  );
  return thing(
    'apple',
    [
      { mesh: body, shader: appleSkin(seed, ground, blush) },
      { mesh: stem, shader: plain('#4d3420', 0.03, 0.6) },
    ],
    place,
  );
}

export function orange(place: Place, seed = 0): Thing {
  const peel = hex('#f08a10');
  const warm = hex('#e8690a');
  const pale = hex('#f6ad45');
  const radius = 0.42;
  const shape = reshape(sphere(radius, 120, 80), ([x, y, z]) => {
    const top = smoothstep(0.85, 1, y / radius);
    return [x, y * 0.955 - 0.02 * top + radius * 0.955, z];
  });
  const skin: Shader = (s) => {
    const broad = fbm3(s.x * 3 + seed, s.y * 3, s.z * 3, 3);
    paint(s, peel);
    blend(s, warm, smoothstep(0.45, 0.75, broad) * 0.7);
    blend(s, pale, smoothstep(0.6, 0.3, broad) * 0.25);
    const pit = cells3(s.x * 34, s.y * 34, s.z * 34);
    tone(s, 0.92 + 0.08 * smoothstep(0.1, 0.4, pit));
    bump(s, 34, 0.0024, (x, y, z) => smoothstep(0.05, 0.5, cells3(x, y, z)));
    coat(s, 0.045, 0.36);
  };
  const button = lathe(
    [
      [0.055, 0.775],
      [0.06, 0.79],
      [0.04, 0.805],
      [0.015, 0.8],
      [0, 0.795],
    ],
    24,
    16,
  );
  return thing(
    'orange',
    [
      { mesh: shape, shader: skin },
      { mesh: button, shader: plain('#6f7434', 0.02, 0.7) },
    ],
    place,
  );
}

/** A banana's middle line: an arc of a circle that straightens into the stalk (t = 0). */
const BANANA_PATH: readonly Vec[] = [
  [-1.1, 0.78, 0],
  [-0.98, 0.62, 0],
  [-0.84, 0.43, 0],
  [-0.6, 0.22, 0],
  [-0.25, 0.05, 0],
  [0.15, 0.02, 0],
  [0.52, 0.14, 0],
  [0.8, 0.36, 0],
  [0.92, 0.52, 0],
  [0.96, 0.6, 0],
];

const BANANA_GIRTH: readonly Vec[] = [
  [0, 0.052, 0],
  [0.05, 0.047, 0],
  [0.11, 0.055, 0],
  [0.18, 0.095, 0],
  [0.28, 0.155, 0],
  [0.42, 0.18, 0],
  [0.6, 0.182, 0],
  [0.76, 0.162, 0],
  [0.87, 0.115, 0],
  [0.94, 0.06, 0],
  [0.97, 0.042, 0],
  [1, 0.036, 0],
];

export function banana(place: Place, seed = 0): Thing {
  const yellow = hex('#efc531');
  const green = hex('#b5b23c');
  const brown = hex('#3a2413');
  const girth = (t: number): number => {
    // The table is a curve in (t, radius); its knots are walked until t lies between two.
    const next = Math.max(
      1,
      BANANA_GIRTH.findIndex((p) => p[0] >= t),
    );
    const [t0, r0] = BANANA_GIRTH[next - 1] as Vec;
    const [t1, r1] = BANANA_GIRTH[next] as Vec;
    return mix(r0, r1, smoothstep(0, 1, (t - t0) / (t1 - t0)) * 0.5 + (0.5 * (t - t0)) / (t1 - t0));
  };
  const body = tube(
    (t) => curve(BANANA_PATH, t),
    (t, a) => {
      if (t <= 0 || t >= 1) return 0;
      const flat = 0.055 * smoothstep(0.05, 0.3, t) * smoothstep(1, 0.85, t);
      return girth(t) * (1 + flat * Math.cos(5 * a));
    },
    70,
    160,
  );
  const skin: Shader = (s) => {
    paint(s, yellow);
    const broad = noise3(s.x * 3 + seed, s.y * 3, s.z * 3);
    blend(
      s,
      green,
      0.6 * smoothstep(0.22, 0.05, s.v) + 0.5 * smoothstep(0.9, 0.97, s.v) + 0.12 * broad,
    );
    const freckle =
      cells3(s.x * 9 + seed, s.y * 9, s.z * 9) + 0.25 * noise3(s.x * 30, s.y * 30, s.z * 30);
    blend(s, brown, 0.75 * (1 - smoothstep(0.1, 0.24, freckle)));
    const line = smoothstep(0.93, 1, Math.cos(5 * 2 * Math.PI * s.u)) * noise2(s.v * 14, s.u * 5);
    blend(s, brown, 0.3 * line);
    blend(
      s,
      brown,
      0.9 * Math.min(1, smoothstep(0.03, 0.012, s.v) + smoothstep(0.955, 0.975, s.v)),
    );
    bump(s, 6, 0.006);
    coat(s, 0.04, 0.4);
  };
  return thing('banana', [{ mesh: body, shader: skin }], place);
}

/** Carrot along +x with its tuft at the thick end (x = 0). */
export function carrot(place: Place, seed = 0): Thing {
  const flesh = hex('#ea6a12');
  const dark = hex('#a03f0a');
  const body = tube(
    (t) => [1.7 * t, 0.02 * Math.sin(t * 7 + seed), 0.05 * Math.sin(3 * t + seed)],
    (t, a) => {
      const shoulder = Math.sqrt(smoothstep(0, 0.07, t));
      const ring =
        1 +
        0.018 * (noise2(t * 26, seed) - 0.5) * 2 +
        0.03 * (noise2(t * 9, a < 3.1 ? a : 6.28 - a) - 0.5);
      return 0.205 * shoulder * (1 - t) ** 0.62 * ring + (t < 1 ? 0.002 : 0);
    },
    56,
    160,
  );
  const skin: Shader = (s) => {
    paint(s, flesh);
    blend(s, dark, 0.35 * noise3(s.x * 4, s.y * 6, s.z * 6 + seed));
    const groove = smoothstep(0.7, 0.86, noise2(s.v * 46, Math.floor(s.u * 7) + seed * 3));
    blend(s, dark, 0.6 * groove);
    s.gx += groove * 0.25;
    blend(s, hex('#7c7a2c'), 0.7 * smoothstep(0.035, 0, s.v));
    coat(s, 0.035, 0.45);
  };
  const stems: Mesh[] = [];
  const leaves: Mesh[] = [];
  for (let i = 0; i < 7; i++) {
    const a = 2 * Math.PI * hash01(i, seed, 1);
    const spread = 0.12 + 0.2 * hash01(i, seed, 2);
    const length = 0.5 + 0.45 * hash01(i, seed, 3);
    const path: readonly Vec[] = [
      [0.03, 0.05 * Math.cos(a), 0.05 * Math.sin(a)],
      [-length * 0.45, spread * 0.7 * Math.cos(a) + 0.05, spread * Math.sin(a)],
      [-length, Math.max(-0.1, spread * Math.cos(a) * 0.9), spread * 1.9 * Math.sin(a)],
    ];
    stems.push(
      tube(
        (t) => curve(path, t),
        (t) => 0.026 * (1 - 0.7 * t),
        10,
        20,
      ),
    );
    for (let k = 0; k < 22; k++) {
      const at = curve(path, 0.45 + 0.55 * (k / 22));
      const dir = 2 * Math.PI * hash01(i, k, seed + 4);
      const reach = 0.1 + 0.09 * hash01(i, k, seed + 5);
      leaves.push(
        surface(2, 4, (u, v) => {
          const w = (u - 0.5) * 0.07 * Math.sin(Math.PI * Math.min(1, v + 0.08));
          const x = at[0] - reach * 0.6 * v + w;
          const y = at[1] + Math.cos(dir) * reach * v + w * Math.sin(dir);
          return [x, Math.max(-0.17, y), at[2] + Math.sin(dir) * reach * v - w * Math.cos(dir)];
        }),
      );
    }
  }
  return thing(
    'carrot',
    [
      { mesh: body, shader: skin },
      { mesh: merge(stems), shader: plain('#6f9a3a', 0.03, 0.5) },
      { mesh: merge(leaves), shader: plain('#4f8a2c', 0.03, 0.5) },
    ],
    place,
  );
}
