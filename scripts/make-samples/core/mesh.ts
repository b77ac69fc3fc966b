import { add, cross, normalize, scale, sub, type Vec } from './vec';

/**
 * Everything in a picture is a triangle mesh with smooth normals, so one intersection routine serves a
 * sphere, a lathe-turned bottle and a swept banana alike. Each vertex keeps the two surface parameters
 * (u, v) that its shader may use.
 */
export interface Mesh {
  readonly positions: Float64Array;
  readonly normals: Float64Array;
  readonly params: Float64Array;
  readonly triangles: Uint32Array;
}

/** Normals from face areas, shared by all vertices at the same place: closes seams and poles. */
function smoothNormals(positions: Float64Array, triangles: Uint32Array): Float64Array {
  const count = positions.length / 3;
  const owner = new Uint32Array(count);
  const first = new Map<string, number>();
  const point = (i: number): Vec => [
    positions[3 * i] as number,
    positions[3 * i + 1] as number,
    positions[3 * i + 2] as number,
  ];
  for (let i = 0; i < count; i++) {
    const key = point(i)
      .map((c) => Math.round(c * 1e6))
      .join(',');
    const known = first.get(key);
    owner[i] = known ?? i;
    if (known === undefined) first.set(key, i);
  }
  const sums = new Float64Array(positions.length);
  for (let t = 0; t < triangles.length; t += 3) {
    const [a, b, c] = [triangles[t], triangles[t + 1], triangles[t + 2]] as [
      number,
      number,
      number,
    ];
    const normal = cross(sub(point(b), point(a)), sub(point(c), point(a)));
    for (const corner of [a, b, c]) {
      const at = 3 * (owner[corner] as number);
      for (let k = 0; k < 3; k++) sums[at + k] = (sums[at + k] as number) + (normal[k] as number);
    }
  }
  const normals = new Float64Array(positions.length);
  for (let i = 0; i < count; i++) {
    const at = 3 * (owner[i] as number);
    normals.set(
      normalize([sums[at] as number, sums[at + 1] as number, sums[at + 2] as number]),
      3 * i,
    );
  }
  return normals;
}

/** A grid of nu x nv quads over u, v in [0, 1]; the front side is where (dp/du x dp/dv) points. */
export function surface(nu: number, nv: number, at: (u: number, v: number) => Vec): Mesh {
  const positions = new Float64Array(3 * (nu + 1) * (nv + 1));
  const params = new Float64Array(2 * (nu + 1) * (nv + 1));
  const triangles = new Uint32Array(6 * nu * nv);
  for (let j = 0, n = 0; j <= nv; j++) {
    for (let i = 0; i <= nu; i++, n++) {
      positions.set(at(i / nu, j / nv), 3 * n);
      params.set([i / nu, j / nv], 2 * n);
    }
  }
  for (let j = 0, t = 0; j < nv; j++) {
    for (let i = 0; i < nu; i++, t += 6) {
      const a = j * (nu + 1) + i;
      const d = a + nu + 1;
      triangles.set([a, a + 1, d + 1, a, d + 1, d], t);
    }
  }
  return { positions, params, triangles, normals: smoothNormals(positions, triangles) };
}

/**
 * Point on a smooth curve through `points`, t in [0, 1]. Tangents are weighted by chord length, so
 * unevenly spaced points do not overshoot; a point written twice is a sharp corner.
 */
export function curve(points: readonly Vec[], t: number): Vec {
  const last = points.length - 1;
  const s = Math.min(t, 0.9999999) * last;
  const i = Math.floor(s);
  const f = t >= 1 ? 1 : s - i;
  const get = (k: number): Vec => points[Math.max(0, Math.min(last, k))] as Vec;
  const [p0, p1, p2, p3] = [get(i - 1), get(i), get(i + 1), get(i + 2)];
  const chord = Math.hypot(...sub(p2, p1));
  if (chord < 1e-9) return p1;
  const tangent = (a: Vec, b: Vec, c: Vec): Vec => {
    const ab = Math.hypot(...sub(b, a));
    const bc = Math.hypot(...sub(c, b));
    if (ab < 1e-9 || bc < 1e-9) return sub(p2, p1);
    const v = add(scale(sub(b, a), bc / ab), scale(sub(c, b), ab / bc));
    return scale(v, chord / (ab + bc));
  };
  const m1 = tangent(p0, p1, p2);
  const m2 = tangent(p1, p2, p3);
  const f2 = f * f;
  const f3 = f2 * f;
  return add(
    add(scale(p1, 2 * f3 - 3 * f2 + 1), scale(m1, f3 - 2 * f2 + f)),
    add(scale(p2, -2 * f3 + 3 * f2), scale(m2, f3 - f2)),
  );
}

/** A profile point [radius, height]; write a corner twice to make it crisp. */
export type Profile = readonly (readonly [number, number])[];

/** Surface of revolution about y; the profile runs upward on the outside. u turns, v climbs. */
export function lathe(profile: Profile, around = 96, along = 160): Mesh {
  const points = profile.map(([r, y]): Vec => [r, y, 0]);
  return surface(around, along, (u, v) => {
    const [r, y] = curve(points, v);
    // The last column is the first one, bit for bit, so that the seam welds.
    const angle = -2 * Math.PI * (u === 1 ? 0 : u);
    return [Math.max(0, r) * Math.cos(angle), y, Math.max(0, r) * Math.sin(angle)];
  });
}

/** A round-ish tube along a path; radius may depend on the way along it (t) and the angle. */
export function tube(
  path: (t: number) => Vec,
  radius: (t: number, angle: number) => number,
  around = 32,
  along = 96,
): Mesh {
  // Parallel transport: the frame turns with the path but never spins about it.
  const frames: { p: Vec; x: Vec; y: Vec }[] = [];
  let x: Vec = [0, 0, 0];
  for (let j = 0; j <= along; j++) {
    const t = j / along;
    const forward = normalize(sub(path(Math.min(1, t + 1e-3)), path(Math.max(0, t - 1e-3))));
    const seed: Vec = j > 0 ? x : Math.abs(forward[1]) < 0.9 ? [0, 1, 0] : [1, 0, 0];
    const y = normalize(cross(forward, seed));
    x = cross(y, forward);
    frames.push({ p: path(t), x, y });
  }
  return surface(around, along, (u, v) => {
    const frame = frames[Math.round(v * along)];
    if (!frame) throw new RangeError('tube frame');
    const angle = 2 * Math.PI * (u === 1 ? 0 : u);
    const r = radius(v, angle);
    return add(
      frame.p,
      add(scale(frame.x, r * Math.cos(angle)), scale(frame.y, r * Math.sin(angle))),
    );
  });
}

export function sphere(radius: number, around = 96, along = 64): Mesh {
  return surface(around, along, (u, v) => {
    const a = -2 * Math.PI * (u === 1 ? 0 : u);
    const b = Math.PI * (v - 0.5);
    // Exact poles: cos(pi / 2) is not quite zero.
    const c = v === 0 || v === 1 ? 0 : Math.cos(b);
    return [radius * c * Math.cos(a), radius * Math.sin(b), radius * c * Math.sin(a)];
  });
}

/** Several meshes as one. */
export function merge(meshes: readonly Mesh[]): Mesh {
  const join = (key: 'positions' | 'normals' | 'params'): Float64Array =>
    Float64Array.from(meshes.flatMap((m) => [...m[key]]));
  const triangles: number[] = [];
  let base = 0;
  for (const m of meshes) {
    for (const t of m.triangles) triangles.push(t + base);
    base += m.positions.length / 3;
  }
  return {
    positions: join('positions'),
    normals: join('normals'),
    params: join('params'),
    triangles: Uint32Array.from(triangles),
  };
}

/** A box centred at the origin with rounded edges; six sides, each a grid pulled onto the rounding. */
export function roundedBox(size: Vec, bevel: number, steps = 5): Mesh {
  const half: Vec = [size[0] / 2 - bevel, size[1] / 2 - bevel, size[2] / 2 - bevel];
  // Grid lines crowd into the bevels and leave the flat middle as one quad.
  const line = (s: number, h: number): { at: number; tilt: number } => {
    const n = 2 * steps + 1;
    const k = Math.round(s * n);
    const tilt = k <= steps ? k / steps - 1 : (k - steps - 1) / steps;
    return { at: k <= steps ? -h : h, tilt: Math.tan((tilt * Math.PI) / 4) };
  };
  const side = (axis: number, sign: number): Mesh =>
    surface(2 * steps + 1, 2 * steps + 1, (u, v) => {
      const i = (axis + 1) % 3;
      const j = (axis + 2) % 3;
      const a = line(sign > 0 ? u : 1 - u, half[i] as number);
      const b = line(v, half[j] as number);
      const core = [0, 0, 0];
      const away = [0, 0, 0];
      core[axis] = sign * (half[axis] as number);
      core[i] = a.at;
      core[j] = b.at;
      away[axis] = sign;
      away[i] = a.tilt;
      away[j] = b.tilt;
      const out = scale(
        normalize([away[0] as number, away[1] as number, away[2] as number]),
        bevel,
      );
      return add([core[0] as number, core[1] as number, core[2] as number], out);
    });
  return merge([0, 1, 2].flatMap((axis) => [side(axis, 1), side(axis, -1)]));
}
