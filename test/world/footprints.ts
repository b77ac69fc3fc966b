import { formOf } from '$src/world/compose/forms';
import type { SceneDescription } from '$src/world/scene';

/** Pairs of things on the table whose discs overlap, in words; things that are carried do not count. */
export function overlapsOf({ objects }: SceneDescription): string[] {
  const discs = objects
    .filter(({ positionM }) => positionM[1] === 0)
    .map((object) => ({ ...object, radiusM: formOf(object).radiusM * object.scale }));
  return discs.flatMap((a, i) =>
    discs.slice(i + 1).flatMap((b) => {
      const apartM = Math.hypot(a.positionM[0] - b.positionM[0], a.positionM[2] - b.positionM[2]);
      const neededM = a.radiusM + b.radiusM;
      return apartM < neededM
        ? [`${a.kind} ${a.id} and ${b.kind} ${b.id}: ${apartM} m apart, ${neededM} m needed`]
        : [];
    }),
  );
}
