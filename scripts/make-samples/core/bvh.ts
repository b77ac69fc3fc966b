import type { Ray } from './ray';

/**
 * Bounding-volume hierarchy over all triangles of a picture, built once by the binned surface-area
 * heuristic and walked without allocating. Triangles are stored as (corner, edge, edge) in leaf order.
 */

const BINS = 12;
const LEAF = 4;

export class Bvh {
  /** Result of the last `closest` call. */
  t = Infinity;
  triangle = -1;
  u = 0;
  v = 0;
  /** Light left after the last `shadow` call, per channel. */
  passR = 0;
  passG = 0;
  passB = 0;

  private readonly bounds: Float64Array;
  private readonly links: Int32Array; // per node: first child or first triangle, triangle count
  private readonly order: Uint32Array;
  private readonly shape: Float64Array;
  private readonly tint: Float32Array; // per triangle in leaf order; 0 is opaque
  private readonly stack = new Int32Array(96);
  private nodes = 1;

  /** `corners`: nine numbers per triangle. `tint`: three per triangle, what a shadow ray keeps. */
  constructor(corners: Float64Array, tint: Float32Array) {
    const count = corners.length / 9;
    this.order = new Uint32Array(count).map((_, i) => i);
    this.bounds = new Float64Array(12 * count);
    this.links = new Int32Array(4 * count);
    const centres = new Float64Array(3 * count);
    for (let i = 0; i < centres.length; i++) {
      const at = 9 * Math.floor(i / 3) + (i % 3);
      centres[i] =
        ((corners[at] as number) + (corners[at + 3] as number) + (corners[at + 6] as number)) / 3;
    }
    this.split(0, 0, count, corners, centres);
    this.shape = new Float64Array(9 * count);
    this.tint = new Float32Array(3 * count);
    for (let i = 0; i < count; i++) {
      const from = this.order[i] as number;
      for (let k = 0; k < 3; k++) {
        const a = corners[9 * from + k] as number;
        this.shape[9 * i + k] = a;
        this.shape[9 * i + 3 + k] = (corners[9 * from + 3 + k] as number) - a;
        this.shape[9 * i + 6 + k] = (corners[9 * from + 6 + k] as number) - a;
        this.tint[3 * i + k] = tint[3 * from + k] as number;
      }
    }
  }

  private split(
    node: number,
    from: number,
    to: number,
    corners: Float64Array,
    centres: Float64Array,
  ): void {
    const { bounds, order } = this;
    const low = [Infinity, Infinity, Infinity];
    const high = [-Infinity, -Infinity, -Infinity];
    const cLow = [Infinity, Infinity, Infinity];
    const cHigh = [-Infinity, -Infinity, -Infinity];
    for (let i = from; i < to; i++) {
      const tri = order[i] as number;
      for (let k = 0; k < 3; k++) {
        const c = centres[3 * tri + k] as number;
        cLow[k] = Math.min(cLow[k] as number, c);
        cHigh[k] = Math.max(cHigh[k] as number, c);
        for (let m = 0; m < 9; m += 3) {
          const x = corners[9 * tri + m + k] as number;
          low[k] = Math.min(low[k] as number, x);
          high[k] = Math.max(high[k] as number, x);
        }
      }
    }
    bounds.set([...low, ...high], 6 * node);
    const axis = [0, 1, 2].reduce((a, b) =>
      (cHigh[b] as number) - (cLow[b] as number) > (cHigh[a] as number) - (cLow[a] as number)
        ? b
        : a,
    );
    const start = cLow[axis] as number;
    const extent = (cHigh[axis] as number) - start;
    const middle =
      to - from <= LEAF || extent <= 0
        ? -1
        : this.cut(from, to, axis, start, extent, corners, centres);
    if (middle < 0) {
      this.links[2 * node] = from;
      this.links[2 * node + 1] = to - from;
      return;
    }
    const child = this.nodes;
    this.nodes += 2;
    this.links[2 * node] = child;
    this.links[2 * node + 1] = 0;
    this.split(child, from, middle, corners, centres);
    this.split(child + 1, middle, to, corners, centres);
  }

  /** Reorders [from, to) about the cheapest bin boundary and returns the boundary's index. */
  private cut(
    from: number,
    to: number,
    axis: number,
    start: number,
    extent: number,
    corners: Float64Array,
    centres: Float64Array,
  ): number {
    const { order } = this;
    const binOf = (tri: number): number =>
      Math.min(
        BINS - 1,
        Math.floor((((centres[3 * tri + axis] as number) - start) / extent) * BINS),
      );
    const counts = new Int32Array(BINS);
    const boxes = new Float64Array(6 * BINS).map((_, i) => (i % 6 < 3 ? Infinity : -Infinity));
    for (let i = from; i < to; i++) {
      const tri = order[i] as number;
      const bin = binOf(tri);
      counts[bin] = (counts[bin] as number) + 1;
      for (let m = 0; m < 9; m++) {
        const x = corners[9 * tri + m] as number;
        const at = 6 * bin + (m % 3);
        if (x < (boxes[at] as number)) boxes[at] = x;
        if (x > (boxes[at + 3] as number)) boxes[at + 3] = x;
      }
    }
    // One sweep from the right and one from the left give the cost of every boundary.
    const rightCost = sweep(boxes, counts, true);
    const leftCost = sweep(boxes, counts, false);
    let best = -1;
    let bestCost = Infinity;
    for (let b = 1; b < BINS; b++) {
      const cost = (leftCost[b - 1] as number) + (rightCost[b] as number);
      if (cost < bestCost) {
        bestCost = cost;
        best = b;
      }
    }
    if (best < 0) return -1;
    let i = from;
    let j = to - 1;
    while (i <= j) {
      const tri = order[i] as number;
      if (binOf(tri) < best) i++;
      else {
        order[i] = order[j] as number;
        order[j--] = tri;
      }
    }
    return i;
  }

  /** Nearest triangle along the ray before `limit`; its original index, or -1. */
  closest(ray: Ray, limit: number): number {
    this.t = limit;
    this.triangle = -1;
    this.walk(ray, false);
    if (this.triangle >= 0) this.triangle = this.order[this.triangle] as number;
    return this.triangle;
  }

  /** Whether anything opaque lies before `limit`; glass on the way multiplies into passR, G, B. */
  shadow(ray: Ray, limit: number): boolean {
    this.t = limit;
    this.passR = this.passG = this.passB = 1;
    return this.walk(ray, true);
  }

  private walk({ ox, oy, oz, dx, dy, dz }: Ray, any: boolean): boolean {
    const { bounds, links, stack, shape, tint } = this;
    const ix = 1 / dx;
    const iy = 1 / dy;
    const iz = 1 / dz;
    let top = 0;
    let node = 0;
    for (;;) {
      const count = links[2 * node + 1] as number;
      const link = links[2 * node] as number;
      if (count > 0) {
        for (let i = link; i < link + count; i++) {
          const s = 9 * i;
          const ax = shape[s + 3] as number;
          const ay = shape[s + 4] as number;
          const az = shape[s + 5] as number;
          const bx = shape[s + 6] as number;
          const by = shape[s + 7] as number;
          const bz = shape[s + 8] as number;
          // Moeller and Trumbore's ray-triangle test.
          const px = dy * bz - dz * by;
          const py = dz * bx - dx * bz;
          const pz = dx * by - dy * bx;
          const det = ax * px + ay * py + az * pz;
          if (det === 0) continue;
          const inv = 1 / det;
          const tx = ox - (shape[s] as number);
          const ty = oy - (shape[s + 1] as number);
          const tz = oz - (shape[s + 2] as number);
          const u = (tx * px + ty * py + tz * pz) * inv;
          if (u < 0 || u > 1) continue;
          const qx = ty * az - tz * ay;
          const qy = tz * ax - tx * az;
          const qz = tx * ay - ty * ax;
          const v = (dx * qx + dy * qy + dz * qz) * inv;
          if (v < 0 || u + v > 1) continue;
          const t = (bx * qx + by * qy + bz * qz) * inv;
          if (t <= 0 || t >= this.t) continue;
          if (any) {
            if (tint[3 * i] === 0) return true;
            this.passR *= tint[3 * i] as number;
            this.passG *= tint[3 * i + 1] as number;
            this.passB *= tint[3 * i + 2] as number;
            continue;
          }
          this.t = t;
          this.triangle = i;
          this.u = u;
          this.v = v;
        }
      } else {
        const l = 6 * link;
        const r = l + 6;
        const nearL = slab(bounds, l, ox, oy, oz, ix, iy, iz, this.t);
        const nearR = slab(bounds, r, ox, oy, oz, ix, iy, iz, this.t);
        if (nearL < nearR) {
          if (nearR !== Infinity) stack[top++] = link + 1;
          node = link;
          continue;
        }
        if (nearR !== Infinity) {
          if (nearL !== Infinity) stack[top++] = link;
          node = link + 1;
          continue;
        }
      }
      if (top === 0) return false;
      node = stack[--top] as number;
    }
  }
}

/** Triangles times half the box area of all bins up to each bin, or from each bin on. */
function sweep(boxes: Float64Array, counts: Int32Array, fromRight: boolean): Float64Array {
  const cost = new Float64Array(BINS).fill(Infinity);
  const box = [Infinity, Infinity, Infinity, -Infinity, -Infinity, -Infinity];
  let n = 0;
  for (let step = 0; step < BINS; step++) {
    const bin = fromRight ? BINS - 1 - step : step;
    n += counts[bin] as number;
    for (let k = 0; k < 6; k++) {
      const x = boxes[6 * bin + k] as number;
      box[k] = k < 3 ? Math.min(box[k] as number, x) : Math.max(box[k] as number, x);
    }
    const [x0, y0, z0, x1, y1, z1] = box as [number, number, number, number, number, number];
    const [x, y, z] = [x1 - x0, y1 - y0, z1 - z0];
    // An empty side is no split: its cost stays infinite.
    if (n > 0) cost[bin] = n * (x * y + y * z + z * x);
  }
  return cost;
}

/** Where the ray enters a box, or Infinity if it misses it before `limit`. */
function slab(
  b: Float64Array,
  at: number,
  ox: number,
  oy: number,
  oz: number,
  ix: number,
  iy: number,
  iz: number,
  limit: number,
): number {
  const x0 = ((b[at] as number) - ox) * ix;
  const x1 = ((b[at + 3] as number) - ox) * ix;
  const y0 = ((b[at + 1] as number) - oy) * iy;
  const y1 = ((b[at + 4] as number) - oy) * iy;
  const z0 = ((b[at + 2] as number) - oz) * iz;
  const z1 = ((b[at + 5] as number) - oz) * iz;
  const near = Math.max(x0 < x1 ? x0 : x1, y0 < y1 ? y0 : y1, z0 < z1 ? z0 : z1);
  const far = Math.min(x0 < x1 ? x1 : x0, y0 < y1 ? y1 : y0, z0 < z1 ? z1 : z0);
  return near <= far && far > 0 && near < limit ? (near > 0 ? near : 0) : Infinity;
}
