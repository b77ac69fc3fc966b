/**
 * Cases of COCO's metrics in one file: `{ "cases": [{ name, gt, dt, stats, ... }] }`, annotations and
 * detections in COCO's terms and what pycocotools made of them. Everything but `gt` and `dt` may be missing.
 */
import * as v from 'valibot';
import { cocoOf, type CocoDataset } from '$src/metrics/coco-format';
import { resultsOf } from '$src/metrics/formats/coco';
import type { CocoDetection } from '$src/metrics';
import { isRecord, maskSizes } from '../support/coco-json';

const numbers = v.array(v.nullable(v.number()));
const caseSchema = v.looseObject({
  name: v.optional(v.string()),
  iouType: v.optional(v.string(), 'bbox'),
  numImages: v.nullish(v.number()),
  numCategories: v.nullish(v.number()),
  images: v.nullish(v.array(v.looseObject({ id: v.number() }))),
  categories: v.nullish(v.array(v.looseObject({ id: v.number() }))),
  gt: v.array(v.looseObject({ image_id: v.number(), category_id: v.number() })),
  dt: v.array(v.looseObject({ image_id: v.number(), category_id: v.number() })),
  stats: v.nullish(numbers),
  ap50PerClass: v.nullish(numbers),
  dtMatches: v.nullish(
    v.array(
      v.nullable(
        v.looseObject({
          aRng: v.optional(v.array(v.number())),
          dtIds: v.array(v.number()),
          dtm50: v.nullish(v.array(v.number())),
          dtIg50: v.nullish(v.array(v.union([v.boolean(), v.number()]))),
        }),
      ),
    ),
  ),
});
const fileSchema = v.looseObject({ cases: v.array(caseSchema) });
export type MetricsCase = v.InferOutput<typeof caseSchema>;

/** Whether the file holds such cases, and not an oracle folder's. */
export function isMetricsFile(json: unknown): boolean {
  if (!isRecord(json) || !Array.isArray(json['cases'])) return false;
  const [first] = json['cases'] as readonly unknown[];
  return first === undefined ? 'statsOrder' in json : isRecord(first) && 'gt' in first;
}

/** Throws RangeError with the place and what was expected. */
export function metricsCases(json: unknown): readonly MetricsCase[] {
  const parsed = v.safeParse(fileSchema, json);
  if (parsed.success) return parsed.output.cases;
  const [issue] = parsed.issues;
  throw new RangeError(`${v.getDotPath(issue) ?? 'the top level'}: ${issue.message}`);
}

/** What a case evaluates. Throws what the readers of COCO's formats throw. */
export function inputsOf(entry: MetricsCase): {
  readonly dataset: CocoDataset;
  readonly detections: readonly CocoDetection[];
} {
  const { gt, dt, images, categories, numImages, numCategories } = entry;
  const all = [...gt, ...dt];
  const sizes = maskSizes(all);
  const dataset = cocoOf({
    images: (
      images ??
      idsOf(
        numImages,
        all.map((one) => one.image_id),
      ).map((id) => ({ id }))
    ).map((image) => ({
      file_name: `image ${image.id}`,
      ...(sizes.get(image.id) ?? { width: 640, height: 480 }),
      ...image,
    })),
    categories: (
      categories ??
      idsOf(
        numCategories,
        all.map((one) => one.category_id),
      ).map((id) => ({ id }))
    ).map((category) => ({ name: `class ${category.id}`, ...category })),
    annotations: gt.map((annotation, i) => ({
      id: i + 1,
      // For masks the reference reads no box.
      ...(entry.iouType === 'segm' ? { bbox: [0, 0, 0, 0] } : {}),
      ...annotation,
      iscrowd: Number(annotation['iscrowd'] ?? 0),
    })),
  });
  // A case numbers its images, which is what the readers of files leave open.
  return { dataset, detections: resultsOf(dt, 'dt') as readonly CocoDetection[] };
}

/** 1 to `count`, or the ids that occur, where there is no count or it does not fit them. */
function idsOf(count: number | null | undefined, occurring: readonly number[]): number[] {
  const isWithin = typeof count === 'number' && occurring.every((id) => id >= 1 && id <= count);
  if (isWithin) return Array.from({ length: count }, (_, i) => i + 1);
  return [...new Set(occurring)].sort((a, b) => a - b);
}
