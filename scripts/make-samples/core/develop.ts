import { hash01 } from './random';
import { clamp, toSrgb } from './vec';
import type { Rendering } from './render';

/** From linear light to an 8-bit picture, the way a camera would: exposure, sensor, tone curve. */
export interface Development {
  /** Factor on the light. */
  readonly exposure: number;
  /** 'film' rolls highlights off; 'clip' is a bare sRGB curve that loses whatever exceeds 1. */
  readonly curve: 'film' | 'clip';
  /** Factors per channel: the light's colour as the camera's white balance left it. */
  readonly balance?: readonly [number, number, number];
  /** Darkening towards the corners, 0 to 1. */
  readonly vignette?: number;
  /** Light-dependent and constant noise; `electrons` is what a full-scale pixel collects. */
  readonly noise?: { readonly electrons: number; readonly read: number };
  /** Output range in grey levels, for a veil of fog or a crushed picture. */
  readonly range?: readonly [number, number];
  /** Fog: share of veil per unit distance beyond `from`, and its linear brightness. */
  readonly fog?: { readonly density: number; readonly from: number; readonly level: number };
  /** What a badly set converter does: subtract a black level, multiply, and lose both ends. */
  readonly crush?: { readonly black: number; readonly gain: number };
}

/** Narkowicz's fit of a filmic curve, with its toe kept gentle. */
const film = (x: number): number => clamp((x * (2.51 * x + 0.03)) / (x * (2.43 * x + 0.59) + 0.14));

export function develop(image: Rendering, how: Development, seed: number): Uint8Array {
  const { width, height, color, depth } = image;
  const out = new Uint8Array(3 * width * height);
  const [low, high] = how.range ?? [0, 255];
  const balance = how.balance ?? [1, 1, 1];
  for (let y = 0, n = 0; y < height; y++) {
    for (let x = 0; x < width; x++, n++) {
      const dx = (2 * (x + 0.5)) / width - 1;
      const dy = (2 * (y + 0.5)) / height - 1;
      const shade = 1 - (how.vignette ?? 0) * ((dx * dx + dy * dy) / 2) ** 1.5;
      const veil = how.fog
        ? 1 - Math.exp(-how.fog.density * Math.max(0, (depth[n] as number) - how.fog.from))
        : 0;
      const grey =
        0.25 * (color[3 * n] as number) +
        0.6 * (color[3 * n + 1] as number) +
        0.15 * (color[3 * n + 2] as number);
      for (let k = 0; k < 3; k++) {
        // A curve per channel gains saturation; taking some out first keeps oranges from glowing.
        const pure = how.curve === 'film' ? 0.86 : 1;
        let light =
          (grey + pure * ((color[3 * n + k] as number) - grey)) *
          (balance[k] as number) *
          how.exposure *
          shade;
        if (how.fog) light = light * (1 - veil) + how.fog.level * veil;
        if (how.noise) light = sensor(light, how.noise, 3 * n + k, seed);
        if (how.crush) light = (light - how.crush.black) * how.crush.gain;
        const tone = toSrgb(how.curve === 'film' ? film(Math.max(0, light) * 0.62) : clamp(light));
        // Half a level of dither keeps smooth walls from banding.
        const dither = how.noise ? 0.5 : hash01(n, k, seed + 5) * 0.6 + 0.2;
        out[3 * n + k] = clamp(Math.floor(low + (high - low) * tone + dither), 0, 255);
      }
    }
  }
  return out;
}

/** Photon noise grows with the root of the light; read noise is the same everywhere. */
function sensor(
  light: number,
  noise: { electrons: number; read: number },
  index: number,
  seed: number,
): number {
  const sigma = Math.sqrt(Math.max(0, light) / noise.electrons + noise.read * noise.read);
  const radius = Math.sqrt(-2 * Math.log(1 - hash01(index, 1, seed + 77)));
  return light + sigma * radius * Math.cos(2 * Math.PI * hash01(index, 2, seed + 77));
}
