/** The public entry of the metrics: what scripts, labs and other programs use. Runs in Node. */
export {
  evaluateCoco,
  evaluationSteps,
  traceAt,
  verdictsOf,
  type CocoEvaluation,
  type CocoOptions,
} from './coco-evaluate';
export { iouXywh, type Xywh } from './coco/box-iou';
export { curveOf, type CocoCurve, type CocoCurves, type CurveChoice } from './coco/curves';
export {
  areaNames,
  areaRanges,
  iouThresholds,
  maxDetections,
  recallLevels,
  statNames,
  type AreaName,
  type AreaRange,
  type IouType,
  type StatName,
} from './coco/rules';
export { type ClassResult } from './coco/summary';
export { traceEntry, verdictAt, type CocoTrace, type TraceEntry } from './coco/trace';
export { traceRules, verdictByRule, type TraceRule, type Verdict } from './coco/trace-rules';
export {
  type CocoDetection,
  type CocoMaskResult,
  type CocoResult,
  type EvaluationProgress,
} from './coco/types';
export {
  detectionCalibration,
  reliabilityOf,
  type DetectionCalibration,
  type PlacedOutcome,
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
export {
  averagePrecision,
  hitsOfCurve,
  pointAt,
  type AveragePrecision,
  type ClassAveragePrecision,
  type PrecisionRecall,
} from './average-precision';
export {
  differingFlags,
  flagLabels,
  protocolFlags,
  protocols,
  type NamedProtocol,
  type Protocol,
  type ProtocolFlag,
  type ProtocolName,
} from './protocol';
export { isDifficult, matchRules, type MatchRule } from './protocol-match';
export { interpolatedPoints, interpolations, type Interpolation } from './interpolation';
export {
  attributeGap,
  maxDifferingFlags,
  protocolMeans,
  type FlagShare,
  type ProtocolGap,
} from './protocol-gap';
export {
  bootstrapIntervals,
  comparePaired,
  imagesNeeded,
  type BootstrapOptions,
  type PairedComparison,
  type ImagesNeeded,
  type BootstrapInterval,
  type SizedDifference,
} from './bootstrap';
export { measureOfStat, weightedMeasureOf, type Measure, type WeightedMeasure } from './resampling';
export {
  analyseErrors,
  apOfAllFixes,
  apWithFixes,
  tideErrorTypes,
  type TideAnalysis,
  type TideClass,
  type TideOptions,
} from './tide';
export type { TideError, TideErrorType, TideFalsePositive, TideMissed } from './tide-errors';
export { confusionMatrix, type ConfusionEntry, type ConfusionMatrix } from './confusion-matrix';
export { boxOverlap, type BoxOverlap } from './box-overlap';
export {
  boundaryBand,
  boundaryDistancePx,
  boundaryIou,
  boundaryTolerancePx,
  imageOfRle,
  maskOverlap,
  type MaskOverlap,
} from './boundary-iou';
export { boundaryF, boundaryOf, overlapCounts, type BoundaryScore } from './mask-overlap';
