/**
 * The tabletop's pictures as a COCO data set. What COCO has no field for stands under one key,
 * `tabletop`, of images and annotations (README.md beside this file): other readers pass over it.
 *
 * Ids follow from the picture's index and the object's id alone, so that pictures may be made in any
 * order and in several runs. Distractors are never annotated; objects of which nothing is visible are
 * not either, and are listed in the image's `hidden`.
 */
import type {
  CocoAnnotation,
  CocoCategory,
  CocoDataset,
  CocoImage,
  CocoLicense,
} from '$src/metrics/coco-format';
import { encodeLabelRle, toCompressed, type CompressedRle } from '$src/metrics/rle';
import { classes, type ClassName, type ThingName } from '../classes';
import type { BoxXywh, InstanceTruth, SceneTruth } from '../frame';
import type { Domain, SceneDescription } from '../scene';
import { compactScene, round, type CompactScene } from './compact';

export { checkCoco } from './check';

/** What is said about a whole suite. `Suite` of suites.ts fits. */
export interface SuiteInfo {
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly domain: Domain;
  readonly seed: number;
  /** In clips, pictures follow one another: index = clip * framesPerClip + frame. */
  readonly framesPerClip?: number;
}

/** One picture of a suite and the truth about it. */
export interface Picture {
  /** Relative to the annotations file. */
  readonly fileName: string;
  readonly scene: SceneDescription;
  readonly truth: SceneTruth;
  /** In the suite, from 0. */
  readonly index: number;
}

export interface TabletopImageExtras {
  readonly suite: string;
  readonly index: number;
  readonly seed: number;
  readonly domain: Domain;
  readonly clip?: number;
  readonly frame?: number;
  readonly timeS: number;
  /** Mean linear luminance before exposure; absent where it was not measured. */
  readonly lightLevel?: number;
  /** Labels of objects in the frame that are wholly covered. */
  readonly hidden: readonly number[];
  /** Visible things of no class, by label. */
  readonly distractors: readonly {
    readonly label: number;
    readonly kind: ThingName;
    readonly segmentation: CompressedRle;
  }[];
  readonly scene: CompactScene;
}

export interface TabletopAnnotationExtras {
  /** The object's id in the scene, and its value in label pictures. */
  readonly objectId: number;
  readonly seed: number;
  readonly fullBox: BoxXywh;
  readonly fullArea: number;
  readonly occlusion: number;
  readonly truncation: number;
  readonly nearestDepthM: number;
  readonly meanDepthM: number;
  readonly distanceM: number;
  readonly lightLevel?: number;
}

export interface TabletopImage extends CocoImage {
  readonly tabletop: TabletopImageExtras;
}
export interface TabletopAnnotation extends CocoAnnotation {
  readonly tabletop: TabletopAnnotationExtras;
}
export interface TabletopDataset extends CocoDataset {
  readonly info: { readonly [field: string]: string | number };
  readonly licenses: readonly CocoLicense[];
  readonly images: readonly TabletopImage[];
  readonly annotations: readonly TabletopAnnotation[];
}

/** What one picture adds to the data set: small enough to keep while thousands are drawn. */
export interface CocoRecord {
  readonly image: TabletopImage;
  readonly annotations: readonly TabletopAnnotation[];
}

/** COCO's own groups. */
const supercategories: Readonly<Record<ClassName, string>> = {
  'sports ball': 'sports',
  bottle: 'kitchen',
  'wine glass': 'kitchen',
  cup: 'kitchen',
  bowl: 'kitchen',
  banana: 'food',
  apple: 'food',
  orange: 'food',
  carrot: 'food',
  donut: 'food',
  book: 'indoor',
  clock: 'indoor',
};

export const cocoCategories: readonly CocoCategory[] = classes.map(({ id, name }) => ({
  id,
  name,
  supercategory: supercategories[name],
}));

/** A data set from pictures that are all at hand. */
export function cocoOf(suite: SuiteInfo, pictures: readonly Picture[]): TabletopDataset {
  return datasetOf(
    suite,
    pictures.map((picture) => recordOf(suite, picture)),
  );
}

/** A data set from records, in the order of their ids. */
export function datasetOf(suite: SuiteInfo, records: readonly CocoRecord[]): TabletopDataset {
  const sorted = [...records].sort((a, b) => a.image.id - b.image.id);
  return {
    info: {
      description: `CV Lab tabletop, ${suite.name}: ${suite.description}`,
      version: '1.0',
      contributor: 'CV Lab',
      url: '',
      made_by: 'npm run world',
      title: suite.title,
      suite: suite.name,
      seed: suite.seed,
    },
    licenses: [{ id: 1, name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' }],
    images: sorted.map(({ image }) => image),
    annotations: sorted.flatMap(({ annotations }) => annotations),
    categories: cocoCategories,
  };
}

/** Image id is index + 1; annotation id is image id x 1000 + object id. */
export function recordOf(suite: SuiteInfo, { fileName, scene, truth, index }: Picture): CocoRecord {
  const { width, height } = truth;
  const id = index + 1;
  const { framesPerClip } = suite;
  const image: TabletopImage = {
    id,
    file_name: fileName,
    width,
    height,
    license: 1,
    tabletop: {
      suite: suite.name,
      index,
      seed: scene.seed,
      domain: scene.domain,
      ...(framesPerClip === undefined
        ? {}
        : { clip: Math.floor(index / framesPerClip), frame: index % framesPerClip }),
      timeS: round(scene.timeS, 4),
      ...lightOf(truth.lightLevel),
      hidden: truth.hidden,
      distractors: truth.instances
        .filter(({ categoryId }) => categoryId === undefined)
        .map(({ label, kind }) => ({
          label,
          kind,
          segmentation: toCompressed(encodeLabelRle(truth.labels.data, width, height, label)),
        })),
      scene: compactScene(scene),
    },
  };
  const seeds = new Map(scene.objects.map((object) => [object.id, object.seed]));
  const annotations = truth.instances.flatMap((instance) =>
    instance.categoryId === undefined
      ? []
      : [annotationOf(id, instance, instance.categoryId, truth, seeds.get(instance.label) ?? 0)],
  );
  return { image, annotations };
}

function annotationOf(
  imageId: number,
  instance: InstanceTruth,
  categoryId: number,
  { labels, width, height }: SceneTruth,
  seed: number,
): TabletopAnnotation {
  const { label } = instance;
  return {
    id: imageId * 1000 + label,
    image_id: imageId,
    category_id: categoryId,
    bbox: instance.visibleBoxXywh,
    area: instance.visibleAreaPx,
    segmentation: toCompressed(encodeLabelRle(labels.data, width, height, label)),
    iscrowd: 0,
    tabletop: {
      objectId: label,
      seed,
      fullBox: instance.fullBoxXywh,
      fullArea: instance.fullAreaPx,
      occlusion: round(instance.occlusion, 4),
      truncation: round(instance.truncation, 4),
      nearestDepthM: round(instance.nearestDepthM, 3),
      meanDepthM: round(instance.meanDepthM, 3),
      distanceM: round(instance.distanceM, 3),
      ...lightOf(instance.lightLevel),
    },
  };
}

/** Three significant digits: it spans many stops. Not a number means not measured. */
function lightOf(level: number): { lightLevel?: number } {
  return Number.isFinite(level) ? { lightLevel: Number(level.toPrecision(3)) } : {};
}

/** One record to a line: short enough to compare, small enough to ship. */
export function cocoText({ images, annotations, categories, ...rest }: CocoDataset): string {
  const lines = (items: readonly unknown[]): string =>
    items.map((item) => `\n${JSON.stringify(item)}`).join(',');
  const head = Object.entries(rest).map(
    ([key, value]) => `${JSON.stringify(key)}:${JSON.stringify(value)},\n`,
  );
  return `{${head.join('')}"images":[${lines(images)}],\n"annotations":[${lines(annotations)}],\n"categories":[${lines(categories)}]}\n`;
}
