/**
 * Real boxes: YOLO-tiny on the test set, each object with the box that claims it, by the object's size. How far off the
 * box is in pixels and in shares of the object, and what IoU makes of it. Matched as COCO does, best score first, each
 * object once, but from an IoU of 0.1 on: cutting at 0.5 would hide exactly those that sit badly.
 */
import { quantile, summarise } from '$src/evidence/statistics';
import type { RatioInterval } from '$src/evidence/types';
import type { Rng } from '$src/core/rng';
import type { Experiment } from '$src/lab/contract';
import { shippedDetectors } from '$src/lab/detectors';
import { detectSuite, type SuiteDetections } from '$src/lab/suite-detections';
import { areaRanges, boxOverlap, type Xywh } from '$src/metrics';
import type { Specs } from '../geometry';
import { finding, type Events } from './support';

/** Boxes that the network is less sure of claim nothing. */
export const leastScore = 0.3;
const leastIou = 0.1;
const strict = 0.75;
const resamples = 400;
const level = 0.9;

export type Size = 'small' | 'medium' | 'large';
export const foundSizes: readonly Size[] = ['small', 'medium', 'large'];

/** An object and the box that claims it. The name of the data event is `found`; its value is a `FoundSet`. */
export interface FoundBox {
  readonly imageId: number;
  readonly className: string;
  readonly truth: Xywh;
  readonly box: Xywh;
  readonly score: number;
  /** Root of the visible area. */
  readonly sidePx: number;
  readonly size: Size;
  readonly iou: number;
  /** Between the centres. */
  readonly offsetPx: number;
}
export interface FoundSet {
  readonly suite: string;
  readonly detector: string;
  readonly pictures: number;
  readonly objects: number;
  readonly boxes: readonly FoundBox[];
}

export const found: Experiment<Specs> = {
  id: 'found',
  title: 'Boxes of a detector, by the size of the object',
  predict: {
    prompt:
      'YOLO-tiny, objects below 32² px that it finds at all: what is the median IoU of their boxes?',
    slot: 'found-iou-small',
    min: 0,
    max: 1,
  },
  yields: [
    ...foundSizes.map((size) => ({
      id: `found-iou-${size}`,
      label: `IoU of the boxes of ${size} objects, median`,
      unit: '',
      digits: 3,
    })),
    ...(['small', 'large'] as const).map((size) => ({
      id: `found-offset-${size}`,
      label: `Distance of the centres, ${size} objects, median`,
      unit: 'px',
      digits: 2,
    })),
    ...(['small', 'large'] as const).map((size) => ({
      id: `found-share-${size}`,
      label: `Distance of the centres in shares of the side, ${size} objects, median`,
      unit: '%',
      digits: 1,
    })),
    ...foundSizes.map((size) => ({
      id: `found-strict-${size}`,
      label: `Found ${size} objects whose box passes IoU 0.75`,
      unit: '%',
      digits: 0,
    })),
  ],
  dependsOn: ['pictures'],
  usesReaderImage: false,
  async *run(context): Events {
    const { request } = shippedDetectors.yolo;
    const set = yield* detectSuite(context, request, 'test', { atMost: context.params.pictures });
    const boxes = claimed(set);
    const value: FoundSet = {
      suite: set.suite,
      detector: set.detector.spec.name,
      pictures: set.truth.images.length,
      objects: set.truth.annotations.length,
      boxes,
    };
    yield { kind: 'data', name: 'found', value };
    const detectors = [set.detector];
    const { subject } = set;
    for (const size of foundSizes) {
      const own = boxes.filter((one) => one.size === size);
      if (own.length === 0) continue;
      const more = { detectors, at: `${own.length} boxes` };
      yield finding(`found-iou-${size}`, summarise(own.map((one) => one.iou)), subject, more);
      if (size !== 'medium') {
        const offsets = own.map((one) => one.offsetPx);
        const shares = own.map((one) => (100 * one.offsetPx) / one.sidePx);
        yield finding(`found-offset-${size}`, summarise(offsets), subject, more);
        yield finding(`found-share-${size}`, summarise(shares), subject, more);
      }
      const interval = strictInterval(own, context.rng);
      yield finding(`found-strict-${size}`, strictPercent(own), subject, { ...more, interval });
      yield {
        kind: 'row',
        table: 'Boxes by size of the object',
        cells: {
          size,
          boxes: own.length,
          'IoU, median': quantile(
            own.map((one) => one.iou),
            0.5,
          ),
          'centre off, px': quantile(
            own.map((one) => one.offsetPx),
            0.5,
          ),
          'of the side, %': quantile(
            own.map((one) => (100 * one.offsetPx) / one.sidePx),
            0.5,
          ),
          'pass 0.75, %': strictPercent(own),
        },
      };
    }
  },
};

/** Best score first, every box takes the object of its class that it covers best and nobody has taken. */
export function claimed({ truth, results, objects }: SuiteDetections): readonly FoundBox[] {
  const names = new Map(truth.categories.map(({ id, name }) => [id, name]));
  const taken = new Set<number>();
  const ranked = results
    .filter(({ score }) => score >= leastScore)
    .map((result, index) => ({ result, index }))
    .sort((a, b) => b.result.score - a.result.score || a.index - b.index);
  return ranked.flatMap(({ result }): FoundBox[] => {
    let best: { readonly place: number; readonly iou: number } | undefined;
    for (const [place, { image_id, category_id, bbox }] of truth.annotations.entries()) {
      if (image_id !== result.image_id || category_id !== result.category_id) continue;
      if (taken.has(place) || bbox === undefined) continue;
      const { iou } = boxOverlap(bbox, result.bbox);
      if (iou >= (best?.iou ?? leastIou)) best = { place, iou };
    }
    const annotation = best && truth.annotations[best.place];
    if (!best || !annotation?.bbox) return [];
    taken.add(best.place);
    const areaPx = objects[best.place]?.areaPx ?? 0;
    return [
      {
        imageId: result.image_id,
        className: names.get(result.category_id) ?? '',
        truth: annotation.bbox,
        box: result.bbox,
        score: result.score,
        sidePx: Math.sqrt(areaPx),
        size: sizeOf(areaPx),
        iou: best.iou,
        offsetPx: boxOverlap(annotation.bbox, result.bbox).centreDistancePx,
      },
    ];
  });
}

/** COCO's three sizes, by visible area. */
export function sizeOf(areaPx: number): Size {
  return foundSizes.find((size) => areaPx < areaRanges[size][1]) ?? 'large';
}

function strictPercent(boxes: readonly FoundBox[]): number {
  return (100 * boxes.filter(({ iou }) => iou >= strict).length) / boxes.length;
}

/** Percentile bootstrap over pictures (Efron 1979): boxes of one picture are drawn together. */
function strictInterval(boxes: readonly FoundBox[], rng: Rng): RatioInterval {
  const groups = new Map<number, FoundBox[]>();
  for (const box of boxes) groups.set(box.imageId, [...(groups.get(box.imageId) ?? []), box]);
  const byPicture = [...groups.values()];
  const draws = Array.from({ length: resamples }, () =>
    strictPercent(byPicture.flatMap(() => byPicture[rng.integer(0, byPicture.length - 1)] ?? [])),
  );
  const tail = (1 - level) / 2;
  return { low: quantile(draws, tail), high: quantile(draws, 1 - tail), level };
}
