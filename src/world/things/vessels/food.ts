/** What bowls hold: soup, cereal, salad and the like. */
import {
  BoxGeometry,
  IcosahedronGeometry,
  Mesh,
  PlaneGeometry,
  TorusGeometry,
  type BufferGeometry,
} from 'three';
import { mergeGeometries } from 'three/addons/utils/BufferGeometryUtils.js';
import { createRng, type Rng } from '$src/core/rng';
import type { Kit } from '../../render/kit';
import { crumb, crumbOf } from './crumb';
import { between, pick, pickWeighted, shade } from './drawing';
import { turned, type Profile } from './turning';

export const meals = ['soup', 'rings', 'balls', 'salad', 'grains', 'chunks'] as const;
export type Meal = (typeof meals)[number];

export interface Filling {
  readonly meal: Meal;
  /** Of the food and of what lies between or on it; sRGB hex. */
  readonly colours: readonly [number, number, number];
  readonly seed: number;
}

const tastes: Readonly<Record<Meal, readonly (readonly [number, number, number])[]>> = {
  soup: [
    [0xc2461e, 0x2f6b24, 0xe9b14b],
    [0xd98a2b, 0x3f7d2b, 0xf2e7cf],
    [0x7f8f3a, 0x365c1f, 0xd9d7a0],
    [0xe9dcc0, 0x4d7a3a, 0xc95b2d],
    [0x8a5a2b, 0xb5502a, 0x4f6b2a],
  ],
  rings: [
    [0xd9a860, 0xf7f3e8, 0xc98a3c],
    [0xe0a030, 0xf7f3e8, 0xc73a3a],
    [0x6b3d1e, 0xe9dcc8, 0x8a5a30],
  ],
  balls: [
    [0x5a3318, 0xefe4d2, 0x7a4a26],
    [0x8a1f2d, 0xf4ede0, 0x2d2e55],
    [0x31325c, 0xf6f1e6, 0xb03038],
    [0x9bb04a, 0xe9e3cc, 0x5a2d3c],
  ],
  salad: [
    [0x4f8f2a, 0xb5d06a, 0xd2331f],
    [0x2f6b28, 0x8fbf4a, 0xe8c23a],
    [0x7ba63a, 0xd7e3a0, 0x8a2a4a],
  ],
  grains: [
    [0xf3efe2, 0xe6dcc0, 0x4f8f2a],
    [0xe6cf9a, 0xc9a860, 0xb5502a],
    [0xd9a94a, 0xb87f2a, 0x7a4a1a],
  ],
  chunks: [
    [0xe8b23a, 0xd2502a, 0x8fb53a],
    [0xf3d9a0, 0xd2331f, 0xe3e9b0],
    [0xa86a32, 0xd9b070, 0x5f7d2a],
  ],
};

export function drawFilling(rng: Rng): Filling {
  const meal = pickWeighted<Meal>(
    rng,
    meals.map((name) => [name, 1] as const),
  );
  const [a, b, c] = pick(rng, tastes[meal]);
  return {
    meal,
    colours: [shade(rng, a), shade(rng, b), shade(rng, c)],
    seed: rng.integer(0, 2 ** 31 - 1),
  };
}

/** Food in a round hollow: a bed at `levelM`, pieces on it, nothing above `highestM`. */
export function fillingMeshes(
  kit: Kit,
  filling: Filling,
  radiusM: number,
  levelM: number,
  highestM: number,
): Mesh[] {
  const { meal, colours, seed } = filling;
  const rng = createRng(seed);
  const [main, second, third] = colours;
  const heap =
    meal === 'soup' ? 0 : Math.min(highestM - levelM - 0.001, radiusM * between(rng, 0.08, 0.22));
  const bedColour = meal === 'rings' || meal === 'balls' ? second : main;
  const bed = new Mesh(
    turned(dome(radiusM, levelM, heap), { segments: 28 }),
    kit.skin({
      colour: bedColour,
      roughness: meal === 'soup' || meal === 'rings' ? 0.2 : 0.7,
      pattern: crumb,
      uniforms:
        meal === 'grains'
          ? crumbOf(0.0016, 240, third, 0.1)
          : crumbOf(meal === 'soup' ? 0.0003 : 0.001, 120, third, 0.12),
    }),
  );
  if (meal === 'grains') return [bed];
  const count = meal === 'soup' ? 9 : Math.min(28, Math.round(12 + radiusM * 330));
  const heaps: [BufferGeometry[], BufferGeometry[]] = [[], []];
  for (let i = 0; i < count; i++) {
    const size = meal === 'salad' ? between(rng, 0.014, 0.026) : between(rng, 0.005, 0.009);
    const r = Math.max(0, radiusM * 0.97 - size) * Math.sqrt((i + 0.5) / count);
    const angle = i * 2.4 + rng.next();
    const share = r / radiusM;
    const y = levelM + heap * (1 - share * share);
    const isSecond = meal === 'salad' ? i % 5 === 0 : i % 3 === 0;
    const part = piece(meal, isSecond, Math.min(size, radiusM * 0.4), rng);
    part.rotateX((rng.next() - 0.5) * 1.6).rotateY(rng.next() * 6.28);
    part.translate(Math.cos(angle) * r, y + size * 0.15, Math.sin(angle) * r);
    part.computeBoundingBox();
    const top = part.boundingBox?.max.y ?? 0;
    part.translate(0, -Math.max(0, top - highestM), 0);
    heaps[isSecond ? 1 : 0].push(part);
  }
  const pieceColours = meal === 'soup' ? [second, third] : [main, third];
  const meshes = heaps.map(
    (parts, i) =>
      new Mesh(
        mergeGeometries(parts),
        kit.skin({
          colour: pieceColours[i] ?? main,
          roughness: 0.5,
          isThin: true,
          pattern: crumb,
          uniforms: crumbOf(0.0003, 160, second, 0),
        }),
      ),
  );
  return [bed, ...meshes];
}

function dome(radiusM: number, levelM: number, heapM: number): Profile {
  return [0, 1, 2, 3, 4, 5].map((i) => {
    const r = 1 - i / 5;
    return [radiusM * r, levelM + heapM * (1 - r * r)] as const;
  });
}

function piece(meal: Meal, isSecond: boolean, size: number, rng: Rng): BufferGeometry {
  if (meal === 'rings') return new TorusGeometry(size * 0.8, size * 0.38, 4, 8).rotateX(1.57);
  if (meal === 'salad' && !isSecond) return leaf(size, rng);
  if (meal === 'chunks' || meal === 'soup') {
    const s = meal === 'soup' ? size * 0.9 : size * 1.7;
    return new BoxGeometry(s, s * 0.7, s * (0.6 + rng.next())).toNonIndexed();
  }
  return new IcosahedronGeometry(size * (meal === 'salad' ? 0.55 : 1), 1);
}

/** A crinkled, cupped leaf. */
function leaf(size: number, rng: Rng): BufferGeometry {
  const geometry = new PlaneGeometry(size * 2, size * 1.5, 5, 4).rotateX(-1.57);
  const position = geometry.getAttribute('position');
  const phase = rng.next() * 6;
  for (let i = 0; i < position.count; i++) {
    const [x, z] = [position.getX(i) / size, position.getZ(i) / size];
    const taper = 1 - 0.45 * x * x;
    position.setZ(i, z * taper * size);
    position.setY(i, size * (0.35 * (x * x + z * z) + 0.14 * Math.sin(7 * x + phase) * (0.4 + z)));
  }
  geometry.computeVertexNormals();
  return geometry;
}
