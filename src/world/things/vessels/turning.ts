/**
 * Turned bodies: profiles (radius and height in metres), walls of even thickness, and the geometry of
 * turning them about the vertical. Three's LatheGeometry smooths every corner and lays the texture by
 * point number; here corners may be sharp (a point given twice) and the texture follows arc length.
 */
import { BufferAttribute, BufferGeometry, CatmullRomCurve3, Vector3 } from 'three';

export type ProfilePoint = readonly [radiusM: number, heightM: number];
export type Profile = readonly ProfilePoint[];

/** A smooth curve through the points (centripetal Catmull-Rom: no loops, little overshoot). */
export function smooth(points: Profile, perSpan = 5): Profile {
  const curve = new CatmullRomCurve3(
    points.map(([r, y]) => new Vector3(r, y, 0)),
    false,
    'centripetal',
  );
  return curve.getPoints((points.length - 1) * perSpan).map(({ x, y }) => [Math.max(0, x), y]);
}

/** Radius at a height, between the points of a profile that rises. Clamped at both ends. */
export function radiusAt(profile: Profile, heightM: number): number {
  let [beforeR, beforeY] = profile[0] ?? [0, 0];
  for (const [r, y] of profile) {
    if (y >= heightM && y > beforeY) {
      const share = Math.min(1, Math.max(0, (heightM - beforeY) / (y - beforeY)));
      return beforeR + (r - beforeR) * share;
    }
    [beforeR, beforeY] = [r, y];
  }
  return beforeR;
}

/** The part between two heights, pushed outwards: for labels, sleeves and liquids (negative: inwards). */
export function slice(profile: Profile, fromM: number, toM: number, outM = 0): Profile {
  const between = profile.filter(([, y]) => y > fromM + 1e-5 && y < toM - 1e-5);
  return [
    [radiusAt(profile, fromM), fromM] as const,
    ...between,
    [radiusAt(profile, toM), toM] as const,
  ].map(([r, y]) => [Math.max(0, r + outM), y]);
}

export interface Wall {
  /** As given. */
  readonly outer: Profile;
  /** From the floor's middle up to the lip. */
  readonly inner: Profile;
  /** Half-round, from outer to inner. */
  readonly lip: Profile;
}

/** Gives a rising outer profile a wall: the inner face runs along it at `thicknessM`, down to a floor. */
export function hollow(outer: Profile, thicknessM: number, floorM: number): Wall {
  const inner: ProfilePoint[] = [];
  for (let i = 0; i < outer.length; i++) {
    const [r0, y0] = outer[Math.max(0, i - 1)] ?? [0, 0];
    const [r1, y1] = outer[Math.min(outer.length - 1, i + 1)] ?? [0, 0];
    const [r, y] = outer[i] ?? [0, 0];
    const length = Math.hypot(r1 - r0, y1 - y0) || 1;
    const at: ProfilePoint = [
      r - ((y1 - y0) / length) * thicknessM,
      y + ((r1 - r0) / length) * thicknessM,
    ];
    const last = inner.at(-1);
    if (at[1] > floorM + 1e-4 && at[0] > 1e-4 && at[1] > (last?.[1] ?? -1)) inner.push(at);
  }
  const first = inner[0];
  if (first) inner.unshift([first[0] * 0.55, floorM + (first[1] - floorM) * 0.15]);
  inner.unshift([0, floorM]);
  const [outerR, outerY] = outer.at(-1) ?? [0, 0];
  const [innerR, innerY] = inner.at(-1) ?? [0, 0];
  const lip: ProfilePoint[] = [1, 2, 3].map((i) => {
    const angle = (i / 4) * Math.PI;
    const share = (1 - Math.cos(angle)) / 2;
    return [
      outerR + (innerR - outerR) * share,
      outerY + (innerY - outerY) * share + (Math.sin(angle) * thicknessM) / 2,
    ];
  });
  return { outer, inner, lip };
}

/** Outside, lip and inside as one profile. */
export function closed({ outer, inner, lip }: Wall): Profile {
  return [...outer, ...lip, ...[...inner].reverse()];
}

export interface TurnOptions {
  readonly segments?: number;
  /** Part of the circle, in radians from +z towards +x. */
  readonly from?: number;
  readonly sweep?: number;
  /** How often a print goes round the part. */
  readonly repeats?: number;
}

/**
 * Turns a profile about y. Outwards is to the right of its direction: rising profiles face away from
 * the axis. A point given twice is a sharp corner. uv: u around, v along the profile by length.
 */
export function turned(profile: Profile, options: TurnOptions = {}): BufferGeometry {
  const { segments = 30, from = 0, sweep = 2 * Math.PI, repeats = 1 } = options;
  const count = profile.length;
  const along: number[] = [];
  const faces: ProfilePoint[] = [];
  let length = 0;
  for (let i = 0; i < count; i++) {
    const [r, y] = profile[i] ?? [0, 0];
    const [r0, y0] = profile[i - 1] ?? [r, y];
    const [r1, y1] = profile[i + 1] ?? [r, y];
    length += Math.hypot(r - r0, y - y0);
    along.push(length);
    // Perpendicular to both neighbouring pieces; a piece of no length (sharp corner) has no say.
    faces.push([y - y0 + (y1 - y), -(r - r0) - (r1 - r)]);
  }
  const positions = new Float32Array(3 * count * (segments + 1));
  const normals = new Float32Array(positions.length);
  const uvs = new Float32Array(2 * count * (segments + 1));
  const indices: number[] = [];
  for (let s = 0; s <= segments; s++) {
    const angle = from + (sweep * s) / segments;
    const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
    for (let i = 0; i < count; i++) {
      const at = s * count + i;
      const [r, y] = profile[i] ?? [0, 0];
      const [outward, upward] = faces[i] ?? [1, 0];
      const size = Math.hypot(outward, upward) || 1;
      positions.set([r * sin, y, r * cos], 3 * at);
      normals.set([(outward / size) * sin, upward / size, (outward / size) * cos], 3 * at);
      uvs.set([(repeats * s) / segments, length > 0 ? (along[i] ?? 0) / length : 0], 2 * at);
    }
  }
  for (let i = 0; i + 1 < count; i++) {
    const [r0, y0] = profile[i] ?? [0, 0];
    const [r1, y1] = profile[i + 1] ?? [0, 0];
    if (r0 === r1 && y0 === y1) continue;
    for (let s = 0; s < segments; s++) {
      const at = s * count + i;
      const next = at + count;
      if (r0 > 0) indices.push(at, next, at + 1);
      if (r1 > 0) indices.push(next, next + 1, at + 1);
    }
  }
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(positions, 3));
  geometry.setAttribute('normal', new BufferAttribute(normals, 3));
  geometry.setAttribute('uv', new BufferAttribute(uvs, 2));
  geometry.setIndex(indices);
  return geometry;
}

/** A flat disc that looks up. */
export function disc(radiusM: number, heightM: number, segments = 32): BufferGeometry {
  return turned(
    [
      [radiusM, heightM],
      [0, heightM],
    ],
    { segments },
  );
}
