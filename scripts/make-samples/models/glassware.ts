import { lathe, surface, type Profile } from '../core/mesh';
import { noise3 } from '../core/noise';
import type { Glass, Part, Shader, Thing } from '../core/scene';
import { hex } from '../core/vec';
import { blend, bump, coat, paint, plain, thing, tone, type Place } from './paint';

/** Bottle and wine glass. Heights in units of 10 cm. */

const BOTTLE: Profile = [
  [0, 0.08],
  [0.22, 0.06],
  [0.36, 0.012],
  [0.4, 0],
  [0.44, 0.035],
  [0.452, 0.12],
  [0.455, 0.3],
  [0.455, 0.36],
  [0.455, 1.36],
  [0.455, 1.44],
  [0.45, 1.6],
  [0.42, 1.76],
  [0.34, 1.93],
  [0.235, 2.1],
  [0.178, 2.27],
  [0.16, 2.45],
  [0.157, 2.72],
  [0.157, 2.72],
  [0.19, 2.725],
  [0.195, 2.8],
  [0.18, 2.83],
  [0.1, 2.835],
  [0, 2.835],
];

const clear: Shader = (s) => {
  paint(s, [1, 1, 1]);
};

export const GREEN_GLASS: Glass = {
  thin: false,
  ior: 1.36,
  tint: [0.035, 0.3, 0.1],
  shadow: [0.26, 0.56, 0.36],
};

/** A paper label with two rules and a small printed landscape: sun over hills. */
function labelPaper(accent: string): Shader {
  const paper = hex('#efe6d2');
  const ink = hex('#2c2a26');
  const rule = hex(accent);
  return (s) => {
    paint(s, paper);
    tone(s, 0.95 + 0.07 * noise3(s.x * 30, s.y * 30, s.z * 30));
    const x = (s.u - 0.5) * 2.05;
    const y = s.v;
    if ((y > 0.06 && y < 0.13) || (y > 0.87 && y < 0.94)) blend(s, rule, 0.92);
    const sun = Math.hypot(x * 0.95, y - 0.6);
    if (sun < 0.13) blend(s, rule, 0.92);
    if (sun > 0.155 && sun < 0.172 && y > 0.5) blend(s, rule, 0.8);
    const hill = 0.5 - 0.16 * Math.abs(x + 0.1) + 0.05 * Math.sin(x * 9);
    const near = 0.4 + 0.05 * Math.sin(x * 6 + 2);
    if (Math.abs(x) < 0.52 && y < hill && y > 0.34) blend(s, ink, y < near ? 0.88 : 0.55);
    // Two lines of "text": word-like dashes, since no font is used.
    for (const [level, words] of [
      [0.26, 7],
      [0.2, 5],
    ] as const) {
      const cell = (x / 0.52) * words + 40.5;
      const inWord = cell - Math.floor(cell);
      if (Math.abs(x) < 0.44 && Math.abs(y - level) < 0.014 && inWord > 0.18) blend(s, ink, 0.75);
    }
    coat(s, 0.03, 0.6);
  };
}

export function bottle(
  place: Place,
  glass: Glass | undefined = GREEN_GLASS,
  accent = '#b5402a',
): Thing {
  const body = lathe(BOTTLE, 128, 260);
  const paper = surface(96, 8, (u, v) => {
    const a = Math.PI / 2 + (0.5 - u) * 3.5;
    return [0.4585 * Math.cos(a), 0.42 + 0.86 * v, 0.4585 * Math.sin(a)];
  });
  const capsule = lathe(
    [
      [0.162, 2.22],
      [0.176, 2.225],
      [0.174, 2.4],
      [0.17, 2.7],
      [0.172, 2.715],
      [0.204, 2.725],
      [0.207, 2.8],
      [0.195, 2.845],
      [0.14, 2.857],
      [0, 2.857],
    ],
    72,
    60,
  );
  const shell: Part = glass
    ? { mesh: body, shader: clear, glass }
    : { mesh: body, shader: plain('#1f5a3c', 0.045, 0.12) };
  const foil: Shader = (s) => {
    paint(s, hex('#5e1d1c'));
    bump(s, 22, 0.0012);
    coat(s, 0.1, 0.3);
  };
  return thing(
    'bottle',
    [shell, { mesh: paper, shader: labelPaper(accent) }, { mesh: capsule, shader: foil }],
    place,
  );
}

/** Clear thin glass with red wine; the wine is an opaque, glossy body just inside the sheet. */
export function wineGlass(place: Place, wine: string | undefined = '#4d0618'): Thing {
  const sheet: Glass = {
    thin: true,
    ior: 1.5,
    tint: [0.965, 0.975, 0.97],
    shadow: [0.88, 0.89, 0.885],
  };
  const rod: Glass = {
    thin: false,
    ior: 1.5,
    tint: [0.93, 0.97, 0.95],
    shadow: [0.75, 0.77, 0.76],
  };
  const shell = lathe(
    [
      [0, 1.02],
      [0.08, 1.03],
      [0.24, 1.11],
      [0.38, 1.32],
      [0.43, 1.58],
      [0.4, 1.86],
      [0.335, 2.14],
    ],
    112,
    120,
  );
  const stem = lathe(
    [
      [0, 0],
      [0.38, 0],
      [0.385, 0.012],
      [0.3, 0.03],
      [0.12, 0.06],
      [0.05, 0.12],
      [0.036, 0.3],
      [0.034, 0.75],
      [0.045, 0.92],
      [0.09, 0.998],
      [0.09, 1.006],
      [0, 1.006],
    ],
    72,
    120,
  );
  const parts: Part[] = [
    { mesh: shell, shader: clear, glass: sheet },
    { mesh: stem, shader: clear, glass: rod },
  ];
  if (wine !== undefined) {
    parts.push({
      mesh: lathe(
        [
          [0, 1.035],
          [0.075, 1.045],
          [0.232, 1.122],
          [0.37, 1.325],
          [0.418, 1.52],
          [0.418, 1.52],
          [0.4, 1.512],
          [0, 1.51],
        ],
        96,
        80,
      ),
      shader: plain(wine, 0.03, 0.05),
    });
  }
  return thing('wine glass', parts, place);
}
