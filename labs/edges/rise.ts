/**
 * Edge softness as a distance: how many pixels an edge takes to rise from 10 % to 90 % of its step,
 * measured across the edge. It is the edge response of optics (ISO 12233 measures it on a slanted
 * edge); a step blurred by a Gaussian takes 2 · 1.2816 σ = 2.563 σ.
 *
 * At each probe the picture is read along the gradient, 6 pixels to both sides in steps of ¼ pixel
 * (cubic convolution, Keys 1981). The means of the outer 1½ pixels are the two plateaus. From the
 * crossing of the middle nearest to the probe one walks outwards to the first crossing of 10 % and of
 * 90 %. A probe whose plateaus differ by less than 24 grey levels, or that finds no crossing, is left
 * out. The softness of a picture is the median over its probes.
 *
 * Deliberately not: a fit. A neighbouring edge within 6 pixels spoils a probe's plateaus; the median
 * tolerates that as long as most probes stand alone. Blurs beyond σ ≈ 2 would need longer profiles.
 */
import type { Image, U8Image } from '$src/core/image';
import { median } from '$src/evidence/statistics';

/** A place on an edge, with the unit vector uphill. */
export interface Probe {
  readonly x: number;
  readonly y: number;
  readonly nx: number;
  readonly ny: number;
}

const reachPx = 6;
const stepPx = 0.25;
const plateauPx = 1.5;
const fewestLevels = 24;
/** The middle of the edge must lie this close to the probe. */
const nearPx = 2.5;

/** At most `atMost` probes, evenly taken from the set pixels of `where` in raster order. */
export function edgeProbes(where: Image, dx: Image, dy: Image, atMost: number): readonly Probe[] {
  const set: number[] = [];
  where.data.forEach((value, i) => {
    if (value !== 0) set.push(i);
  });
  const stride = Math.max(1, set.length / atMost);
  const probes: Probe[] = [];
  for (let k = 0; k < set.length; k += stride) {
    const i = set[Math.floor(k)] ?? 0;
    const gx = dx.data[i] ?? 0;
    const gy = dy.data[i] ?? 0;
    const length = Math.hypot(gx, gy);
    if (length === 0) continue;
    const x = i % where.width;
    probes.push({ x, y: (i - x) / where.width, nx: gx / length, ny: gy / length });
  }
  return probes;
}

/** The 10 to 90 % distance at one probe in pixels, or undefined where there is no clear step. */
export function riseAt(gray: U8Image, probe: Probe): number | undefined {
  const profile: number[] = [];
  for (let t = -reachPx; t <= reachPx; t += stepPx) {
    const x = probe.x + t * probe.nx;
    const y = probe.y + t * probe.ny;
    if (x < 0 || y < 0 || x > gray.width - 1 || y > gray.height - 1) return undefined;
    profile.push(cubicAt(gray, x, y));
  }
  const ends = Math.round(plateauPx / stepPx) + 1;
  const low = mean(profile.slice(0, ends));
  const high = mean(profile.slice(-ends));
  if (high - low < fewestLevels) return undefined;
  const level = (share: number): number => low + share * (high - low);
  const middle = nearestRise(profile, level(0.5));
  if (middle === undefined) return undefined;
  const from = crossing(profile, middle, level(0.1), -1);
  const to = crossing(profile, middle, level(0.9), 1);
  return from === undefined || to === undefined ? undefined : (to - from) * stepPx;
}

/** The median over all probes that found a step; undefined when none did. */
export function riseDistance(gray: U8Image, probes: readonly Probe[]): number | undefined {
  const found = probes.flatMap((probe) => riseAt(gray, probe) ?? []);
  return found.length === 0 ? undefined : median(found);
}

/** Index (before which the profile rises through `level`) nearest to the probe itself. */
function nearestRise(profile: readonly number[], level: number): number | undefined {
  const centre = (profile.length - 1) / 2;
  let best: number | undefined;
  for (let i = 1; i < profile.length; i++) {
    const isRise = (profile[i - 1] ?? 0) < level && (profile[i] ?? 0) >= level;
    if (!isRise || Math.abs(i - centre) * stepPx > nearPx) continue;
    if (best === undefined || Math.abs(i - centre) < Math.abs(best - centre)) best = i;
  }
  return best;
}

/** Where the profile first passes `level`, walking from the middle: down to the left or up to the right. */
function crossing(
  profile: readonly number[],
  middle: number,
  level: number,
  direction: 1 | -1,
): number | undefined {
  const isPast = (value: number): boolean => (direction > 0 ? value >= level : value <= level);
  for (let i = direction > 0 ? middle : middle - 1; i >= 0 && i < profile.length; i += direction) {
    const here = profile[i] ?? 0;
    if (!isPast(here)) continue;
    const before = profile[i - direction] ?? here;
    const share = here === before ? 0 : (here - level) / (here - before);
    return i - direction * share;
  }
  return undefined;
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** Cubic convolution with a = −½ (Catmull and Rom's spline); outside, the edge pixel repeats. */
function cubicAt(gray: U8Image, x: number, y: number): number {
  const left = Math.floor(x);
  const top = Math.floor(y);
  const wx = cubicWeights(x - left);
  const wy = cubicWeights(y - top);
  let sum = 0;
  for (let j = 0; j < 4; j++) {
    const sy = Math.min(gray.height - 1, Math.max(0, top + j - 1));
    let row = 0;
    for (let i = 0; i < 4; i++) {
      const sx = Math.min(gray.width - 1, Math.max(0, left + i - 1));
      row += (wx[i] ?? 0) * (gray.data[sy * gray.width + sx] ?? 0);
    }
    sum += (wy[j] ?? 0) * row;
  }
  return sum;
}

function cubicWeights(t: number): readonly number[] {
  const t2 = t * t;
  const t3 = t2 * t;
  return [
    (-t3 + 2 * t2 - t) / 2,
    (3 * t3 - 5 * t2 + 2) / 2,
    (-3 * t3 + 4 * t2 + t) / 2,
    (t3 - t2) / 2,
  ];
}
