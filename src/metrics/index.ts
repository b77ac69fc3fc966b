/** The public entry of the metrics: what scripts, labs and other programs use. Runs in Node. */
export {
  evaluateCoco,
  iouThresholds,
  iouXywh,
  statNames,
  verdictsOf,
  type ClassResult,
  type CocoEvaluation,
  type CocoResult,
  type StatName,
  type Verdict,
} from './coco-evaluate';
export {
  reliabilityOf,
  type Reliability,
  type ReliabilityBin,
  type ScoredOutcome,
} from './calibration';
export {
  parseCoco,
  CocoFormatError,
  type CocoAnnotation,
  type CocoCategory,
  type CocoDataset,
  type CocoImage,
} from './coco-format';
