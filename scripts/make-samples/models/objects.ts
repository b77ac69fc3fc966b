import { lathe, roundedBox, sphere, surface, tube, type Mesh } from '../core/mesh';
import { noise2, noise3 } from '../core/noise';
import { hash01 } from '../core/random';
import type { Glass, Part, Shader, Thing } from '../core/scene';
import { add, hex, rotate, rotation, smoothstep, type Vec } from '../core/vec';
import { blend, bump, coat, metal, paint, plain, thing, tone, type Place } from './paint';

const moved = (mesh: Mesh, by: Vec, turn = rotation(0, 0, 0)): Mesh => {
  const n = mesh.positions.length / 3;
  const positions = new Float64Array(3 * n);
  const normals = new Float64Array(3 * n);
  for (let i = 0; i < 3 * n; i += 3) {
    const at = (a: Float64Array): Vec => [a[i] as number, a[i + 1] as number, a[i + 2] as number];
    positions.set(add(rotate(turn, at(mesh.positions)), by), i);
    normals.set(rotate(turn, at(mesh.normals)), i);
  }
  return { ...mesh, positions, normals };
};

/** Clothbound book lying flat, spine towards +z; its origin is the middle of its underside. */
export function book(
  place: Place,
  cover = '#27476e',
  foil = '#d8b76a',
  size: Vec = [1.9, 0.3, 1.3],
): Thing {
  const [w, h, d] = size;
  const board = 0.035;
  const cloth = hex(cover);
  const gold = hex(foil);
  const woven: Shader = (s) => {
    paint(s, cloth);
    const weave = noise3(s.x * 90, s.y * 90, s.z * 12) + noise3(s.x * 12, s.y * 90, s.z * 90);
    tone(s, 0.82 + 0.18 * weave);
    bump(s, 60, 0.0009);
    coat(s, 0.03, 0.62);
    // Foil stamping: a frame on the board, rules and a title block on the spine.
    const fx = w / 2 - Math.abs(s.x);
    const fz = d / 2 - Math.abs(s.z);
    const frame = Math.min(fx, fz);
    const onTop = s.y > h - 0.004 && frame > 0.12 && frame < 0.135;
    const spine = s.z > d / 2 - 0.003 && Math.abs(s.y - h / 2) < h * 0.34;
    const band =
      Math.abs(Math.abs(s.x) - w * 0.38) < 0.012 || Math.abs(Math.abs(s.x) - w * 0.35) < 0.006;
    // Two lines of word-like dashes on the spine.
    const line =
      Math.abs(s.y - h * 0.58) < h * 0.06 ? 5 : Math.abs(s.y - h * 0.4) < h * 0.035 ? 3 : 0;
    const cell = s.x * (line === 5 ? 9 : 14) + 40.3;
    const inWord = cell - Math.floor(cell) > 0.16 && hash01(Math.floor(cell), line) > 0.12;
    const word = line > 0 && Math.abs(s.x) < w * 0.05 * line && inWord;
    if (onTop || (spine && (band || word))) {
      paint(s, gold);
      coat(s, 0.35, 0.3);
    }
  };
  const paper = hex('#e8dfc8');
  const pages: Shader = (s) => {
    paint(s, paper);
    // Sheet edges: one value per sheet, a little ragged along the fore-edge.
    const sheet = Math.floor((s.y / h) * 70);
    tone(s, 0.72 + 0.3 * noise2(sheet * 7.3, s.x * 2 + s.z * 2));
  };
  return thing(
    'book',
    [
      { mesh: moved(roundedBox([w, board, d], 0.012), [0, board / 2, 0]), shader: woven },
      { mesh: moved(roundedBox([w, board, d], 0.012), [0, h - board / 2, 0]), shader: woven },
      {
        mesh: moved(roundedBox([w, h, board * 1.4], 0.02), [0, h / 2, d / 2 - board * 0.6]),
        shader: woven,
      },
      {
        mesh: moved(roundedBox([w - 0.1, h - 2 * board, d - 0.09], 0.006), [0, h / 2, 0.0]),
        shader: pages,
      },
    ],
    place,
  );
}

/** Tennis ball: felt with the one white seam that closes on itself. */
export function tennisBall(place: Place, radius = 0.33): Thing {
  const felt = hex('#c6d63a');
  const white = hex('#efeee4');
  // The seam of two equal dog-bone halves, sampled once.
  const seam: Vec[] = Array.from({ length: 240 }, (_, i) => {
    const t = (2 * Math.PI * i) / 240;
    const a = 0.44;
    const p: Vec = [
      Math.cos(t) * (1 - a) + a * Math.cos(3 * t),
      Math.sin(t) * (1 - a) - a * Math.sin(3 * t),
      2 * Math.sqrt(a * (1 - a)) * Math.sin(2 * t),
    ];
    return p;
  });
  const shader: Shader = (s) => {
    const [x, y, z] = [s.x / radius, s.y / radius, s.z / radius];
    let best = 9;
    for (const [a, b, c] of seam) best = Math.min(best, (x - a) ** 2 + (y - b) ** 2 + (z - c) ** 2);
    const fuzz = noise3(x * 45, y * 45, z * 45);
    const near = Math.sqrt(best) + 0.02 * (fuzz - 0.5);
    paint(s, felt);
    tone(s, 0.75 + 0.4 * fuzz);
    blend(s, white, 1 - smoothstep(0.05, 0.066, near));
    bump(s, 45 / radius, 0.0022);
  };
  return thing('sports ball', [{ mesh: sphere(radius, 96, 72), shader }], {
    ...place,
    y: (place.y ?? 0) + radius * (place.size ?? 1),
  });
}

/** Alarm clock facing +z: enamel case, two bells, a printed dial under a thin pane. */
export function clock(place: Place, enamel = '#b23a2e', hour = 10.15): Thing {
  const upright = rotation(90, 0, 0);
  const [radius, y] = [0.62, 0.78];
  const turned = (profile: readonly (readonly [number, number])[], steps = 60): Mesh =>
    moved(lathe(profile, 112, steps), [0, y, 0], upright);
  const shell = turned(
    [
      [0, -0.26],
      [0.45, -0.25],
      [0.56, -0.2],
      [radius, -0.05],
      [radius, 0.12],
      [radius, 0.17],
      [0.6, 0.2],
      [0.565, 0.2],
      [0.55, 0.17],
      [0.55, 0.1],
    ],
    90,
  );
  const white = hex('#f1ecdf');
  const ink = hex('#1d1c1a');
  const red = hex('#b23a2e');
  const face: Shader = (s) => {
    paint(s, white);
    coat(s, 0.02, 0.6);
    const [x, h] = [s.x, s.y - y];
    const r = Math.hypot(x, h);
    const turn = (Math.atan2(x, h) / (2 * Math.PI) + 1) % 1;
    const off = (n: number): number =>
      Math.abs(turn * n - Math.round(turn * n)) * ((2 * Math.PI * r) / n);
    if (r > 0.4 && r < 0.5 && off(12) < 0.016) paint(s, ink);
    if (r > 0.47 && r < 0.5 && off(60) < 0.006) paint(s, ink);
    if (r > 0.3 && r < 0.5 && off(4) < 0.022 && r > 0.38) paint(s, ink);
    const hand = (at: number, length: number, wide: number): boolean => {
      const a = 2 * Math.PI * at;
      const along = x * Math.sin(a) + h * Math.cos(a);
      const aside = Math.abs(x * Math.cos(a) - h * Math.sin(a));
      return (
        along > -0.07 && along < length && aside < wide * (1 - (0.6 * Math.max(0, along)) / length)
      );
    };
    if (hand(0.62, 0.22, 0.009)) paint(s, red);
    if (hand(hour / 12, 0.28, 0.028) || hand(hour % 1, 0.42, 0.02) || r < 0.04) paint(s, ink);
  };
  const dial = surface(64, 24, (u, v) => {
    const a = 2 * Math.PI * (u === 1 ? 0 : u);
    return [0.555 * (1 - v) * Math.cos(a), y + 0.555 * (1 - v) * Math.sin(a), 0.15];
  });
  const pane: Glass = { thin: true, ior: 1.5, tint: [0.98, 0.985, 0.98], shadow: [0.9, 0.9, 0.9] };
  const dome = turned(
    [
      [0.556, 0.165],
      [0.4, 0.205],
      [0.2, 0.225],
      [0, 0.23],
    ],
    24,
  );
  const leg = (side: number): Mesh =>
    tube(
      (t) => [side * (0.36 + 0.14 * t), 0.3 * (1 - t), 0.02],
      (t) => (t <= 0 || t >= 1 ? 0 : 0.045 - 0.012 * t),
      20,
      24,
    );
  const bell = (side: number): Mesh =>
    moved(
      lathe(
        [
          [0.21, 0],
          [0.215, 0.01],
          [0.2, 0.06],
          [0.14, 0.125],
          [0.05, 0.155],
          [0.04, 0.16],
          [0.035, 0.19],
          [0, 0.2],
        ],
        64,
        48,
      ),
      [side * 0.34, y + 0.6, 0],
      rotation(0, 0, -side * 29),
    );
  const grip = tube(
    (t) => {
      const a = Math.PI * (0.16 + 0.68 * t);
      return [0.62 * Math.cos(a), y + 0.36 + 0.62 * Math.sin(a), 0];
    },
    () => 0.022,
    16,
    48,
  );
  const chrome = metal('#d9d6d0', 0.14);
  const parts: Part[] = [
    { mesh: shell, shader: plain(enamel, 0.05, 0.1) },
    { mesh: dial, shader: face },
    { mesh: dome, shader: plain('#ffffff'), glass: pane },
    {
      mesh: turned(
        [
          [0.545, 0.165],
          [0.56, 0.205],
          [0.59, 0.215],
          [0.615, 0.195],
          [0.618, 0.16],
        ],
        40,
      ),
      shader: chrome,
    },
    ...[-1, 1].flatMap((side) => [
      { mesh: leg(side), shader: chrome },
      { mesh: bell(side), shader: chrome },
    ]),
    { mesh: grip, shader: chrome },
  ];
  return thing('clock', parts, place);
}
