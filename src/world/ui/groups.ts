/** Which dials stand together in the panel, and how things are called there. */
import type { Dials } from '../dials';
import { classes, distractors, type ThingName } from '../classes';

export const groups = {
  things: { label: 'Things', dials: ['count', 'distractors', 'size', 'crowding', 'motionMPerS'] },
  camera: {
    label: 'Camera',
    dials: ['cameraTurnDeg', 'cameraHeightDeg', 'focalLengthMm', 'apertureMm', 'rollDeg'],
  },
  light: {
    label: 'Light',
    dials: ['lightEv', 'contrast', 'lightElevationDeg', 'lightAzimuthDeg', 'temperatureK'],
  },
  sensor: { label: 'Sensor', dials: ['exposureEv', 'noisePercent', 'blackClip', 'jpegQuality'] },
  place: { label: 'Place', dials: ['domain', 'table', 'backdrop', 'surroundings'] },
} as const satisfies Record<string, { label: string; dials: readonly (keyof Dials)[] }>;

export type GroupName = keyof typeof groups;

/** "Wine glass". */
export function titleOf(name: ThingName): string {
  return name.charAt(0).toUpperCase() + name.slice(1);
}

/** Kinds that can be added, the twelve classes first. */
export const kinds: readonly { readonly value: ThingName; readonly label: string }[] = [
  ...classes.map(({ name }) => ({ value: name, label: titleOf(name) })),
  ...distractors.map((name) => ({ value: name, label: `${titleOf(name)} (no class)` })),
];

/** "3 oranges"-like numbering: things of one kind are told apart by number, in the scene's order. */
export function namesOf(
  objects: readonly { readonly id: number; readonly kind: ThingName }[],
): ReadonlyMap<number, string> {
  const counts = new Map<ThingName, number>();
  for (const { kind } of objects) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const seen = new Map<ThingName, number>();
  return new Map(
    objects.map(({ id, kind }) => {
      const nth = (seen.get(kind) ?? 0) + 1;
      seen.set(kind, nth);
      return [id, counts.get(kind) === 1 ? titleOf(kind) : `${titleOf(kind)} ${nth}`] as const;
    }),
  );
}
