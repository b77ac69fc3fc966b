import { curve, lathe, tube } from '../core/mesh';
import { cells3, fbm3, noise2, noise3 } from '../core/noise';
import type { Part, Shader, Thing } from '../core/scene';
import { hex, smoothstep, type Vec } from '../core/vec';
import { blend, bump, coat, paint, plain, thing, tone, type Place } from './paint';

/** Glazed cup and bowl. Heights in units of 10 cm. */

export interface Glaze {
  readonly body: string;
  readonly band: string;
  readonly foot: string;
}

/** Glazed stoneware: speckles, a painted band with a thin line either side, bare clay at the foot. */
function stoneware(glaze: Glaze, low: number, high: number): Shader {
  const body = hex(glaze.body);
  const band = hex(glaze.band);
  const clay = hex(glaze.foot);
  const fleck = hex('#6b5138');
  return (s) => {
    paint(s, body);
    tone(s, 0.95 + 0.08 * fbm3(s.x * 2, s.y * 2, s.z * 2, 2));
    const wob = 0.012 * (noise2(Math.atan2(s.z, s.x) * 3, 1) - 0.5);
    const y = s.y + wob;
    if (y > low && y < high) blend(s, band, 0.86 + 0.14 * noise3(s.x * 5, s.y * 24, s.z * 5));
    const gap = 0.045;
    if ((y > low - gap - 0.02 && y < low - gap) || (y > high + gap && y < high + gap + 0.02))
      blend(s, band, 0.8);
    const dot = cells3(s.x * 19, s.y * 19, s.z * 19);
    blend(s, fleck, 0.55 * (1 - smoothstep(0.06, 0.12, dot)));
    coat(s, 0.05, 0.1);
    if (s.y < 0.06) {
      const bare = 1 - smoothstep(0.04, 0.055, s.y + wob);
      blend(s, clay, bare);
      if (bare > 0.5) coat(s, 0.02, 0.8);
    }
    bump(s, 4, 0.004);
  };
}

export const WHITE_BLUE: Glaze = { body: '#ece8df', band: '#35649b', foot: '#b48a63' };
export const SAGE: Glaze = { body: '#a9b8a0', band: '#f0ead9', foot: '#8a6a4c' };
export const MUSTARD: Glaze = { body: '#d7a23c', band: '#f3ead6', foot: '#9a7450' };

export function cup(
  place: Place,
  glaze: Glaze = WHITE_BLUE,
  drink: string | undefined = '#2a1409',
): Thing {
  const body = lathe(
    [
      [0, 0.03],
      [0.3, 0.03],
      [0.33, 0],
      [0.35, 0],
      [0.375, 0.03],
      [0.41, 0.1],
      [0.425, 0.25],
      [0.43, 0.6],
      [0.437, 0.86],
      [0.437, 0.885],
      [0.424, 0.9],
      [0.408, 0.895],
      [0.4, 0.87],
      [0.393, 0.6],
      [0.385, 0.2],
      [0.35, 0.1],
      [0.25, 0.07],
      [0, 0.07],
    ],
    128,
    200,
  );
  const bow: readonly Vec[] = [
    [0.4, 0.74, 0],
    [0.5, 0.765, 0],
    [0.63, 0.74, 0],
    [0.715, 0.62, 0],
    [0.72, 0.45, 0],
    [0.65, 0.29, 0],
    [0.52, 0.2, 0],
    [0.4, 0.17, 0],
  ];
  const handle = tube(
    (t) => curve(bow, t),
    (t, a) => {
      const flare = 1 + 0.45 * (Math.exp(-t * 14) + Math.exp((t - 1) * 14));
      // Flat oval section, wider across than thick.
      return (0.05 * flare) / Math.hypot(Math.cos(a) / 1.0, Math.sin(a) / 1.45);
    },
    32,
    80,
  );
  const parts: Part[] = [
    { mesh: body, shader: stoneware(glaze, 0.2, 0.36) },
    { mesh: handle, shader: stoneware(glaze, 9, 9) },
  ];
  if (drink !== undefined) {
    parts.push({
      mesh: lathe(
        [
          [0.398, 0.772],
          [0.39, 0.764],
          [0.36, 0.762],
          [0, 0.762],
        ],
        64,
        24,
      ),
      shader: plain(drink, 0.03, 0.04),
    });
  }
  return thing('cup', parts, place);
}

export function bowl(place: Place, glaze: Glaze = SAGE): Thing {
  const body = lathe(
    [
      [0, 0.05],
      [0.3, 0.05],
      [0.33, 0],
      [0.37, 0],
      [0.385, 0.06],
      [0.5, 0.11],
      [0.72, 0.28],
      [0.86, 0.52],
      [0.905, 0.68],
      [0.905, 0.7],
      [0.89, 0.715],
      [0.87, 0.7],
      [0.82, 0.54],
      [0.68, 0.32],
      [0.45, 0.16],
      [0.2, 0.11],
      [0, 0.105],
    ],
    144,
    200,
  );
  return thing('bowl', [{ mesh: body, shader: stoneware(glaze, 0.5, 0.56) }], place);
}
