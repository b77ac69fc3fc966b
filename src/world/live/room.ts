/** Where on the table there is room. */
import type { SceneObject, Vec3 } from '../scene';
import type { Footprint } from './protocol';

const rings = 12;
const ringM = 0.04;
const gapM = 0.004;
const unknownRadiusM = 0.05;

/** A free place near `targetM`, in growing circles about it; the middle when there is none. */
export function roomFor(
  { radiusM }: Footprint,
  objects: readonly SceneObject[],
  footprints: Readonly<Record<number, Footprint>>,
  [targetX, , targetZ]: Vec3,
): { readonly xM: number; readonly zM: number } {
  for (let ring = 0; ring < rings; ring++) {
    for (let i = 0; i < Math.max(1, 6 * ring); i++) {
      const angle = (2 * Math.PI * i) / Math.max(1, 6 * ring);
      const xM = targetX + ringM * ring * Math.sin(angle);
      const zM = targetZ + ringM * ring * Math.cos(angle);
      const isFree = objects.every(({ id, positionM: [x, , z] }) => {
        const taken = footprints[id]?.radiusM ?? unknownRadiusM;
        return Math.hypot(x - xM, z - zM) > radiusM + taken + gapM;
      });
      if (isFree) return { xM, zM };
    }
  }
  return { xM: targetX, zM: targetZ };
}

/** Things that lie in or on another one go with it. */
export function carriedBy(
  carrier: SceneObject,
  objects: readonly SceneObject[],
  radiusM: number,
): readonly SceneObject[] {
  const [x, y, z] = carrier.positionM;
  return objects.filter(({ id, positionM: [ox, oy, oz] }) => {
    return id !== carrier.id && oy > y + 0.002 && Math.hypot(ox - x, oz - z) < radiusM;
  });
}
