/** A detector over a set, as every experiment of this lab starts, and as the page gets to see it. */
import type { Subject } from '$src/evidence/types';
import type { DetectorInfo } from '$src/detect/types';
import type { DataEvent, ExperimentContext, Progress } from '$src/lab/contract';
import { shippedDetectors, type Key } from '$src/lab/detectors';
import { detectSuite } from '$src/lab/suite-detections';
import type { CocoDataset, CocoResult } from '$src/metrics';
import type { Params } from '$src/core/params';
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

/** What is found, with what evidence about it has to name. */
export interface Run {
  readonly run: MeasuredRun;
  readonly subject: Subject;
  readonly detectors: readonly DetectorInfo[];
}

/** Name of the data event: the page finds a run by what it is about. */
export function runName(
  detector: Key,
  { suite, pictures }: Pick<LabParams, 'suite' | 'pictures'>,
): string {
  return `run:${detector}:${suite}:${pictures}`;
}

/** What else experiments give the page, named in the same way. */
export function rareName(params: Pick<LabParams, 'detector' | 'suite' | 'pictures' | 'className'>) {
  return `rare:${params.detector}:${params.suite}:${params.pictures}:${params.className}`;
}
export function sureName({ suite, pictures }: Pick<LabParams, 'suite' | 'pictures'>): string {
  return `sure:${suite}:${pictures}`;
}

export async function* runOf(
  context: ExperimentContext<Specs>,
  detector: Key = context.params.detector,
  place: { readonly offset?: number; readonly total?: number } = {},
): AsyncGenerator<Progress | DataEvent, Run, void> {
  const { suite, pictures } = context.params;
  const { name, request } = shippedDetectors[detector];
  const found = yield* detectSuite(context, request, suite, { atMost: pictures, ...place });
  const { truth, results, subject } = found;
  const run: MeasuredRun = { detector, name, suite, truth, results };
  yield { kind: 'data', name: runName(detector, context.params), value: run };
  return { run, subject, detectors: [found.detector] };
}
