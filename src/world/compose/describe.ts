/** A scene in a sentence: the text alternative of its picture. */
import { classes, distractors, type ThingName } from '../classes';
import type { SceneTruth } from '../frame';
import type { SceneDescription } from '../scene';

/**
 * As in "Three apples, a cup and a book on an oak table, seen at an angle from above in warm light."
 * With `truth`, only what is visible in the picture is named.
 */
export function describeScene(scene: SceneDescription, truth?: SceneTruth): string {
  const kinds = truth
    ? truth.instances.map(({ kind }) => kind)
    : scene.objects.map(({ kind }) => kind);
  const where = tableWords[scene.table.family] ?? `on a ${scene.table.family} table`;
  const sentence = `${things(kinds)} ${where}, seen ${fromWhere(scene)} in ${lightWords(scene)}.`;
  return sentence.charAt(0).toUpperCase() + sentence.slice(1);
}

const order: readonly ThingName[] = [...classes.map(({ name }) => name), ...distractors];

function things(kinds: readonly ThingName[]): string {
  const counts = new Map<ThingName, number>();
  for (const kind of kinds) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  const parts = [...counts]
    .sort(([a, n], [b, m]) => m - n || order.indexOf(a) - order.indexOf(b))
    .map(([kind, count]) => counted(kind, count));
  const last = parts.pop();
  if (last === undefined) return 'nothing';
  return parts.length === 0 ? last : `${parts.join(', ')} and ${last}`;
}

const numbers = 'two three four five six seven eight nine ten eleven twelve'.split(' ');

function counted(kind: ThingName, count: number): string {
  if (count === 1) return `${/^[aeiou]/.test(kind) ? 'an' : 'a'} ${kind}`;
  const plural = /(s|x|ch|sh)$/.test(kind) ? `${kind}es` : `${kind}s`;
  return `${numbers[count - 2] ?? String(count)} ${plural}`;
}

const tableWords: Readonly<Record<string, string>> = {
  oak: 'on an oak table',
  walnut: 'on a walnut table',
  birch: 'on a birch table',
  laminate: 'on a laminate table',
  marble: 'on a marble table',
  linen: 'on a linen tablecloth',
  planks: 'on weathered planks',
  stone: 'on a stone table',
  gingham: 'on a gingham tablecloth',
  steel: 'on a steel table',
  grass: 'on grass',
  mosaic: 'on a mosaic table',
};

function fromWhere({ camera: { elevationDeg } }: SceneDescription): string {
  if (elevationDeg >= 60) return 'from above';
  if (elevationDeg >= 25) return 'at an angle from above';
  if (elevationDeg >= 12) return 'from a low angle';
  return 'from table height';
}

function lightWords({ light }: SceneDescription): string {
  const level =
    light.levelEv <= -2.5
      ? 'very dim '
      : light.levelEv <= -1
        ? 'dim '
        : light.levelEv >= 1
          ? 'bright '
          : '';
  const colour =
    light.temperatureK < 3800 ? 'warm ' : light.temperatureK > 7000 ? 'cool ' : 'neutral ';
  return `${level}${colour}light`;
}
