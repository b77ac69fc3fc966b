/**
 * Geometry for bent tubes and for bands of constant section, with smooth normals and uv.
 * Winding is right-handed: outside is where the counter-clockwise side is.
 */
import { BufferGeometry, Float32BufferAttribute, Vector3 } from 'three';
import { ParametricGeometry } from 'three/addons/geometries/ParametricGeometry.js';

/** A point of a surface: u around (0..1), v along (0..1). */
export type SurfacePoint = (u: number, v: number, target: Vector3) => void;

export function surface(at: SurfacePoint, around: number, along: number): BufferGeometry {
  return new ParametricGeometry(at, around, along);
}

/** Points of a surface on a grid: for forms, before anything is built. */
export function gridOf(at: SurfacePoint, around: number, along: number): Vector3[] {
  const points: Vector3[] = [];
  for (let i = 0; i <= along; i++) {
    for (let j = 0; j < around; j++) {
      const point = new Vector3();
      at(j / around, i / along, point);
      points.push(point);
    }
  }
  return points;
}

/**
 * How points rest on the table: `shift` puts their bounding box on y = 0 with its middle over the
 * origin, radiusM is the farthest that any of them then lies from the vertical through the origin.
 */
export function settle(groups: readonly (readonly Vector3[])[]): {
  readonly radiusM: number;
  readonly heightM: number;
  readonly shift: Vector3;
} {
  const min = new Vector3(Infinity, Infinity, Infinity);
  const max = min.clone().negate();
  for (const point of groups.flat()) {
    min.min(point);
    max.max(point);
  }
  const shift = new Vector3(-(min.x + max.x) / 2, -min.y, -(min.z + max.z) / 2);
  let radiusM = 0;
  for (const { x, z } of groups.flat())
    radiusM = Math.max(radiusM, Math.hypot(x + shift.x, z + shift.z));
  return { radiusM, heightM: max.y - min.y, shift };
}

/** A point of a section in the plane z = 0; `u` is its texture coordinate. */
export interface SectionPoint {
  readonly x: number;
  readonly y: number;
  readonly u?: number;
}

/** Above this angle between neighbouring faces an edge stays sharp (cosine of 40 degrees). */
const leastCosine = 0.77;

/** Collects faces; every face brings its own corners. */
export class Mould {
  readonly #positions: number[] = [];
  readonly #normals: number[] = [];
  readonly #uvs: number[] = [];

  /** Corners counter-clockwise as seen from outside; a flat normal unless four are given. */
  quad(
    corners: readonly [Vector3, Vector3, Vector3, Vector3],
    uvs: readonly [number, number][] = [
      [0, 0],
      [1, 0],
      [1, 1],
      [0, 1],
    ],
    normals?: readonly [Vector3, Vector3, Vector3, Vector3],
  ): this {
    const [a, b, c] = corners;
    const flat = new Vector3().subVectors(c, a).cross(new Vector3().subVectors(corners[3], b));
    flat.normalize();
    for (const i of [0, 1, 2, 0, 2, 3]) {
      const corner = corners[i] ?? a;
      const normal = normals?.[i] ?? flat;
      this.#positions.push(corner.x, corner.y, corner.z);
      this.#normals.push(normal.x, normal.y, normal.z);
      this.#uvs.push(...(uvs[i] ?? [0, 0]));
    }
    return this;
  }

  /**
   * The section's line swept from z = -halfDepth to z = halfDepth. Outside lies to the left of the
   * line's direction (y up, x right). v is 1 at z = -halfDepth: seen from above, print reads upright.
   */
  strip(path: readonly SectionPoint[], halfDepth: number): this {
    const normals = smoothNormals(path);
    for (let i = 0; i + 1 < path.length; i++) {
      const from = path[i];
      const to = path[i + 1];
      const pair = normals[i];
      if (!from || !to || !pair) continue;
      const [n0, n1] = pair;
      this.quad(
        [
          new Vector3(from.x, from.y, halfDepth),
          new Vector3(to.x, to.y, halfDepth),
          new Vector3(to.x, to.y, -halfDepth),
          new Vector3(from.x, from.y, -halfDepth),
        ],
        [
          [from.u ?? 0, 0],
          [to.u ?? 1, 0],
          [to.u ?? 1, 1],
          [from.u ?? 0, 1],
        ],
        [n0, n1, n1, n0],
      );
    }
    return this;
  }

  /** The band between two lines of equal length, swept likewise, closed on all sides. */
  band(outer: readonly SectionPoint[], inner: readonly SectionPoint[], halfDepth: number): this {
    this.strip(outer, halfDepth);
    this.strip([...inner].reverse(), halfDepth);
    const last = outer.length - 1;
    for (const [from, to] of [
      [inner[0], outer[0]],
      [outer[last], inner[last]],
    ]) {
      if (from && to) this.strip([from, to], halfDepth);
    }
    for (let i = 0; i < last; i++) {
      const [a, b, c, d] = [outer[i], outer[i + 1], inner[i + 1], inner[i]];
      if (!a || !b || !c || !d) continue;
      for (const z of [-halfDepth, halfDepth]) {
        const [p, q, r, s] = [a, b, c, d].map(({ x, y }) => new Vector3(x, y, z));
        if (!p || !q || !r || !s) continue;
        const uvs: [number, number][] = [a, b, c, d].map(({ u }) => [u ?? 0, z < 0 ? 1 : 0]);
        if (z > 0) this.quad([s, r, q, p], uvs.reverse());
        else this.quad([p, q, r, s], uvs);
      }
    }
    return this;
  }

  build(): BufferGeometry {
    return new BufferGeometry()
      .setAttribute('position', new Float32BufferAttribute(this.#positions, 3))
      .setAttribute('normal', new Float32BufferAttribute(this.#normals, 3))
      .setAttribute('uv', new Float32BufferAttribute(this.#uvs, 2));
  }
}

/** Normals at the start and end of each piece, shared across blunt corners. */
function smoothNormals(path: readonly SectionPoint[]): [Vector3, Vector3][] {
  const flat: Vector3[] = [];
  for (let i = 0; i + 1 < path.length; i++) {
    const from = path[i];
    const to = path[i + 1];
    if (from && to) flat.push(new Vector3(from.y - to.y, to.x - from.x, 0).normalize());
  }
  return flat.map((own, i) => [share(own, flat[i - 1]), share(own, flat[i + 1])]);
}

function share(own: Vector3, other: Vector3 | undefined): Vector3 {
  if (!other || own.dot(other) < leastCosine) return own;
  return own.clone().add(other).normalize();
}
