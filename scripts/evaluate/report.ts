/** What `npm run evaluate` says: the twelve numbers as pycocotools prints them, per class, and the times. */
import {
  evaluateCoco,
  statNames,
  type ClassResult,
  type CocoDataset,
  type CocoResult,
  type StatName,
} from '$src/metrics';
import { commonClasses, type EvaluationRun } from '$src/detect/evaluation';
import type { DetectOptions, DetectorSpec } from '$src/detect/types';
import { stageNames } from '$src/detect/ui/words';
import type { PictureSet } from './sets';
import { shareOutsideOf, spreadsOf, type StageSpreads } from './timings';

export interface SetReport {
  readonly name: string;
  readonly images: number;
  /** Objects of the classes that set and detector have in common. */
  readonly objects: number;
  /** Names of these classes. */
  readonly classes: readonly string[];
  readonly stats: Readonly<Record<StatName, number | null>>;
  readonly perClass: readonly ClassResult[];
  readonly ms: StageSpreads;
  /** Of the summed time, what is not the network's: 0..1. null for a black box, which keeps it to itself. */
  readonly shareOutsideInfer: number | null;
  readonly detections: readonly CocoResult[];
}

export function reportOf(
  { name, dataset }: PictureSet,
  { results, timings }: EvaluationRun,
  { labels, isTransparent }: Pick<DetectorSpec, 'labels' | 'isTransparent'>,
): SetReport {
  const common = commonClasses(dataset, labels);
  const { stats, perClass } = evaluateCoco(common, results, { iouType: 'bbox' });
  return {
    name,
    images: common.images.length,
    objects: common.annotations.length,
    classes: common.categories.map((category) => category.name),
    stats: Object.fromEntries(statNames.map((stat, i) => [stat, stats[i] ?? null])) as Record<
      StatName,
      number | null
    >,
    perClass,
    ms: spreadsOf(timings),
    shareOutsideInfer: isTransparent ? shareOutsideOf(timings) : null,
    detections: results,
  };
}

/** How the figures were made, in one sentence. */
export function protocolOf(
  { scoreThreshold, iouThreshold, suppression, maxDetections }: DetectOptions,
  inputSidePx: number,
  isTransparent: boolean,
): string {
  const how = isTransparent
    ? `suppression ${suppression} at IoU ${iouThreshold}`
    : `the package’s own suppression (IoU threshold = score threshold)`;
  return `COCO bbox AP as pycocotools; score from ${scoreThreshold}, ${how}, at most ${maxDetections} boxes per picture, input ${inputSidePx} px`;
}

const lines: readonly (readonly [StatName, string])[] = [
  ['AP', 'Average Precision (AP) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ]'],
  ['AP50', 'Average Precision (AP) @[ IoU=0.50      | area=   all | maxDets=100 ]'],
  ['AP75', 'Average Precision (AP) @[ IoU=0.75      | area=   all | maxDets=100 ]'],
  ['APsmall', 'Average Precision (AP) @[ IoU=0.50:0.95 | area= small | maxDets=100 ]'],
  ['APmedium', 'Average Precision (AP) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ]'],
  ['APlarge', 'Average Precision (AP) @[ IoU=0.50:0.95 | area= large | maxDets=100 ]'],
  ['AR1', 'Average Recall    (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=  1 ]'],
  ['AR10', 'Average Recall    (AR) @[ IoU=0.50:0.95 | area=   all | maxDets= 10 ]'],
  ['AR100', 'Average Recall    (AR) @[ IoU=0.50:0.95 | area=   all | maxDets=100 ]'],
  ['ARsmall', 'Average Recall    (AR) @[ IoU=0.50:0.95 | area= small | maxDets=100 ]'],
  ['ARmedium', 'Average Recall    (AR) @[ IoU=0.50:0.95 | area=medium | maxDets=100 ]'],
  ['ARlarge', 'Average Recall    (AR) @[ IoU=0.50:0.95 | area= large | maxDets=100 ]'],
];

export function printSet(report: SetReport, dataset: CocoDataset): void {
  const { name, images, objects, classes, stats, perClass, ms, shareOutsideInfer } = report;
  const all = dataset.categories.length;
  console.log(`\n## ${name}: ${images} pictures, ${objects} objects`);
  if (classes.length < all) {
    console.log(
      `Classes in common: ${classes.length} of the set’s ${all} (${classes.join(', ')}).`,
    );
  }
  console.log('');
  for (const [stat, words] of lines) console.log(` ${words} = ${figure(stats[stat])}`);
  console.log('\n| class | objects | AP | AP50 | AP75 | APsmall | APmedium | APlarge |');
  console.log('|---|---:|---:|---:|---:|---:|---:|---:|');
  const present = perClass.filter((row) => row.objects > 0);
  for (const row of present) {
    const figures = [row.AP, row.AP50, row.AP75, row.APsmall, row.APmedium, row.APlarge];
    console.log(`| ${[row.name, row.objects, ...figures.map(figure)].join(' | ')} |`);
  }
  if (present.length < perClass.length) {
    console.log(`${perClass.length - present.length} classes have no object and count in no mean.`);
  }
  console.log('\n| ms per picture | p50 | p95 |');
  console.log('|---|---:|---:|');
  for (const [stage, words] of Object.entries({ ...stageNames, totalMs: 'total' })) {
    const { p50, p95 } = ms[stage as keyof StageSpreads];
    console.log(`| ${words} | ${p50.toFixed(2)} | ${p95.toFixed(2)} |`);
  }
  const share = shareOutsideInfer === null ? 'n/a' : `${(100 * shareOutsideInfer).toFixed(1)} %`;
  console.log(`Outside the network: ${share} of the time.`);
}

/** One line per set. */
export function printSummary(reports: readonly SetReport[]): void {
  console.log('\n| set | AP | AP50 | AP75 | APsmall | APmedium | APlarge | AR100 | ms p50 |');
  console.log('|---|---:|---:|---:|---:|---:|---:|---:|---:|');
  for (const { name, stats, ms } of reports) {
    const { AP, AP50, AP75, APsmall, APmedium, APlarge, AR100 } = stats;
    const figures = [AP, AP50, AP75, APsmall, APmedium, APlarge, AR100].map(figure);
    console.log(`| ${[name, ...figures, ms.totalMs.p50.toFixed(1)].join(' | ')} |`);
  }
}

/** Three decimals; "n/a" where there is nothing to find. */
function figure(value: number | null): string {
  return value === null ? 'n/a' : value.toFixed(3);
}
