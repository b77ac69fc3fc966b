/** Pictures of a rendered set as detectors and metrics take them. */
import { expectU8, type U8Image } from '$src/core/image';
import type { Rng } from '$src/core/rng';
import type { Subject } from '$src/evidence/types';
import type { ExperimentContext, Progress, TruthObject } from '$src/lab/contract';
import { overSuite } from '$src/lab/over-suite';
import type { CocoDataset, CocoResult } from '$src/metrics';
import { annotatedClasses } from '$src/sources/objects';
import type { Specs } from './contestants';

export type Context = ExperimentContext<Specs>;

export interface Picture {
  readonly frame: U8Image;
  readonly objects: readonly TruthObject[];
}

/** The first pictures of a set. Throws where the set does not say which objects it shows. */
export async function* picturesOf(
  context: Context,
  suite: string,
  atMost: number,
): AsyncGenerator<Progress, { pictures: readonly Picture[]; subject: Subject }, void> {
  const { results, subject } = yield* overSuite(context, suite, { atMost }, async (picture) => {
    if (!picture.objects) throw new Error(`The set “${suite}” does not say where its objects are.`);
    return Promise.resolve({
      frame: expectU8(picture.image, 'A detector', [3]),
      objects: picture.objects,
    });
  });
  return { pictures: results, subject };
}

/** As COCO's file: image ids count from 1 in the order of the pictures. */
export function datasetOf(pictures: readonly Picture[]): CocoDataset {
  let id = 0;
  return {
    images: pictures.map(({ frame: { width, height } }, i) => ({
      id: i + 1,
      file_name: `${i + 1}`,
      width,
      height,
    })),
    categories: annotatedClasses.map((one) => ({ ...one })),
    annotations: pictures.flatMap(({ objects }, i) =>
      objects.map(({ categoryId, boxXywh, areaPx }) => ({
        id: ++id,
        image_id: i + 1,
        category_id: categoryId,
        bbox: boxXywh,
        area: areaPx,
        iscrowd: 0 as const,
      })),
    ),
  };
}

/** Pictures drawn with replacement, each with its truth and its detections: one resample of a bootstrap. */
export interface Draw {
  readonly truth: CocoDataset;
  /** One list of results per list given. */
  readonly results: readonly (readonly CocoResult[])[];
}

/** Draws as many pictures as there are, the same for every list of results, so that differences are paired. */
export function resample(
  truth: CocoDataset,
  lists: readonly (readonly CocoResult[])[],
  rng: Rng,
): Draw {
  const ids = truth.images.map(({ id }) => id);
  const drawn = ids.map(() => ids[rng.integer(0, ids.length - 1)] ?? 1);
  const annotations = byImage(truth.annotations);
  const byList = lists.map(byImage);
  let next = 0;
  return {
    truth: {
      ...truth,
      images: drawn.map((id, i) => {
        const image = truth.images[id - 1];
        if (!image) throw new RangeError(`There is no picture ${id}.`);
        return { ...image, id: i + 1 };
      }),
      annotations: drawn.flatMap((id, i) =>
        (annotations.get(id) ?? []).map((one) => ({ ...one, id: ++next, image_id: i + 1 })),
      ),
    },
    results: byList.map((groups) =>
      drawn.flatMap((id, i) => (groups.get(id) ?? []).map((one) => ({ ...one, image_id: i + 1 }))),
    ),
  };
}

function byImage<T extends { readonly image_id: number }>(all: readonly T[]): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const one of all) {
    const group = groups.get(one.image_id);
    if (group) group.push(one);
    else groups.set(one.image_id, [one]);
  }
  return groups;
}
