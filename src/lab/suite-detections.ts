/**
 * What a detector finds on the first pictures of a shipped suite, with the truth beside it: the raw material of every
 * lab about metrics. Runs the network once per (weights, runtime, options, suite, count, preparation) and thread of execution;
 * further experiments of a visit take the same boxes, so that their numbers are about the same detections.
 *
 *   const { truth, results } = yield* detectSuite(context, request, 'test', { atMost: 60 });
 *
 * Deliberately not here: the metrics (src/metrics), and times worth quoting (src/evidence/protocol.ts).
 */
import { expectU8, type U8Image } from '$src/core/image';
import { cocoProtocol, runOverPictures } from '$src/detect/evaluation';
import type { DetectorRequest } from '$src/detect/open';
import type { DetectOptions, DetectorInfo } from '$src/detect/types';
import type { Subject } from '$src/evidence/types';
import type { CocoDataset, CocoResult } from '$src/metrics';
import { annotatedClasses } from '$src/sources/objects';
import type { ExperimentContext, Progress, TruthObject } from './contract';
import { overSuite, type Stretch } from './over-suite';

/** Plain data: it goes from a worker to the page. */
export interface SuiteDetections {
  readonly suite: string;
  /** The pictures that were taken, by content. */
  readonly subject: Subject;
  readonly detector: DetectorInfo;
  /** Image ids are the pictures' ids in the suite; annotations are in the order of `objects`. */
  readonly truth: CocoDataset;
  /** What is known of each annotation beside its box: occlusion, light. */
  readonly objects: readonly TruthObject[];
  /** By COCO's protocol (`cocoProtocol`) unless options say otherwise; category ids of `truth`. */
  readonly results: readonly CocoResult[];
}

/** What happens to a picture before the detector sees it. Must keep its size, or the boxes miss the truth. */
export interface Preparation {
  /** With its settings: pictures prepared under one id are taken for the same. */
  readonly id: string;
  readonly apply: (frame: U8Image) => Promise<U8Image>;
}

export interface SuiteRunOptions extends Stretch {
  /** Changes to `cocoProtocol`. */
  readonly options?: Partial<DetectOptions>;
  readonly preparation?: Preparation;
}

type Context = Pick<ExperimentContext, 'suite' | 'signal' | 'detector'>;

/** The sets that were used last, complete ones only. A set of 300 pictures is about 1 MB. */
const kept = new Map<string, SuiteDetections>();
const keptAtMost = 24;

/**
 * Detects on the first `atMost` pictures of `suite`, or returns what it found there before. Throws what opening the
 * detector or a picture throws, AbortError when the experiment is cancelled, and where the suite does not say
 * which objects it shows.
 */
export async function* detectSuite(
  context: Context,
  request: DetectorRequest,
  suite: string,
  { options = {}, preparation, ...stretch }: SuiteRunOptions,
): AsyncGenerator<Progress, SuiteDetections, void> {
  const detector = await context.detector(request);
  const { spec, runtime } = detector.info;
  const protocol: DetectOptions = { ...cocoProtocol, ...options };
  const { modelId, adapter, sha256 } = spec;
  const which = [
    modelId,
    adapter,
    sha256,
    runtime,
    protocol,
    suite,
    stretch.atMost,
    preparation?.id,
  ];
  const key = JSON.stringify(which);
  const known = kept.get(key);
  if (known) {
    kept.delete(key); // the most recently used goes last
    kept.set(key, known);
    return known;
  }
  const categories = annotatedClasses.map((one) => ({ ...one }));
  const { results: pictures, subject } = yield* overSuite(
    context,
    suite,
    stretch,
    async ({ image, objects, pictureId }) => {
      if (!objects) throw new Error(`The set “${suite}” does not say where its objects are.`);
      const given = expectU8(image, 'A detector', [3]);
      const frame = preparation ? await preparation.apply(given) : given;
      const { results } = await runOverPictures(
        detector,
        [{ imageId: pictureId, load: () => Promise.resolve(frame) }],
        categories,
        { options: protocol, signal: context.signal },
      );
      return { pictureId, width: frame.width, height: frame.height, objects, results };
    },
  );
  const found: SuiteDetections = {
    suite,
    subject,
    detector: detector.info,
    truth: { categories, ...truthOf(pictures) },
    objects: pictures.flatMap(({ objects }) => objects),
    results: pictures.flatMap(({ results }) => results),
  };
  kept.set(key, found);
  for (const oldest of kept.keys()) {
    if (kept.size <= keptAtMost) break;
    kept.delete(oldest);
  }
  return found;
}

interface Walked {
  readonly pictureId: number;
  readonly width: number;
  readonly height: number;
  readonly objects: readonly TruthObject[];
}

function truthOf(pictures: readonly Walked[]): Pick<CocoDataset, 'images' | 'annotations'> {
  let id = 0;
  return {
    images: pictures.map(({ pictureId, width, height }) => ({
      id: pictureId,
      file_name: `${pictureId}`,
      width,
      height,
    })),
    annotations: pictures.flatMap(({ pictureId, objects }) =>
      objects.map(({ annotationId, categoryId, boxXywh, areaPx }) => ({
        id: annotationId ?? ++id,
        image_id: pictureId,
        category_id: categoryId,
        bbox: boxXywh,
        area: areaPx,
        iscrowd: 0 as const,
      })),
    ),
  };
}
