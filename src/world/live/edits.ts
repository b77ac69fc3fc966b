/**
 * What a reader changed in a scene by hand, beyond dials and seed: things moved, turned, taken away,
 * added, how close the camera came, and the moment of the animation. Whole millimetres and degrees, so that
 * a link can carry it in a few characters:
 *   m3_120_0_-45_30    thing 3 stands at 120, 0, -45 mm, turned by 30 degrees
 *   d5                 thing 5 is gone
 *   a9_wine-glass_77   a wine glass of seed 77 as thing 9
 *   z150               one and a half times as close
 *   t1500              at 1.5 s
 */
import { classes, distractors, type ThingName } from '../classes';
import type { SceneDescription, SceneObject } from '../scene';

export interface Placement {
  readonly xMm: number;
  /** Above the table: what lay in a bowl stays up there when the bowl is moved. */
  readonly yMm: number;
  readonly zMm: number;
  /** Added to the yaw that the thing has in the scene. */
  readonly turnDeg: number;
}

export interface AddedThing {
  readonly id: number;
  readonly kind: ThingName;
  readonly seed: number;
}

export interface Edits {
  readonly placed: Readonly<Record<number, Placement>>;
  readonly removed: readonly number[];
  readonly added: readonly AddedThing[];
  /** 100 is as the scene brings it, 200 twice as close. */
  readonly zoomPercent: number;
  /** Milliseconds into the animation. */
  readonly timeMs: number;
}

export const noEdits: Edits = { placed: {}, removed: [], added: [], zoomPercent: 100, timeMs: 0 };

/** Longer texts do not go into a link. */
export const longestEdits = 300;
/** Ids are labels of one byte; a full table draws slowly long before. */
export const mostThings = 40;
const highestId = 200;
/** Half the table top, less a margin. */
export const tableHalf = { xMm: 1100, zMm: 620 } as const;
const highestMm = 1000;
export const zoomRange = { min: 40, max: 400 } as const;

const names: readonly ThingName[] = [...classes.map(({ name }) => name), ...distractors];

export function hasEdits(edits: Edits): boolean {
  const { placed, removed, added, zoomPercent, timeMs } = edits;
  const changes = Object.keys(placed).length + removed.length + added.length;
  return changes > 0 || zoomPercent !== 100 || timeMs > 0;
}

/** The scene with the reader's changes. */
export function applyEdits(scene: SceneDescription, edits: Edits): SceneDescription {
  const gone = new Set(edits.removed);
  const scale = typicalScale(scene);
  const all: readonly SceneObject[] = [
    ...scene.objects.filter(({ id }) => !edits.added.some((added) => added.id === id)),
    ...edits.added.map((added) => newThing(added, scale)),
  ];
  const objects = all
    .filter(({ id }) => !gone.has(id))
    .map((object) => {
      const at = edits.placed[object.id];
      return at ? place(object, at) : object;
    });
  return { ...scene, objects };
}

/** Median scale of the scene's things: what is added goes with the others. */
export function typicalScale({ objects }: SceneDescription): number {
  const sorted = objects.map(({ scale }) => scale).sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? 1;
}

function newThing({ id, kind, seed }: AddedThing, scale: number): SceneObject {
  return {
    id,
    kind,
    seed,
    positionM: [0, 0, 0],
    rotationDeg: [0, 0, 0],
    scale,
    velocityMPerS: [0, 0, 0],
    spinDegPerS: 0,
  };
}

function place(object: SceneObject, { xMm, yMm, zMm, turnDeg }: Placement): SceneObject {
  const [x, y, z] = object.rotationDeg;
  return {
    ...object,
    positionM: [xMm / 1000, yMm / 1000, zMm / 1000],
    rotationDeg: [x, y + turnDeg, z],
  };
}

/** Where `object` (with its edits) stands, in the terms of an edit. */
export function placementOf(object: SceneObject, edits: Edits): Placement {
  const [x, y, z] = object.positionM;
  return onTable({
    xMm: x * 1000,
    yMm: y * 1000,
    zMm: z * 1000,
    turnDeg: edits.placed[object.id]?.turnDeg ?? 0,
  });
}

/** In whole numbers, on the table top, turned by less than a full turn. */
export function onTable({ xMm, yMm, zMm, turnDeg }: Placement): Placement {
  const within = (value: number, low: number, high: number): number =>
    Math.round(Math.min(high, Math.max(low, value))) + 0; // + 0 turns -0 into 0
  return {
    xMm: within(xMm, -tableHalf.xMm, tableHalf.xMm),
    yMm: within(yMm, 0, highestMm),
    zMm: within(zMm, -tableHalf.zMm, tableHalf.zMm),
    turnDeg: ((Math.round(turnDeg) % 360) + 360) % 360,
  };
}

export function withPlacement(edits: Edits, id: number, placement: Placement): Edits {
  return { ...edits, placed: { ...edits.placed, [id]: onTable(placement) } };
}

/** Without the thing, whether the scene brought it or the reader. */
export function without(edits: Edits, id: number): Edits {
  const placed = Object.fromEntries(
    Object.entries(edits.placed).filter(([key]) => Number(key) !== id),
  );
  const isAdded = edits.added.some((added) => added.id === id);
  return {
    ...edits,
    placed,
    added: edits.added.filter((added) => added.id !== id),
    removed: isAdded ? edits.removed : [...edits.removed, id],
  };
}

/** The lowest id that neither scene nor edits ever used; undefined when there is none. */
export function freeId(scene: SceneDescription, edits: Edits): number | undefined {
  const used = new Set([
    ...scene.objects.map(({ id }) => id),
    ...edits.added.map(({ id }) => id),
    ...edits.removed,
  ]);
  for (let id = 1; id <= highestId; id++) if (!used.has(id)) return id;
  return undefined;
}

// ---- in a link ----------------------------------------------------------------------------------

export function formatEdits(edits: Edits): string {
  const parts = [
    ...edits.added.map(({ id, kind, seed }) => `a${id}_${kind.replaceAll(' ', '-')}_${seed}`),
    ...Object.entries(edits.placed).map(
      ([id, { xMm, yMm, zMm, turnDeg }]) => `m${id}_${xMm}_${yMm}_${zMm}_${turnDeg}`,
    ),
    ...edits.removed.map((id) => `d${id}`),
    ...(edits.zoomPercent === 100 ? [] : [`z${edits.zoomPercent}`]),
    ...(edits.timeMs > 0 ? [`t${Math.round(edits.timeMs)}`] : []),
  ];
  return parts.join('*');
}

/** Reads what `formatEdits` wrote. What cannot be read is left out and told in `problems`. */
export function parseEdits(text: string): {
  readonly edits: Edits;
  readonly problems: readonly string[];
} {
  const placed: Record<number, Placement> = {};
  const removed: number[] = [];
  const added: AddedThing[] = [];
  let [zoomPercent, timeMs] = [100, 0];
  const problems: string[] = [];
  for (const part of text.split('*')) {
    if (part === '') continue;
    const [letter, fields] = [part.charAt(0), part.slice(1).split('_')];
    const numbers = fields.map((field) => (/^-?\d{1,9}$/.test(field) ? Number(field) : NaN));
    const [first = NaN, x = NaN, y = NaN, z = NaN, turn = NaN] = numbers;
    const isId = first >= 1 && first <= highestId;
    const kind = names.find((name) => name === fields[1]?.replaceAll('-', ' '));
    if (letter === 'm' && isId && fields.length === 5 && !numbers.some(Number.isNaN)) {
      placed[first] = onTable({ xMm: x, yMm: y, zMm: z, turnDeg: turn });
    } else if (letter === 'd' && isId && fields.length === 1) {
      removed.push(first);
    } else if (letter === 'a' && isId && kind && y >= 0 && added.length < mostThings) {
      if (!added.some(({ id }) => id === first)) added.push({ id: first, kind, seed: y });
    } else if (letter === 'z' && first >= zoomRange.min && first <= zoomRange.max) {
      zoomPercent = first;
    } else if (letter === 't' && first >= 0 && first <= 3_600_000) {
      timeMs = first;
    } else {
      problems.push(
        `“${part.slice(0, 40)}” in the link is no change of the scene (m, d, a, z or t with numbers); it is left out.`,
      );
    }
  }
  return { edits: { placed, removed, added, zoomPercent, timeMs }, problems };
}
