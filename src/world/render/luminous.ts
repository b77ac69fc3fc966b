/**
 * What shines on the tabletop from where, as radiance by direction: rooms with lamps and windows for the
 * studio, skies for the field. Units are arbitrary (environments.ts normalises). The main lamp is at
 * azimuth 0, that is towards +z; y is up.
 */
import { createRng, type Rng } from '$src/core/rng';

export type Rgb = readonly [number, number, number];

export interface LuminousSphere {
  /** Of a direction of length 1. */
  readonly radianceOf: (x: number, y: number, z: number) => Rgb;
  /** How much of the family's own cast stays in the light on a white sheet, 0..1. */
  readonly tintKept: number;
}

/** A flat lamp: a rectangle (or an ellipse, or a ring) as seen from the table. */
interface Lamp {
  readonly azimuthDeg: number;
  readonly elevationDeg: number;
  /** Half its width and height over its distance. */
  readonly halfWidth: number;
  readonly halfHeight: number;
  readonly radiance: Rgb;
  readonly shape?: 'ellipse' | 'ring';
  /** Panes across and down, with bars between. */
  readonly panes?: readonly [number, number];
  /** Width of the edge's fade, in the units of halfWidth. */
  readonly edge?: number;
}

type Lit = (x: number, y: number, z: number) => Rgb;

export function luminousSphere(family: string, variant: number): LuminousSphere {
  const make = families[family];
  if (!make) {
    throw new RangeError(
      `There is no surrounding light called “${family}”; there are ${Object.keys(families).join(', ')}.`,
    );
  }
  return make(createRng(variant).fork(family));
}

const families: Readonly<Record<string, (rng: Rng) => LuminousSphere>> = {
  softbox: (rng) => {
    const main = 0.45 + 0.4 * rng.next();
    return studio(room(0.32, 0.38, 0.2), [
      lamp(0, 42 + 20 * rng.next(), main, main * (0.6 + 0.6 * rng.next()), [11, 11, 11.2]),
      lamp(140 + 40 * rng.next(), 15, 0.3 + 0.3 * rng.next(), 0.8, [1.6, 1.6, 1.7]),
      lamp(-100, 30, 0.3, 0.5, grey(rng.next() * 4)),
    ]);
  },
  window: (rng) =>
    studio(room(0.4, 0.55, 0.24, [1.05, 1, 0.92]), [
      {
        ...lamp(0, 22 + 12 * rng.next(), 0.42 + 0.25 * rng.next(), 0.62, [9, 10, 11.5]),
        panes: [rng.integer(1, 3), rng.integer(2, 3)],
        edge: 0.01,
      },
      {
        ...lamp(75 + 40 * rng.next(), 20, 0.3, 0.5, [5, 5.5, 6.3]),
        panes: [2, 2],
        edge: 0.01,
      },
    ]),
  ring: (rng) =>
    studio(room(0.2, 0.25, 0.15), [
      {
        ...lamp(0, 55 + 20 * rng.next(), 0.42, 0.42, grey(16)),
        shape: 'ring',
      },
      lamp(180, 5, 1.4, 0.25, grey(0.5 + rng.next())),
    ]),
  room: (rng) => {
    const lamps = [-1, 1].flatMap((side) =>
      [-1, 1].map((end) =>
        lamp(90 - 90 * end + 32 * side * end, 58, 0.16, 0.26 + 0.1 * rng.next(), [8, 7.8, 7.3]),
      ),
    );
    return studio(room(0.55, 0.75, 0.3, [1.02, 1, 0.96]), [
      ...lamps,
      { ...lamp(100 * rng.next() - 50, 12, 0.5, 0.4, [3.5, 3.8, 4.2]), panes: [3, 1] },
    ]);
  },
  strips: (rng) =>
    studio(room(0.1, 0.14, 0.08), [
      lamp(-35 - 20 * rng.next(), 35, 0.1 + 0.06 * rng.next(), 1.1, grey(13)),
      lamp(40 + 20 * rng.next(), 35, 0.1 + 0.06 * rng.next(), 1.1, grey(11)),
      lamp(0, 80, 1.2, 0.12, grey(6 * rng.next())),
      lamp(180, 25, 0.08, 0.9, grey(9 * rng.next())),
    ]),
  sun: (rng) => {
    const clouds = 0.2 + 0.5 * rng.next();
    const elevation = 35 + 25 * rng.next();
    const drift = 10 * rng.next();
    const sky: Lit = (x, y, z) => {
      if (y < 0) return ground(y, [0.42, 0.4, 0.3]);
      const haze = (1 - y) ** 4;
      const blue: Rgb = [0.4 + 0.75 * haze, 0.66 + 0.55 * haze, 1.15 + 0.25 * haze];
      const cloud =
        smooth(0.62 - 0.3 * clouds, 0.8, cloudiness(x, y, z, drift)) * (y > 0.04 ? 1 : 0);
      return mix(blue, [1.9, 1.85, 1.8], 0.8 * cloud);
    };
    return { radianceOf: withGlow(sky, elevation, [42, 38, 32], 900), tintKept: 0.35 };
  },
  overcast: (rng) => {
    const drift = 10 * rng.next();
    // CIE standard overcast sky: (1 + 2 sin elevation) / 3 of the zenith (Moon and Spencer 1942).
    const sky: Lit = (x, y, z) => {
      if (y < 0) return ground(y, [0.3, 0.3, 0.27]);
      const level = ((1 + 2 * y) / 3) * (0.8 + 0.4 * cloudiness(x, y, z, drift));
      return [1.55 * level, 1.6 * level, 1.68 * level];
    };
    return { radianceOf: withGlow(sky, 50, [0.9, 0.9, 0.85], 6), tintKept: 0.6 };
  },
  evening: (rng) => {
    const red = 0.6 + 0.5 * rng.next();
    const sky: Lit = (_x, y, z) => {
      if (y < 0) return ground(y, [0.16, 0.13, 0.12]);
      const towards = 0.5 + 0.5 * z;
      const low = (1 - y) ** 5;
      const dusk: Rgb = [0.5 + 0.15 * towards, 0.52, 0.75];
      return mix(dusk, [3.4, 1.9 / (0.6 + red * 0.6), 0.75 / (0.5 + red)], low * towards ** 2);
    };
    return { radianceOf: withGlow(sky, 12, [16, 9, 4], 120), tintKept: 0.3 };
  },
  shade: (rng) => {
    const drift = 10 * rng.next();
    const opening = 0.2 + 0.4 * rng.next();
    const canopy: Lit = (x, y, z) => {
      if (y < 0) return ground(y, [0.22, 0.24, 0.16]);
      const gaps = smooth(0.52, 0.6, cloudiness(3 * x, 3 * y, 3 * z, drift));
      const leaves: Rgb = [0.16, 0.24, 0.1];
      const sky: Rgb = [1.9, 2.2, 2.5];
      const roof = mix(leaves, sky, gaps * 0.8);
      return mix(roof, sky, smooth(1 - opening, 1, z + 0.2) * smooth(0, 0.1, y) * (1 - y));
    };
    return { radianceOf: canopy, tintKept: 0.3 };
  },
  neon: (rng) => {
    const hues: readonly Rgb[] = [
      [9, 1.2, 6],
      [1, 6, 9],
      [9, 4, 1],
      [2, 8, 3],
      [5, 2, 9],
    ];
    const hue = (): Rgb => hues[rng.integer(0, hues.length - 1)] ?? grey(5);
    const night: Lit = (_x, y) => (y < 0 ? ground(y, [0.06, 0.06, 0.08]) : [0.1, 0.11, 0.17]);
    const tubes = Array.from({ length: 5 }, (_, i) =>
      rng.next() < 0.5
        ? lamp(72 * i + 40 * rng.next(), 12 + 25 * rng.next(), 0.5, 0.035, hue())
        : lamp(72 * i + 40 * rng.next(), 15 + 25 * rng.next(), 0.035, 0.5, hue()),
    );
    const street = { ...lamp(0, 62, 0.22, 0.22, [14, 12, 9]), shape: 'ellipse' as const };
    return { radianceOf: withLamps(night, [...tubes, street]), tintKept: 0.3 };
  },
};

function lamp(
  azimuthDeg: number,
  elevationDeg: number,
  halfWidth: number,
  halfHeight: number,
  radiance: Rgb,
): Lamp {
  return { azimuthDeg, elevationDeg, halfWidth, halfHeight, radiance };
}

function studio(base: Lit, lamps: readonly Lamp[]): LuminousSphere {
  return { radianceOf: withLamps(base, lamps), tintKept: 0.1 };
}

function grey(level: number): Rgb {
  return [level, level, level];
}

/** Walls, ceiling and floor of a room, each by its own level, blended where they meet. */
function room(walls: number, ceiling: number, floor: number, tint: Rgb = [1, 1, 1]): Lit {
  return (_x, y) => {
    const up = smooth(0.55, 0.65, y);
    const down = smooth(0.3, 0.4, -y);
    const level = walls * (1 - up - down) + ceiling * up + floor * down;
    return [level * tint[0], level * tint[1], level * tint[2]];
  };
}

function ground(y: number, colour: Rgb): Rgb {
  const level = 0.55 + 0.45 * Math.sqrt(-y);
  return [colour[0] * level, colour[1] * level, colour[2] * level];
}

/** A disc of light in the haze about it, towards +z; `sharpness` as the exponent of a lobe. */
function withGlow(base: Lit, elevationDeg: number, radiance: Rgb, sharpness: number): Lit {
  const sine = Math.sin((elevationDeg * Math.PI) / 180);
  const cosine = Math.cos((elevationDeg * Math.PI) / 180);
  return (x, y, z) => {
    const towards = Math.max(0, y * sine + z * cosine);
    const glow = towards ** sharpness + 0.02 * towards ** 8;
    const below = y < 0 ? 0 : glow;
    const [r, g, b] = base(x, y, z);
    return [r + radiance[0] * below, g + radiance[1] * below, b + radiance[2] * below];
  };
}

function withLamps(base: Lit, lamps: readonly Lamp[]): Lit {
  const placed = lamps.map((one) => {
    const azimuth = (one.azimuthDeg * Math.PI) / 180;
    const elevation = (one.elevationDeg * Math.PI) / 180;
    const [sinA, cosA] = [Math.sin(azimuth), Math.cos(azimuth)];
    const [sinE, cosE] = [Math.sin(elevation), Math.cos(elevation)];
    return { ...one, sinA, cosA, sinE, cosE };
  });
  return (x, y, z) => {
    let light = base(x, y, z);
    for (const { sinA, cosA, sinE, cosE, ...one } of placed) {
      const towards = x * sinA * cosE + y * sinE + z * cosA * cosE;
      if (towards <= 0.05) continue;
      const across = (x * cosA - z * sinA) / towards / one.halfWidth;
      const up = (-x * sinA * sinE + y * cosE - z * cosA * sinE) / towards / one.halfHeight;
      light = mix(light, one.radiance, coverage(one, across, up));
    }
    return light;
  };
}

/** 1 inside the lamp's shape, 0 outside; across and up are -1..1 inside its bounds. */
function coverage({ shape, panes, edge = 0.05 }: Lamp, across: number, up: number): number {
  if (shape !== undefined) {
    const radius = Math.hypot(across, up);
    const inside = 1 - smooth(1 - edge, 1 + edge, radius);
    return shape === 'ring' ? inside * smooth(0.7 - edge, 0.7 + edge, radius) : inside;
  }
  const inside =
    (1 - smooth(1 - edge, 1 + edge, Math.abs(across))) *
    (1 - smooth(1 - edge, 1 + edge, Math.abs(up)));
  if (!panes || inside === 0) return inside;
  const bar = (at: number, count: number): number => {
    const place = (((at + 1) / 2) * count) % 1;
    return smooth(0.03, 0.05, Math.min(place, 1 - place) / Math.sqrt(count));
  };
  return inside * bar(across, panes[0]) * bar(up, panes[1]);
}

/** Smooth patches in 0..1: a sum of waves in different directions, enough for a blurred sky. */
function cloudiness(x: number, y: number, z: number, drift: number): number {
  // Seen on a flat layer overhead: further away towards the horizon.
  const [u, v] = [(2.2 * x) / (Math.abs(y) + 0.35), (2.2 * z) / (Math.abs(y) + 0.35)];
  const a = Math.sin(1.7 * u + 0.8 * Math.sin(2.3 * v + drift) + drift);
  const b = Math.sin(2.1 * v + 1.1 * Math.sin(1.9 * u - drift) + 2 * drift);
  const c = Math.sin(4.3 * u - 3.7 * v + 1.5 * a + drift) + Math.sin(7.9 * v + 6.1 * u + 2 * b);
  return 0.5 + 0.16 * (a + b) + 0.09 * c;
}

function mix(from: Rgb, to: Rgb, share: number): Rgb {
  return [
    from[0] + (to[0] - from[0]) * share,
    from[1] + (to[1] - from[1]) * share,
    from[2] + (to[2] - from[2]) * share,
  ];
}

function smooth(from: number, to: number, value: number): number {
  const t = Math.min(1, Math.max(0, (value - from) / (to - from)));
  return t * t * (3 - 2 * t);
}
