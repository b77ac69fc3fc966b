/**
 * The annotated objects of a picture, from wherever its truth comes: class and box, for detection. Only the
 * twelve classes of the tabletop count; pieces and distractors have no class that a detector could name.
 */
import type { Image } from '$src/core/image';
import type { TruthObject } from '$src/lab/contract';
import { classes } from '$src/world/classes';
import type { SceneObject } from '$src/world/scene';
import type { SampleBox } from './annotations';

/** The classes that every truth of the lab is complete in, with COCO's ids. */
export const annotatedClasses: readonly { readonly id: number; readonly name: string }[] = classes;

/** Less of an object than this is no object to find: the rendered suites leave such slivers out too. */
const fewestPixels = 16;

/** Of a shipped sample. Its boxes are whole; without a label picture the area is that of the box. */
export function objectsOfSample(boxes: readonly SampleBox[]): readonly TruthObject[] {
  return boxes.flatMap(({ name, xywh }) => {
    const known = classes.find((one) => one.name === name);
    return known === undefined
      ? []
      : [{ className: name, categoryId: known.id, boxXywh: xywh, areaPx: xywh[2] * xywh[3] }];
  });
}

/** Of a drawn scene: boxes of what can be seen, by label. */
export function objectsOfScene(
  labels: Image,
  things: readonly Pick<SceneObject, 'id' | 'kind'>[],
): readonly TruthObject[] {
  const kinds = new Map(things.map(({ id, kind }) => [id, kind]));
  return extentsOf(labels).flatMap(({ label, areaPx, left, top, right, bottom }) => {
    const known = classes.find((one) => one.name === kinds.get(label));
    if (known === undefined || areaPx < fewestPixels) return [];
    return [
      {
        className: known.name,
        categoryId: known.id,
        boxXywh: [left, top, right - left, bottom - top] as const,
        areaPx,
      },
    ];
  });
}

/** "2 × cup, 1 × apple". */
export function objectWords(objects: readonly { readonly className: string }[]): string {
  const counts = new Map<string, number>();
  for (const { className } of objects) counts.set(className, (counts.get(className) ?? 0) + 1);
  const words = [...counts].map(([name, count]) => `${count} × ${name}`).join(', ');
  return words === '' ? 'no object of the classes' : words;
}

interface Extent {
  readonly label: number;
  areaPx: number;
  left: number;
  top: number;
  /** Excluded. */
  right: number;
  bottom: number;
}

function extentsOf({ width, height, data }: Image): readonly Extent[] {
  const found = new Map<number, Extent>();
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const label = data[y * width + x] ?? 0;
      if (label === 0) continue;
      let extent = found.get(label);
      if (!extent) {
        extent = { label, areaPx: 0, left: x, top: y, right: x + 1, bottom: y + 1 };
        found.set(label, extent);
      }
      extent.areaPx++;
      if (x < extent.left) extent.left = x;
      if (x >= extent.right) extent.right = x + 1;
      extent.bottom = y + 1;
    }
  }
  return [...found.values()];
}
