/**
 * Reads annotations.json of a rendered suite: COCO's form, checked by metrics/coco-format, plus the
 * tabletop's extension (src/world/export/README.md), checked here. Whatever the extension does not
 * give is undefined, so that plain COCO files open too; what it gives must be sound.
 */
import {
  isPolygons,
  parseCoco,
  rleOf,
  type CocoAnnotation,
  type CocoDataset,
  type CocoImage,
} from '$src/metrics/coco-format';
import { rleArea, type CompressedRle, type Rle } from '$src/metrics/rle';
import { expandScene, type CompactScene } from '$src/world/export/compact';
import { readScene } from '$src/world/schema';
import type { SceneDescription } from '$src/world/scene';

/** COCO's bands of an object's area in pixels: below 32^2, below 96^2, the rest. */
export const sizeBands = ['small', 'medium', 'large'] as const;
export type SizeBand = (typeof sizeBands)[number];

export function sizeBandOf(areaPx: number): SizeBand {
  if (areaPx < 32 ** 2) return 'small';
  return areaPx < 96 ** 2 ? 'medium' : 'large';
}

type BoxXywh = readonly [number, number, number, number];

/** An annotated object: it has a class. */
export interface SuiteObject {
  /** Its value in label pictures; its id in the scene. */
  readonly id: number;
  readonly annotationId: number;
  readonly className: string;
  readonly categoryId: number;
  readonly boxXywh: BoxXywh;
  readonly areaPx: number;
  readonly band: SizeBand;
  readonly segmentation: Rle | CompressedRle;
  /** As if nothing stood before it, beyond the picture's edge too. */
  readonly fullBoxXywh?: BoxXywh;
  /** Shares 0..1. */
  readonly occlusion?: number;
  readonly truncation?: number;
  readonly nearestDepthM?: number;
  readonly meanDepthM?: number;
  readonly distanceM?: number;
  /** Mean linear luminance before exposure; 1 is a white sheet in a well-lit room. */
  readonly lightLevel?: number;
}

/** A visible thing of no class. */
export interface SuiteOther {
  readonly id: number;
  readonly kind: string;
  readonly areaPx: number;
  readonly segmentation: Rle | CompressedRle;
}

export interface SuitePicture {
  /** From 1. */
  readonly id: number;
  /** Relative to annotations.json. */
  readonly file: string;
  readonly width: number;
  readonly height: number;
  readonly objects: readonly SuiteObject[];
  readonly others: readonly SuiteOther[];
  /** Ids of objects in the frame of which nothing is visible. */
  readonly hidden: readonly number[];
  readonly domain?: string;
  /** Families of the scene's surfaces and light. */
  readonly table?: string;
  readonly backdrop?: string;
  readonly surroundings?: string;
  readonly lightLevel?: number;
  /** In clips: number of the clip and of the frame in it, from 0, and the frame's moment. */
  readonly clip?: number;
  readonly frame?: number;
  readonly timeS?: number;
  /** As it stands in the file; `sceneOfEntry` checks and completes it. */
  readonly scene?: unknown;
}

export interface SuiteFile {
  readonly title: string | undefined;
  readonly description: string;
  readonly info: Readonly<Record<string, unknown>>;
  readonly pictures: readonly SuitePicture[];
  readonly dataset: CocoDataset;
}

type Fields = Readonly<Record<string, unknown>>;

/** Throws CocoFormatError or RangeError that says where and what. */
export function parseSuite(text: string): SuiteFile {
  const dataset = parseCoco(text);
  const names = new Map(dataset.categories.map(({ id, name }) => [id, name]));
  const byImage = new Map<number, CocoAnnotation[]>();
  for (const annotation of dataset.annotations) {
    const list = byImage.get(annotation.image_id);
    if (list) list.push(annotation);
    else byImage.set(annotation.image_id, [annotation]);
  }
  const pictures = dataset.images.map((image) =>
    pictureOf(image, byImage.get(image.id) ?? [], names),
  );
  const info: Fields = dataset.info ?? {};
  const { title, description } = info;
  return {
    title: typeof title === 'string' ? title : undefined,
    description: typeof description === 'string' ? description.replace(/^CV Lab[^:]*: /, '') : '',
    info,
    pictures,
    dataset,
  };
}

/** The scene behind a picture. Throws RangeError where the file has none, SceneError where it is broken. */
export function sceneOfEntry({ id, scene }: SuitePicture): SceneDescription {
  if (scene === undefined) {
    throw new RangeError(`Picture ${id} carries no scene: its file is plain COCO.`);
  }
  const hasObjects = isRecord(scene) && Array.isArray(scene['objects']);
  return readScene(hasObjects ? expandScene(scene as unknown as CompactScene) : scene);
}

function pictureOf(
  image: CocoImage,
  annotations: readonly CocoAnnotation[],
  names: ReadonlyMap<number, string>,
): SuitePicture {
  const { id, file_name: file, width, height } = image;
  if (!/^[\w-][\w.-]*(\/[\w-][\w.-]*)*$/.test(file)) {
    throw new RangeError(
      `Image ${id} has the file name ${JSON.stringify(file.slice(0, 60))}; expected a plain name inside the set.`,
    );
  }
  const extras = fieldsOf(image['tabletop']);
  const where = `images ${id}`;
  const others = listOf(extras['distractors']).map((entry): SuiteOther => {
    const { label, kind, segmentation } = fieldsOf(entry);
    const mask = maskOf(segmentation, width, height, `${where}.tabletop.distractors`);
    return {
      id: labelOf(label, where),
      kind: String(kind),
      segmentation: mask,
      areaPx: rleArea(rleOf(mask)),
    };
  });
  const objects = annotations
    .filter(({ iscrowd }) => iscrowd === 0)
    .map((annotation, i) => objectOf(annotation, i, width, height, names));
  const seen = new Set<number>();
  for (const { id: label } of [...objects, ...others]) {
    if (seen.has(label)) throw new RangeError(`Image ${id} has two objects with the id ${label}.`);
    seen.add(label);
  }
  const scene = fieldsOf(extras['scene']);
  const family = (surface: unknown): string | undefined => textOf(fieldsOf(surface)['family']);
  return {
    id,
    file,
    width,
    height,
    objects: objects.sort((a, b) => a.id - b.id),
    others,
    hidden: listOf(extras['hidden']).filter((label) => typeof label === 'number'),
    ...given({
      domain: textOf(extras['domain']),
      table: family(scene['table']),
      backdrop: family(scene['backdrop']),
      surroundings: family(scene['surroundings']),
      lightLevel: numberOf(extras['lightLevel']),
      clip: numberOf(extras['clip']),
      frame: numberOf(extras['frame']),
      timeS: numberOf(extras['timeS']),
    }),
    ...(extras['scene'] === undefined ? {} : { scene: extras['scene'] }),
  };
}

function objectOf(
  annotation: CocoAnnotation,
  order: number,
  width: number,
  height: number,
  names: ReadonlyMap<number, string>,
): SuiteObject {
  const { id: annotationId, category_id: categoryId, bbox, area, segmentation } = annotation;
  const where = `annotations ${annotationId}`;
  const extras = fieldsOf(annotation['tabletop']);
  const fullBox = extras['fullBox'];
  return {
    id: labelOf(extras['objectId'] ?? order + 1, where),
    annotationId,
    className: names.get(categoryId) ?? String(categoryId),
    categoryId,
    boxXywh: bbox,
    areaPx: area,
    band: sizeBandOf(area),
    segmentation: maskOf(segmentation, width, height, where),
    ...(isBox(fullBox) ? { fullBoxXywh: fullBox } : {}),
    ...given({
      occlusion: numberOf(extras['occlusion']),
      truncation: numberOf(extras['truncation']),
      nearestDepthM: numberOf(extras['nearestDepthM']),
      meanDepthM: numberOf(extras['meanDepthM']),
      distanceM: numberOf(extras['distanceM']),
      lightLevel: numberOf(extras['lightLevel']),
    }),
  };
}

/** Run lengths that fill the picture. Polygons are refused: their pixels are not exact. */
function maskOf(value: unknown, width: number, height: number, where: string): Rle | CompressedRle {
  const fields = fieldsOf(value);
  const isMask =
    !(Array.isArray(value) && isPolygons(value)) &&
    Array.isArray(fields['size']) &&
    fields['size'][0] === height &&
    fields['size'][1] === width;
  if (!isMask) {
    throw new RangeError(`${where}.segmentation: expected run lengths of ${width} x ${height}.`);
  }
  const mask = value as Rle | CompressedRle;
  rleOf(mask); // throws for runs that do not fill the picture
  return mask;
}

function labelOf(value: unknown, where: string): number {
  if (typeof value !== 'number' || !Number.isInteger(value) || value < 1 || value > 255) {
    throw new RangeError(`${where}: expected an object id from 1 to 255, got ${String(value)}.`);
  }
  return value;
}

/** Without what is undefined. */
function given<T extends Record<string, unknown>>(
  fields: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function fieldsOf(value: unknown): Fields {
  return isRecord(value) ? value : {};
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function textOf(value: unknown): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function numberOf(value: unknown): number | undefined {
  return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

function isBox(value: unknown): value is BoxXywh {
  return Array.isArray(value) && value.length === 4 && value.every((n) => Number.isFinite(n));
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
