/** Puts figures into a model's card. What the exporter wrote stays as it is. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import {
  fileOfRole,
  parseCard,
  type CardCalibration,
  type CardScores,
  type ModelCard,
} from '$src/detect/card';
import { reliabilityOf, verdictsOf, type CocoDataset, type CocoResult } from '$src/metrics';
import { OptionError, type EvaluateOptions } from './options';
import type { SetReport } from './report';

/** Detections with a lower score are no part of the calibration: nobody looks at them. */
const minScore = 0.1;
const calibrationIou = 0.5;
export const calibrationSuite = 'test';

export interface Figures {
  readonly suites: readonly SetReport[];
  readonly photos: SetReport | undefined;
  readonly calibration: CardCalibration | undefined;
  readonly protocol: string;
  readonly runtime: string;
  /** Of the file that was run. */
  readonly sha256: string;
}

/**
 * Refuses what would come to no figures for this card: no card, another file than the one that it is about.
 * Throws OptionError.
 */
export function expectCard(
  folder: string,
  { modelId, runtime, weights }: Pick<EvaluateOptions, 'modelId' | 'runtime' | 'weights'>,
): void {
  const path = join(folder, 'card.json');
  if (!existsSync(path)) {
    throw new OptionError(
      `${modelId} has no card: --write-card is for models of ours, which have one in public/models.`,
    );
  }
  const card = parseCard(readFileSync(path, 'utf8'), modelId);
  const onnx = fileOfRole(card, 'onnx');
  if (runtime.runtime !== 'ort' || onnx === undefined) {
    throw new OptionError(
      `A card gives the figures of the ONNX file: leave out --write-card, or --runtime ${runtime.runtime}.`,
    );
  }
  const file = weights ?? join(folder, onnx.path);
  if (!existsSync(file)) throw new OptionError(`There is no file ${file}.`);
  const sha256 = createHash('sha256').update(readFileSync(file)).digest('hex');
  if (sha256 !== card.sha256) throw otherFile(card, sha256);
}

/**
 * Rewrites card.json in a model's folder. Throws DetectError for a card that is not sound, and OptionError
 * where another file was run than the one whose figures the card gives.
 */
export function writeFigures(folder: string, figures: Figures): void {
  const path = join(folder, 'card.json');
  const card = parseCard(readFileSync(path, 'utf8'));
  if (figures.sha256 !== card.sha256) throw otherFile(card, figures.sha256);
  const text = `${JSON.stringify(withFigures(card, figures), null, 2)}\n`;
  parseCard(text); // what is written must be readable
  writeFileSync(path, text);
}

function otherFile({ id, sha256 }: ModelCard, found: string): OptionError {
  return new OptionError(
    `The card of ${id} gives the figures of the ONNX file ${String(sha256)}; the file to run is ${found}. Export the model again, or leave out --write-card.`,
  );
}

export function withFigures(card: ModelCard, figures: Figures): ModelCard {
  const { suites, photos, calibration, protocol, runtime, sha256 } = figures;
  const metrics = Object.fromEntries(suites.map((suite) => [suite.name, scoresOf(suite)]));
  // Figures of other weights do not stay beside those of these.
  const isSame = card.evaluation?.sha256 === sha256;
  const { realPhotos, calibration: known, ...rest } = card;
  const kept = isSame
    ? { ...(realPhotos ? { realPhotos } : {}), ...(known ? { calibration: known } : {}) }
    : {};
  return {
    ...rest,
    ...kept,
    metrics: { ...(isSame ? card.metrics : {}), ...metrics },
    ...(photos ? { realPhotos: { source: photos.name, ...scoresOf(photos) } } : {}),
    ...(calibration ? { calibration } : {}),
    evaluation: { protocol, runtime, sha256 },
  };
}

function scoresOf({ images, objects, stats, perClass }: SetReport): CardScores {
  const { AP, AP50, AP75, APsmall, APmedium, APlarge, AR100 } = stats;
  return {
    images,
    objects,
    AP: rounded(AP),
    AP50: rounded(AP50),
    AP75: rounded(AP75),
    APsmall: rounded(APsmall),
    APmedium: rounded(APmedium),
    APlarge: rounded(APlarge),
    AR100: rounded(AR100),
    perClass: Object.fromEntries(perClass.map(({ name, AP: own }) => [name, rounded(own)])),
  };
}

/** How far scores can be taken for probabilities: of the shipped detections at IoU 0.5. */
export function calibrationOf(
  dataset: CocoDataset,
  detections: readonly CocoResult[],
): CardCalibration {
  const verdicts = verdictsOf(dataset, detections, calibrationIou);
  const outcomes = detections.flatMap(({ score }, i) => {
    const verdict = verdicts[i];
    const isJudged = verdict === 'true-positive' || verdict === 'false-positive';
    return isJudged && score >= minScore ? [{ score, isRight: verdict === 'true-positive' }] : [];
  });
  const { bins, ece } = reliabilityOf(outcomes);
  return {
    suite: calibrationSuite,
    iou: calibrationIou,
    minScore,
    bins: bins.map((bin) => ({
      ...bin,
      meanScore: rounded(bin.meanScore),
      precision: rounded(bin.precision),
    })),
    ece: rounded(ece),
  };
}

/** Four decimals: far below what another set of pictures would change. */
function rounded(value: number | null): number | null {
  return value === null ? null : Math.round(1e4 * value) / 1e4;
}
