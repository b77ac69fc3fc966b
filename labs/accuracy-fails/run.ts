/** A detector over a set, as every experiment of this lab starts, and as the page gets to see it. */
import type { Params } from '$src/core/params';
import type { DetectorInfo } from '$src/detect/types';
import type { Subject } from '$src/evidence/types';
import type { DataEvent, ExperimentContext, Progress } from '$src/lab/contract';
import { shippedDetectors, type Key } from '$src/lab/detectors';
import { detectSuite } from '$src/lab/suite-detections';
import type { CocoDataset, CocoResult } from '$src/metrics';
import type lab from './lab';

export type Specs = typeof lab.params;
export type LabParams = Params<Specs>;

/** Boxes and truth of one run; plain data. */
export interface MeasuredRun {
  readonly detector: Key;
  readonly name: string;
  readonly suite: string;
  readonly truth: CocoDataset;
  readonly results: readonly CocoResult[];
}

export interface Run {
  readonly run: MeasuredRun;
  readonly subject: Subject;
  readonly detectors: readonly DetectorInfo[];
}

type Which = Pick<LabParams, 'detector' | 'suite' | 'pictures'>;

/** Names of the data events: the page finds them by what they are about. */
export function runName({ detector, suite, pictures }: Which): string {
  return `run:${detector}:${suite}:${pictures}`;
}
export function sweepName(params: Which & Pick<LabParams, 'way'>): string {
  return `sweep:${runName(params)}:${params.way}`;
}

export function backgroundName(params: Which): string {
  return `background:${runName(params)}`;
}

export async function* runOf(
  context: ExperimentContext<Specs>,
): AsyncGenerator<Progress | DataEvent, Run, void> {
  const { detector, suite, pictures } = context.params;
  const { name, request } = shippedDetectors[detector];
  const found = yield* detectSuite(context, request, suite, { atMost: pictures });
  const { truth, results, subject } = found;
  const run: MeasuredRun = { detector, name, suite, truth, results };
  yield { kind: 'data', name: runName(context.params), value: run };
  return { run, subject, detectors: [found.detector] };
}
