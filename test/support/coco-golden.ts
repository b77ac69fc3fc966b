// The shared golden file of COCO's metrics; where it is absent, tests that need it are skipped by name.
import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { CocoDataset, CocoResult } from '$src/metrics';
import { datasetOf } from './detection-cases';

interface StoredCase {
  readonly name: string;
  readonly numImages: number;
  readonly numCategories: number;
  readonly gt: CocoDataset['annotations'];
  readonly dt: readonly CocoResult[];
  readonly stats: readonly number[];
  readonly ap50PerClass: readonly number[];
  readonly iouType?: string;
}

export interface GoldenCase {
  readonly name: string;
  readonly dataset: CocoDataset;
  readonly detections: readonly CocoResult[];
  /** pycocotools' twelve numbers; -1 where there is nothing to find. */
  readonly stats: readonly number[];
  readonly ap50PerClass: readonly number[];
}

const oracles =
  process.env['CV_LAB_ORACLES'] ?? resolve(import.meta.dirname, '../../../shared/oracles');
export const goldenFile = resolve(oracles, 'metrics/coco-golden.json');

/** The cases with boxes; none where the file is absent. */
export const goldenCases: readonly GoldenCase[] = existsSync(goldenFile)
  ? (JSON.parse(readFileSync(goldenFile, 'utf8')) as { readonly cases: StoredCase[] }).cases
      .filter(({ iouType = 'bbox' }) => iouType === 'bbox')
      .map(({ name, numImages, numCategories, gt, dt, stats, ap50PerClass }) => ({
        name,
        dataset: {
          ...datasetOf([], { images: numImages, categories: numCategories }),
          annotations: gt,
        },
        detections: dt,
        stats,
        ap50PerClass,
      }))
  : [];
