import { aimAt, pinhole, throughLens, type Aim } from './camera';
import { denoise, type Guides } from './denoise';
import { hash, hash01 } from './random';
import { newRay } from './ray';
import type { Scene } from './scene';
import { Tracer } from './tracer';
import { World } from './world';

export interface RenderOptions {
  readonly width: number;
  readonly height: number;
  /** Samples per pixel are `grid` squared. */
  readonly grid: number;
  readonly seed: number;
}

export interface Rendering {
  readonly width: number;
  readonly height: number;
  /** Linear light, three floats per pixel. */
  readonly color: Float32Array;
  /** Exact truth: label and distance along the ray through each pixel's centre at mid-shutter. */
  readonly labels: Uint8Array;
  readonly depth: Float32Array;
  /** The visible things' categories; label k is at k - 1. Unseen things get no label. */
  readonly categories: readonly string[];
}

// Steps of the R2 sequence, the two-dimensional relative of the golden ratio.
const R2A = 0.7548776662466927;
const R2B = 0.5698402909980532;

// Factors that reorder any square number of samples: none shares a divisor with 2 to 6.
const STRIDES = [1, 7, 11, 13, 17, 19, 23, 29];

/** One wild highlight must not outweigh a pixel: it would survive as a white speck. */
const BRIGHTEST = 12;

export function render(scene: Scene, options: RenderOptions): Rendering {
  const { width, height, grid, seed } = options;
  const world = new World(scene);
  const tracer = new Tracer(world);
  const { camera } = scene;
  const samples = grid * grid;
  const guides = newGuides(width, height);
  const still = aimAt(camera, 0.5);
  const ray = newRay();

  let pixel = 0;
  let index = 0;
  const pair = (k: number): readonly [number, number] => {
    // Each pixel and sequence has its own offset and its own order of samples.
    const h = hash(pixel, k, seed);
    const round = Math.floor(index / samples) * samples;
    const i = round + ((index * (STRIDES[h & 7] ?? 1) + (h >>> 8)) % samples);
    const u = hash01(h, 1) + i * R2A;
    const v = hash01(h, 2) + i * R2B;
    return [u - Math.floor(u), v - Math.floor(v)];
  };

  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      pixel = y * width + x;
      let [sumL, sumL2, sumG, sumG2] = [0, 0, 0, 0];
      let count = samples;
      let firstLabel = -1;
      for (index = 0; index < count; index++) {
        const [ju, jv] = pair(0);
        const px = x + ((index % grid) + ju) / grid;
        const py = y + ((Math.floor(index / grid) % grid) + jv) / grid;
        const aim = camera.travel ? aimAt(camera, shutter(index, samples, pixel, seed)) : still;
        pinhole(ray, aim, px, py, width, height);
        if (camera.lens > 0) {
          const [lu, lv] = pair(5);
          throughLens(ray, aim, camera, lu, lv);
        }
        tracer.trace(ray, hash(pixel, index, seed + 1), pair);
        if (index === 0) firstLabel = tracer.label;
        // Edge pixels are not filtered later, so they get three times the samples instead.
        if (tracer.label !== firstLabel && !camera.travel) count = 3 * samples;
        const [l, g] = store(guides, tracer, pixel);
        sumL += l;
        sumL2 += l * l;
        sumG += g;
        sumG2 += g * g;
      }
      average(guides, pixel, count);
      const variance = (sum: number, squares: number): number =>
        Math.max(0, squares / count - (sum / count) ** 2) / count;
      guides.spread[pixel] = variance(sumL, sumL2);
      guides.glossSpread[pixel] = variance(sumG, sumG2);
    }
  }
  const { labels, depth, seen } = truth(world, still, width, height);
  const categories = seen.map((label) => world.labelled[label - 1]?.category ?? '');
  return { width, height, color: denoise(guides), labels, depth, categories };
}

function newGuides(width: number, height: number): Guides {
  const count = width * height;
  return {
    width,
    height,
    light: new Float32Array(3 * count),
    gloss: new Float32Array(3 * count),
    albedo: new Float32Array(3 * count),
    normal: new Float32Array(3 * count),
    depth: new Float32Array(count),
    spread: new Float32Array(count),
    glossSpread: new Float32Array(count),
    label: new Int16Array(count),
  };
}

/** Adds the tracer's last sample to its pixel; returns the sample's mean light and mean gloss. */
function store(guides: Guides, tracer: Tracer, pixel: number): readonly [number, number] {
  let l = 0;
  let g = 0;
  for (let k = 0; k < 3; k++) {
    const a = tracer.albedo[k] as number;
    const e = tracer.light[k] as number;
    const m = Math.min(tracer.gloss[k] as number, BRIGHTEST);
    const at = 3 * pixel + k;
    guides.light[at] = (guides.light[at] as number) + a * e;
    guides.albedo[at] = (guides.albedo[at] as number) + a;
    guides.gloss[at] = (guides.gloss[at] as number) + m;
    guides.normal[at] = (guides.normal[at] as number) + (tracer.normal[k] as number);
    l += e / 3;
    g += m / 3;
  }
  guides.depth[pixel] = (guides.depth[pixel] as number) + tracer.distance;
  guides.label[pixel] = (guides.label[pixel] as number) + tracer.label;
  return [l, g];
}

/** Turns a pixel's sums into means; labels stay a sum, they are only compared. */
function average(guides: Guides, pixel: number, count: number): void {
  for (const sums of [guides.light, guides.albedo, guides.gloss, guides.normal]) {
    for (let at = 3 * pixel; at < 3 * pixel + 3; at++) sums[at] = (sums[at] as number) / count;
  }
  guides.depth[pixel] = (guides.depth[pixel] as number) / count;
}

/**
 * Moment of a sample while the shutter is open: evenly spread over the samples of a pixel, but in
 * another order than its sub-pixel cells, else place and moment would be locked together.
 */
const shutter = (index: number, samples: number, pixel: number, seed: number): number =>
  (((index * 7) % samples) + hash01(pixel, index, seed + 11)) / samples;

/** One pinhole ray through each pixel's centre, no filtering of any kind. */
function truth(
  world: World,
  aim: Aim,
  width: number,
  height: number,
): { labels: Uint8Array; depth: Float32Array; seen: number[] } {
  if (world.labelled.length > 255) throw new RangeError('more things than an 8-bit label holds');
  const labels = new Uint8Array(width * height);
  const depth = new Float32Array(width * height);
  const ray = newRay();
  for (let y = 0, n = 0; y < height; y++) {
    for (let x = 0; x < width; x++, n++) {
      pinhole(ray, aim, x + 0.5, y + 0.5, width, height);
      const hit = world.bvh.closest(ray, Infinity);
      depth[n] = world.bvh.t;
      if (hit >= 0) labels[n] = world.placedAt(hit).label;
    }
  }
  // Hidden things leave no gap in the numbering.
  const seen = [...new Set(labels)].filter((label) => label > 0).sort((a, b) => a - b);
  const renumber = new Map(seen.map((label, i) => [label, i + 1]));
  return { labels: labels.map((label) => renumber.get(label) ?? 0), depth, seen };
}
