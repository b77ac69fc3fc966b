/** Parts of clocks: cases, hands and the bars of seven-segment digits. Metres, facing +z. */
import { LatheGeometry, Shape, ShapeGeometry, Vector2, type BufferGeometry } from 'three';
import { RoundedBoxGeometry } from 'three/addons/geometries/RoundedBoxGeometry.js';
import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';

export type HandStyle = 'baton' | 'leaf' | 'spade';

export interface CaseSize {
  readonly half: number;
  readonly halfHeight: number;
  readonly depth: number;
  readonly rim: number;
}

/** A round case about the z axis: rim, side and back; its front is z = depth / 2, the lip before it. */
export function roundCase({ half, depth, rim }: CaseSize): BufferGeometry {
  const z = depth / 2;
  const inner = half - rim;
  const lip = Math.min(0.005, rim * 0.6);
  const profile = [
    [0.0005, -z],
    [half * 0.9, -z],
    [half * 0.97, -z * 0.8],
    [half, -z * 0.3],
    [half, z],
    [half - rim * 0.12, z + lip * 0.6],
    [half - rim * 0.4, z + lip],
    [half - rim * 0.75, z + lip * 0.8],
    [inner, z],
    [inner, z - 0.004],
  ].map(([r = 0, y = 0]) => new Vector2(r, y));
  return new LatheGeometry(profile, 48).rotateX(Math.PI / 2);
}

/** A square frame with rounded corners, made of a box and a bevelled border. */
export function squareCase({ half, halfHeight, depth, rim }: CaseSize): BufferGeometry {
  const thick = depth * 0.16;
  const back = new RoundedBoxGeometry(
    2 * half,
    2 * halfHeight,
    depth,
    3,
    Math.min(depth, half) * 0.3,
  );
  const parts: BufferGeometry[] = [back];
  for (const side of [-1, 1]) {
    parts.push(
      new RoundedBoxGeometry(2 * half * 0.96, rim, thick * 2, 2, rim * 0.3).translate(
        0,
        side * (halfHeight - rim * 0.55),
        depth / 2,
      ),
      new RoundedBoxGeometry(rim, 2 * halfHeight * 0.96, thick * 2, 2, rim * 0.3).translate(
        side * (half - rim * 0.55),
        0,
        depth / 2,
      ),
    );
  }
  return mergeGeometries(parts.map((part) => (part.index ? part.toNonIndexed() : part)));
}

/** Pointing up from the origin in the plane z = 0, `length` long. */
export function hand(style: HandStyle, length: number, width: number): BufferGeometry {
  const shape = new Shape();
  const tail = -0.16 * length;
  const half = width / 2;
  shape.moveTo(-half * 0.8, tail);
  shape.lineTo(half * 0.8, tail);
  if (style === 'baton') {
    shape.lineTo(half, length);
    shape.lineTo(-half, length);
  } else if (style === 'leaf') {
    shape.lineTo(half * 1.5, length * 0.45);
    shape.lineTo(0, length);
    shape.lineTo(-half * 1.5, length * 0.45);
  } else {
    shape.lineTo(half * 0.6, length * 0.52);
    shape.lineTo(half * 2.2, length * 0.66);
    shape.lineTo(half * 0.6, length * 0.8);
    shape.lineTo(0, length);
    shape.lineTo(-half * 0.6, length * 0.8);
    shape.lineTo(-half * 2.2, length * 0.66);
    shape.lineTo(-half * 0.6, length * 0.52);
  }
  return new ShapeGeometry(shape);
}

/** Segments lit by each digit, as bits a..g. */
export const segmentsOf = [0x3f, 0x06, 0x5b, 0x4f, 0x66, 0x6d, 0x7d, 0x07, 0x7f, 0x6f];

/** Segment 0..6 (a..g) of a digit about the origin, slanted a little. */
export function barOf(segment: number, width: number, height: number): BufferGeometry {
  const thick = width * 0.19;
  const isFlat = segment === 0 || segment === 3 || segment === 6;
  const long = isFlat ? width - thick : height / 2 - thick * 0.6;
  const shape = new Shape();
  const [a, b] = [long / 2, thick / 2];
  for (const [x, y] of [
    [-a, 0],
    [-a + b, -b],
    [a - b, -b],
    [a, 0],
    [a - b, b],
    [-a + b, b],
  ] as const)
    shape.lineTo(x, y);
  const bar = new ShapeGeometry(shape);
  if (!isFlat) bar.rotateZ(Math.PI / 2);
  const x = isFlat ? 0 : (segment === 1 || segment === 2 ? 1 : -1) * (width / 2 - thick / 2);
  const y = isFlat
    ? (segment === 0 ? 1 : segment === 3 ? -1 : 0) * (height / 2 - thick / 2)
    : (segment === 1 || segment === 5 ? 1 : -1) * (height / 4 - thick * 0.22);
  bar.translate(x + y * 0.1, y, 0);
  return bar;
}
