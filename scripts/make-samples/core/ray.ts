/** Mutable records that the hot path reuses, so that tracing a ray allocates nothing. */

export interface Ray {
  ox: number;
  oy: number;
  oz: number;
  dx: number;
  dy: number;
  dz: number;
}

export const newRay = (): Ray => ({ ox: 0, oy: 0, oz: 0, dx: 0, dy: 0, dz: 1 });

/** Where a ray met a surface. Both normals face the ray; `front` tells whether they had to be turned. */
export interface Hit {
  t: number;
  x: number;
  y: number;
  z: number;
  /** Normal of the triangle itself. */
  gx: number;
  gy: number;
  gz: number;
  /** Normal for shading: smooth over the mesh, bent by bumps. */
  nx: number;
  ny: number;
  nz: number;
  front: boolean;
}

export const newHit = (): Hit => ({
  t: 0,
  x: 0,
  y: 0,
  z: 0,
  gx: 0,
  gy: 0,
  gz: 1,
  nx: 0,
  ny: 0,
  nz: 1,
  front: true,
});

/** New rays start this far off the surface, else rounding makes them hit it again. */
const OFF = 2e-4;

/** Starts `ray` at the hit, on the ray's side of the surface (1) or beyond it (-1). */
export function leave(ray: Ray, hit: Hit, side: 1 | -1): void {
  ray.ox = hit.x + hit.gx * OFF * side;
  ray.oy = hit.y + hit.gy * OFF * side;
  ray.oz = hit.z + hit.gz * OFF * side;
}

/** Points `ray` off the hit, cosine-weighted about the shading normal; false if that is into the body. */
export function scatter(ray: Ray, hit: Hit, u: number, v: number): boolean {
  // A point on the unit sphere plus the normal is cosine-distributed.
  const h = 1 - 2 * u;
  const r = Math.sqrt(Math.max(0, 1 - h * h));
  const a = 2 * Math.PI * v;
  const x = hit.nx + r * Math.cos(a) * 0.9999;
  const y = hit.ny + h * 0.9999;
  const z = hit.nz + r * Math.sin(a) * 0.9999;
  const k = 1 / Math.sqrt(x * x + y * y + z * z);
  ray.dx = x * k;
  ray.dy = y * k;
  ray.dz = z * k;
  leave(ray, hit, 1);
  return ray.dx * hit.gx + ray.dy * hit.gy + ray.dz * hit.gz > 0;
}

/** Points `ray` along the mirror image of `view` about a GGX-distributed facet. */
export function mirror(
  ray: Ray,
  hit: Hit,
  view: Ray,
  rough: number,
  u: number,
  v: number,
): boolean {
  const { nx, ny, nz } = hit;
  const a2 = rough ** 4;
  const cos = Math.sqrt((1 - u) / (1 + (a2 - 1) * u));
  const sin = Math.sqrt(1 - cos * cos);
  const px = sin * Math.cos(2 * Math.PI * v);
  const py = sin * Math.sin(2 * Math.PI * v);
  // Duff et al.'s branchless basis about the normal.
  const sign = nz >= 0 ? 1 : -1;
  const q = -1 / (sign + nz);
  const w = nx * ny * q;
  const hx = px * (1 + sign * nx * nx * q) + py * w + cos * nx;
  const hy = px * sign * w + py * (sign + ny * ny * q) + cos * ny;
  const hz = -px * sign * nx - py * ny + cos * nz;
  const d = view.dx * hx + view.dy * hy + view.dz * hz;
  ray.dx = view.dx - 2 * d * hx;
  ray.dy = view.dy - 2 * d * hy;
  ray.dz = view.dz - 2 * d * hz;
  leave(ray, hit, 1);
  return d < 0 && ray.dx * hit.gx + ray.dy * hit.gy + ray.dz * hit.gz > 0;
}
