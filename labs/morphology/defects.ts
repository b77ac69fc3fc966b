/**
 * Spoils a clean mask the way predictions are spoiled, from a seed: a wandering outline, bridges
 * between neighbours, holes and specks. Every kind has its own random stream, so that more holes keep
 * the holes that were there.
 *
 * Deliberately not: a model of any particular network. Real errors are larger where the picture is
 * hard; these fall anywhere.
 */
import { createImage, type TypedImage, type U8Image } from '$src/core/image';
import { createRng, type Rng } from '$src/core/rng';
import { connectedComponents } from '$src/ops/connected-components/reference';

export interface Defects {
  /** Discs cut out of the foreground. */
  readonly holes: number;
  /** Discs set into the background. */
  readonly specks: number;
  /** Largest radius of both, px. */
  readonly radiusPx: number;
  /** How far the outline wanders, px. */
  readonly jitterPx: number;
  /** Pairs of neighbouring objects to join, the closest first. */
  readonly bridges: number;
}

/** Objects further apart than this are never joined, px. */
const longestBridgePx = 40;
/** The outline wanders on a grid of this spacing, px: shorter would be noise, not a wobbly outline. */
const wanderPx = 6;

/** The mask (255 and 0) with its defects. The input is not changed. */
export function spoil(clean: U8Image, defects: Defects, seed: number): U8Image {
  const rng = createRng(seed);
  const mask = wander(clean, defects.jitterPx, rng.fork('outline'));
  const bridges = nearestPairs(connectedComponents(clean, 8)).slice(0, defects.bridges);
  for (const { from, to } of bridges) drawBridge(mask, from, to);
  stamp(mask, clean, true, defects.holes, defects.radiusPx, rng.fork('holes'));
  stamp(mask, clean, false, defects.specks, defects.radiusPx, rng.fork('specks'));
  return mask;
}

/** A copy in which each pixel changes sides with probability `share` (0..1): salt and pepper on a mask. */
export function flip(clean: U8Image, share: number, seed: number): U8Image {
  const rng = createRng(seed).fork('flips');
  const mask = createImage('u8', clean.width, clean.height);
  for (let i = 0; i < mask.data.length; i++) {
    mask.data[i] = (clean.data[i] !== 0) === rng.next() < share ? 0 : 255;
  }
  return mask;
}

/** Every pixel takes the value of a place up to `reach` away; neighbouring pixels look nearly alike. */
function wander(clean: U8Image, reach: number, rng: Rng): U8Image {
  const { width, height, data } = clean;
  const columns = Math.ceil(width / wanderPx) + 1;
  const rows = Math.ceil(height / wanderPx) + 1;
  const field = () => Float64Array.from({ length: columns * rows }, () => 2 * rng.next() - 1);
  const shiftX = field();
  const shiftY = field();
  const between = (grid: Float64Array, x: number, y: number): number => {
    const column = Math.floor(x / wanderPx);
    const row = Math.floor(y / wanderPx);
    const u = x / wanderPx - column;
    const v = y / wanderPx - row;
    const at = row * columns + column;
    const top = (grid[at] ?? 0) * (1 - u) + (grid[at + 1] ?? 0) * u;
    const bottom = (grid[at + columns] ?? 0) * (1 - u) + (grid[at + columns + 1] ?? 0) * u;
    return top * (1 - v) + bottom * v;
  };
  const mask = createImage('u8', width, height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const fromX = inside(x + Math.round(reach * between(shiftX, x, y)), width);
      const fromY = inside(y + Math.round(reach * between(shiftY, x, y)), height);
      mask.data[y * width + x] = data[fromY * width + fromX] === 0 ? 0 : 255;
    }
  }
  return mask;
}

/** Discs of random radius, centred on foreground (cut out) or on background (set in). */
function stamp(
  mask: U8Image,
  clean: U8Image,
  onForeground: boolean,
  count: number,
  radius: number,
  rng: Rng,
): void {
  const places: number[] = [];
  for (let i = 0; i < clean.data.length; i++) {
    if ((clean.data[i] !== 0) === onForeground) places.push(i);
  }
  if (places.length === 0) return;
  for (let k = 0; k < count; k++) {
    const at = places[rng.integer(0, places.length - 1)] ?? 0;
    const centre = { x: at % mask.width, y: Math.floor(at / mask.width) };
    fillDisc(mask, centre, rng.integer(1, Math.max(1, radius)), onForeground ? 0 : 255);
  }
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Sets all pixels within `radius` of the centre. */
export function fillDisc(mask: U8Image, centre: Point, radius: number, value: number): void {
  for (let y = centre.y - radius; y <= centre.y + radius; y++) {
    for (let x = centre.x - radius; x <= centre.x + radius; x++) {
      if (x < 0 || y < 0 || x >= mask.width || y >= mask.height) continue;
      if ((x - centre.x) ** 2 + (y - centre.y) ** 2 > radius * radius) continue;
      mask.data[y * mask.width + x] = value;
    }
  }
}

interface Pair {
  readonly from: Point;
  readonly to: Point;
  readonly gap: number;
}

/**
 * Pairs of objects with their closest points, the narrowest gap first. A wave runs from all objects at
 * once over the background (chessboard steps); where two waves meet, their objects are neighbours.
 */
export function nearestPairs(labels: TypedImage<'i32'>): Pair[] {
  const { width, height, data } = labels;
  const origin = new Int32Array(data.length).fill(-1);
  const steps = new Int32Array(data.length);
  const queue: number[] = [];
  data.forEach((label, i) => {
    if (label === 0) return;
    origin[i] = i;
    queue.push(i);
  });
  const closest = new Map<string, Pair>();
  for (let head = 0; head < queue.length; head++) {
    const i = queue[head] ?? 0;
    if ((steps[i] ?? 0) > longestBridgePx / 2) break;
    for (const j of neighbours(i, width, height)) {
      if (origin[j] === -1) {
        origin[j] = origin[i] ?? -1;
        steps[j] = (steps[i] ?? 0) + 1;
        queue.push(j);
        continue;
      }
      const [a, b] = [data[origin[i] ?? 0] ?? 0, data[origin[j] ?? 0] ?? 0];
      if (a === b) continue;
      const gap = (steps[i] ?? 0) + (steps[j] ?? 0);
      const key = a < b ? `${a}-${b}` : `${b}-${a}`;
      if (gap < (closest.get(key)?.gap ?? longestBridgePx)) {
        closest.set(key, {
          from: pointOf(origin[i] ?? 0, width),
          to: pointOf(origin[j] ?? 0, width),
          gap,
        });
      }
    }
  }
  return [...closest.values()].sort((a, b) => a.gap - b.gap);
}

function neighbours(i: number, width: number, height: number): number[] {
  const x = i % width;
  const y = Math.floor(i / width);
  const found: number[] = [];
  for (let dy = -1; dy <= 1; dy++) {
    for (let dx = -1; dx <= 1; dx++) {
      const isOutside = x + dx < 0 || y + dy < 0 || x + dx >= width || y + dy >= height;
      if (!isOutside && (dx !== 0 || dy !== 0)) found.push(i + dy * width + dx);
    }
  }
  return found;
}

/** A straight bar, three pixels thick. */
function drawBridge(mask: U8Image, from: Point, to: Point): void {
  const length = Math.max(Math.abs(to.x - from.x), Math.abs(to.y - from.y), 1);
  for (let k = 0; k <= length; k++) {
    const x = Math.round(from.x + ((to.x - from.x) * k) / length);
    const y = Math.round(from.y + ((to.y - from.y) * k) / length);
    for (let dy = -1; dy <= 1; dy++) {
      for (let dx = -1; dx <= 1; dx++) {
        const isOutside = x + dx < 0 || y + dy < 0 || x + dx >= mask.width || y + dy >= mask.height;
        if (!isOutside) mask.data[(y + dy) * mask.width + x + dx] = 255;
      }
    }
  }
}

function pointOf(i: number, width: number): Point {
  return { x: i % width, y: Math.floor(i / width) };
}

function inside(value: number, size: number): number {
  return Math.min(size - 1, Math.max(0, value));
}
