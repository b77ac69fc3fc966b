/**
 * One picture with what is known to be true of it, whether it was drawn live or read from a suite: what
 * the well, the table and the exports of the world's page take.
 */
import type { TypedImage, U8Image } from '$src/core/image';
import { extentOf } from '$src/core/labels';
import type { SuiteObject, SuiteSample } from '$src/sources/suites';
import { classes, type ThingName } from '$src/world/classes';
import type { BoxXywh, SceneTruth } from '$src/world/frame';
import type { LiveFrame } from '$src/world/live/live-world.svelte';
import type { SceneDescription } from '$src/world/scene';
import { namesOf } from '$src/world/ui/groups';
import type { Shade } from '$src/world/views';

export interface ShownObject extends Shade {
  /** Kind and number, as in "Apple 2". */
  readonly name: string;
  readonly kind: string;
  readonly boxXywh: BoxXywh;
  readonly areaPx: number;
  /** What follows is measured on fine pictures; undefined until then, and where a file does not say. */
  readonly fullBoxXywh?: BoxXywh | undefined;
  readonly truncation?: number | undefined;
  readonly distanceM?: number | undefined;
  readonly nearestDepthM?: number | undefined;
  readonly meanDepthM?: number | undefined;
  readonly lightLevel?: number | undefined;
}

export interface Shown {
  readonly image: U8Image;
  readonly labels: U8Image;
  readonly outline: U8Image;
  /** Metres along the optical axis; only of fine live pictures. */
  readonly depth?: TypedImage<'f32'> | undefined;
  readonly scene?: SceneDescription | undefined;
  /** The whole truth; only of fine live pictures. */
  readonly truth?: SceneTruth | undefined;
  /** By id. */
  readonly objects: readonly ShownObject[];
  /** Names of objects in the frame that others cover wholly. */
  readonly hidden: readonly string[];
}

const isClass = (kind: string): boolean => classes.some(({ name }) => name === kind);

/** A live frame; undefined for one without labels (a small draft). */
export function shownOfFrame({
  image,
  labels,
  outline,
  truth,
  scene,
}: LiveFrame): Shown | undefined {
  if (!labels || !outline) return undefined;
  const names = namesOf(scene.objects);
  const nameOf = (id: number): string => names.get(id) ?? `Thing ${id}`;
  const objects: ShownObject[] = truth
    ? truth.instances.map(
        ({ label, kind, categoryId, visibleBoxXywh, visibleAreaPx, ...more }): ShownObject => ({
          id: label,
          name: nameOf(label),
          kind,
          isAnnotated: categoryId !== undefined,
          boxXywh: visibleBoxXywh,
          areaPx: visibleAreaPx,
          ...more,
        }),
      )
    : scene.objects.flatMap(({ id, kind }) => {
        const extent = extentOf(labels, id);
        if (!extent) return [];
        const isAnnotated = isClass(kind);
        return [
          { id, name: nameOf(id), kind, isAnnotated, boxXywh: extent.bbox, areaPx: extent.area },
        ];
      });
  return {
    image,
    labels,
    outline,
    depth: truth?.depth,
    truth,
    scene,
    objects: objects.sort((a, b) => a.id - b.id),
    hidden: (truth?.hidden ?? []).map(nameOf),
  };
}

/** A picture of a suite. `scene` where the file has one. */
export function shownOfSample(
  { image, truth, picture }: SuiteSample,
  scene: SceneDescription | undefined,
): Shown {
  const things = [
    ...picture.objects.map(({ id, className }) => ({ id, kind: className })),
    ...picture.others,
  ].sort((a, b) => a.id - b.id);
  // Names need the kind's word alone, whether it is one of ours or of a foreign file.
  const names = namesOf(
    [...things, ...hiddenOf(picture.hidden, scene)].map(({ id, kind }) => ({
      id,
      kind: kind as ThingName,
    })),
  );
  const nameOf = (id: number): string => names.get(id) ?? `Thing ${id}`;
  const objects: ShownObject[] = [
    ...picture.objects.map((object: SuiteObject): ShownObject => ({
      ...object,
      name: nameOf(object.id),
      kind: object.className,
      isAnnotated: true,
    })),
    ...picture.others.map(({ id, kind, areaPx }): ShownObject => ({
      id,
      name: nameOf(id),
      kind,
      isAnnotated: false,
      boxXywh: extentOf(truth.labels, id)?.bbox ?? [0, 0, 0, 0],
      areaPx,
    })),
  ];
  return {
    image,
    labels: truth.labels,
    outline: truth.outline,
    scene,
    objects: objects.sort((a, b) => a.id - b.id),
    hidden: picture.hidden.map(nameOf),
  };
}

function hiddenOf(hidden: readonly number[], scene: SceneDescription | undefined) {
  return (scene?.objects ?? []).filter(({ id }) => hidden.includes(id));
}
