/** Pictures of a rendered set as detectors and metrics take them. */
import { expectU8, type U8Image } from '$src/core/image';
import type { Subject } from '$src/evidence/types';
import type { ExperimentContext, Progress, TruthObject } from '$src/lab/contract';
import { overSuite } from '$src/lab/over-suite';
import type { CocoDataset } from '$src/metrics';
import { annotatedClasses } from '$src/sources/objects';
import type { Specs } from './contestants';

type Context = ExperimentContext<Specs>;

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
