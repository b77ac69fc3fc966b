/** Table tops: a flat outline with a rounded rim, and cloths that hang over it in folds. */
import { BufferAttribute, BufferGeometry } from 'three';

/** A closed line around the origin in the plane y = 0, counter-clockwise seen from above. */
export type Outline = readonly (readonly [x: number, z: number])[];

/** A rectangle of `width` (x) by `depth` (z) metres with corners rounded by `corner`. */
export function roundedRectangle(width: number, depth: number, corner: number): Outline {
  const points: [number, number][] = [];
  const steps = 6;
  const perSide = 16;
  for (let quarter = 0; quarter < 4; quarter++) {
    const sx = quarter === 0 || quarter === 3 ? 1 : -1;
    const sz = quarter < 2 ? -1 : 1;
    const [cx, cz] = [sx * (width / 2 - corner), sz * (depth / 2 - corner)];
    for (let i = 0; i <= steps; i++) {
      const angle = ((quarter + i / steps) * Math.PI) / 2;
      points.push([cx + corner * Math.cos(angle), cz - corner * Math.sin(angle)]);
    }
    // Points along the straight side, so that a cloth can fold there.
    const next = (quarter + 1) % 4;
    const nx = (next === 0 || next === 3 ? 1 : -1) * (width / 2 - corner);
    const nz = (next < 2 ? -1 : 1) * (depth / 2 - corner);
    const angle = ((quarter + 1) * Math.PI) / 2;
    for (let i = 1; i < perSide; i++) {
      const t = i / perSide;
      points.push([
        cx + (nx - cx) * t + corner * Math.cos(angle),
        cz + (nz - cz) * t - corner * Math.sin(angle),
      ]);
    }
  }
  return points;
}

export function ellipse(width: number, depth: number, points = 72): Outline {
  return Array.from({ length: points }, (_, i) => {
    const angle = (i / points) * 2 * Math.PI;
    return [(width / 2) * Math.cos(angle), (-depth / 2) * Math.sin(angle)] as const;
  });
}

export interface Rim {
  /** Radius of the rounded upper edge. */
  readonly roundingM: number;
  /** How far the side reaches down. */
  readonly dropM: number;
  /** Folds around the outline, and how far they stand out at the hem; none for a board. */
  readonly folds?: { readonly count: number; readonly depthM: number; readonly phase: number };
}

/** The top at y = 0 with its rim; closed below unless it hangs in folds. Has positions and normals. */
export function slab(outline: Outline, { roundingM, dropM, folds }: Rim): BufferGeometry {
  const positions: number[] = [];
  const indices: number[] = [];
  const count = outline.length;
  const outward = outline.map(([x, z], i) => {
    const [ax, az] = outline[(i + count - 1) % count] ?? [x, z];
    const [bx, bz] = outline[(i + 1) % count] ?? [x, z];
    const length = Math.hypot(bx - ax, bz - az);
    return [-(bz - az) / length, (bx - ax) / length] as const;
  });
  // (inset from the outline, depth below the top), from the top's edge downwards
  const profile: [number, number][] = [];
  for (let i = 0; i <= 4; i++) {
    const angle = (i / 4) * (Math.PI / 2);
    profile.push([roundingM * (1 - Math.sin(angle)), roundingM * (1 - Math.cos(angle))]);
  }
  const rows = folds ? 5 : 1;
  for (let i = 1; i <= rows; i++) profile.push([0, roundingM + ((dropM - roundingM) * i) / rows]);
  if (!folds) profile.push([0.03, dropM]);
  for (const [inset, down] of profile) {
    outline.forEach(([x, z], i) => {
      const [ox, oz] = outward[i] ?? [0, 0];
      const hang = folds ? down / dropM : 0;
      const wave = folds
        ? hang *
          folds.depthM *
          (0.5 +
            0.35 * Math.sin((i / count) * 2 * Math.PI * folds.count + folds.phase) +
            0.15 * Math.sin((i / count) * 2 * Math.PI * (folds.count * 2 + 1)))
        : 0;
      positions.push(x + ox * (wave - inset), -down, z + oz * (wave - inset));
    });
  }
  for (let row = 0; row + 1 < profile.length; row++) {
    for (let i = 0; i < count; i++) {
      const [a, b] = [row * count + i, row * count + ((i + 1) % count)];
      indices.push(a, a + count, b, b, a + count, b + count);
    }
  }
  // The flat top, as a fan over a ring of its own (a sharp change of normal is wanted nowhere else).
  const middle = positions.length / 3;
  positions.push(0, 0, 0);
  for (let i = 0; i < count; i++) indices.push(middle, i, (i + 1) % count);
  const geometry = new BufferGeometry();
  geometry.setAttribute('position', new BufferAttribute(new Float32Array(positions), 3));
  geometry.setIndex(indices);
  geometry.computeVertexNormals();
  // Exactly up on the top: the average at its edge would tilt the light over the whole fan.
  const normal = geometry.getAttribute('normal');
  for (let i = 0; i < count; i++) normal.setXYZ(i, 0, 1, 0);
  normal.setXYZ(middle, 0, 1, 0);
  return geometry;
}
