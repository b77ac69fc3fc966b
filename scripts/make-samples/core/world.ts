import { Bvh } from './bvh';
import type { Hit, Ray } from './ray';
import type { Light, Part, Scene, Surface, Thing } from './scene';
import { rotate, type Vec } from './vec';

interface Placed {
  readonly part: Part;
  readonly thing: Thing;
  /** 0 is background, k the k-th thing that has a category. */
  readonly label: number;
}

/** A scene flattened to one triangle soup in world space, ready to be asked what a ray hits. */
export class World {
  readonly bvh: Bvh;
  readonly light: Light;
  readonly placed: Placed[] = [];
  /** The labelled things, at index label - 1. */
  readonly labelled: Thing[];
  private readonly owner: Uint16Array;
  private readonly local: Uint32Array;
  private readonly corners: Float64Array;

  constructor(scene: Scene) {
    this.light = scene.light;
    this.labelled = scene.things.filter((t) => t.category !== undefined);
    let total = 0;
    for (const thing of scene.things) {
      for (const part of thing.parts) {
        this.placed.push({ part, thing, label: this.labelled.indexOf(thing) + 1 });
        total += part.mesh.triangles.length / 3;
      }
    }
    this.corners = new Float64Array(9 * total);
    this.owner = new Uint16Array(total);
    this.local = new Uint32Array(total);
    const tint = new Float32Array(3 * total);
    let n = 0;
    this.placed.forEach(({ part, thing }, index) => {
      const { positions, triangles } = part.mesh;
      for (let t = 0; t < triangles.length; t++) {
        const at = 3 * (triangles[t] as number);
        const p = rotate(thing.turn, [
          positions[at] as number,
          positions[at + 1] as number,
          positions[at + 2] as number,
        ]);
        for (let k = 0; k < 3; k++) {
          this.corners[9 * n + 3 * (t % 3) + k] =
            (p[k] as number) * thing.size + (thing.at[k] as number);
        }
        if (t % 3 === 2) {
          this.owner[n] = index;
          this.local[n] = t - 2;
          tint.set(part.glass?.shadow ?? [0, 0, 0], 3 * n);
          n++;
        }
      }
    });
    this.bvh = new Bvh(this.corners, tint);
  }

  placedAt(triangle: number): Placed {
    const placed = this.placed[this.owner[triangle] as number];
    if (!placed) throw new RangeError('triangle without a part');
    return placed;
  }

  /** Describes what `ray` just hit in the BVH: place and normals in `hit`, material in `s`. */
  surface(s: Surface, hit: Hit, ray: Ray): Placed {
    const { bvh } = this;
    const tri = bvh.triangle;
    const placed = this.placedAt(tri);
    const { mesh, shader } = placed.part;
    const { turn: m, at, size } = placed.thing;
    const local = this.local[tri] as number;
    const a = mesh.triangles[local] as number;
    const b = mesh.triangles[local + 1] as number;
    const c = mesh.triangles[local + 2] as number;
    const wb = bvh.u;
    const wc = bvh.v;
    const wa = 1 - wb - wc;
    hit.t = bvh.t;
    hit.x = ray.ox + hit.t * ray.dx;
    hit.y = ray.oy + hit.t * ray.dy;
    hit.z = ray.oz + hit.t * ray.dz;
    const px = hit.x - at[0];
    const py = hit.y - at[1];
    const pz = hit.z - at[2];
    // The inverse of a rotation is its transpose.
    s.x = (m[0] * px + m[3] * py + m[6] * pz) / size;
    s.y = (m[1] * px + m[4] * py + m[7] * pz) / size;
    s.z = (m[2] * px + m[5] * py + m[8] * pz) / size;
    const q = mesh.params;
    s.u = wa * (q[2 * a] as number) + wb * (q[2 * b] as number) + wc * (q[2 * c] as number);
    s.v =
      wa * (q[2 * a + 1] as number) + wb * (q[2 * b + 1] as number) + wc * (q[2 * c + 1] as number);
    s.metal = false;
    s.f0 = 0;
    s.rough = 0.5;
    s.gx = s.gy = s.gz = 0;
    shader(s);

    this.face(hit, ray, tri);
    const k = mesh.normals;
    let nx = wa * (k[3 * a] as number) + wb * (k[3 * b] as number) + wc * (k[3 * c] as number);
    let ny =
      wa * (k[3 * a + 1] as number) + wb * (k[3 * b + 1] as number) + wc * (k[3 * c + 1] as number);
    let nz =
      wa * (k[3 * a + 2] as number) + wb * (k[3 * b + 2] as number) + wc * (k[3 * c + 2] as number);
    if (s.gx !== 0 || s.gy !== 0 || s.gz !== 0) {
      // Only the part of the gradient that lies in the surface tilts it.
      const along = s.gx * nx + s.gy * ny + s.gz * nz;
      nx -= s.gx - along * nx;
      ny -= s.gy - along * ny;
      nz -= s.gz - along * nz;
    }
    const side = hit.front ? 1 : -1;
    const n = side / (Math.sqrt(nx * nx + ny * ny + nz * nz) || 1);
    hit.nx = (m[0] * nx + m[1] * ny + m[2] * nz) * n;
    hit.ny = (m[3] * nx + m[4] * ny + m[5] * nz) * n;
    hit.nz = (m[6] * nx + m[7] * ny + m[8] * nz) * n;
    return placed;
  }

  /** The triangle's own normal, turned to face the ray. */
  private face(hit: Hit, ray: Ray, tri: number): void {
    const { corners } = this;
    const o = 9 * tri;
    const ax = (corners[o + 3] as number) - (corners[o] as number);
    const ay = (corners[o + 4] as number) - (corners[o + 1] as number);
    const az = (corners[o + 5] as number) - (corners[o + 2] as number);
    const bx = (corners[o + 6] as number) - (corners[o] as number);
    const by = (corners[o + 7] as number) - (corners[o + 1] as number);
    const bz = (corners[o + 8] as number) - (corners[o + 2] as number);
    const x = ay * bz - az * by;
    const y = az * bx - ax * bz;
    const z = ax * by - ay * bx;
    hit.front = ray.dx * x + ray.dy * y + ray.dz * z < 0;
    const g = (hit.front ? 1 : -1) / (Math.sqrt(x * x + y * y + z * z) || 1);
    hit.gx = x * g;
    hit.gy = y * g;
    hit.gz = z * g;
  }

  /** Radiance from where no object is: the window's panes, else the room. */
  miss({ ox, oy, oz, dx, dy, dz }: Ray, panes: boolean): Vec {
    const { window: w, room } = this.light;
    if (panes && dx < 0) {
      const t = (w.x - ox) / dx;
      if (t > 0 && this.pane(oy + t * dy, oz + t * dz)) return w.radiance;
    }
    const [floor, side, ceiling] = room;
    const f = Math.abs(dy);
    const end = dy > 0 ? ceiling : floor;
    return [
      side[0] + (end[0] - side[0]) * f,
      side[1] + (end[1] - side[1]) * f,
      side[2] + (end[2] - side[2]) * f,
    ];
  }

  /** Whether a point of the window's plane is glass rather than wall or bar. */
  pane(y: number, z: number): boolean {
    const w = this.light.window;
    const s = (z - w.z0) / (w.z1 - w.z0);
    const t = (y - w.y0) / (w.y1 - w.y0);
    if (s < 0 || s > 1 || t < 0 || t > 1) return false;
    const inBar = (p: number, n: number, length: number): boolean => {
      const nearest = Math.round(p * n) / n;
      return Math.abs(p - nearest) * length < w.bar / 2;
    };
    return !inBar(s, w.columns, w.z1 - w.z0) && !inBar(t, w.rows, w.y1 - w.y0);
  }
}
