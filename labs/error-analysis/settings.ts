/** What the reader can set, and the names under which experiments hand their analyses to the page. */
import type { Params } from '$src/core/params';
import type { Key } from '$src/lab/detectors';
import type { Analysed } from './analysis';
import type lab from './lab';

export type Specs = typeof lab.params;
export type LabParams = Params<Specs>;

/** An analysis with what it was made for; plain data. */
export interface SetAnalysis extends Analysed {
  readonly key: Key;
  /** Pictures that were asked for: a suite may have fewer. */
  readonly asked: number;
  readonly iou: LabParams['iou'];
}

/** Name of the data of one detector on the chosen pictures of a set. */
export function dataName(suite: string, key: Key): string {
  return `${suite}/${key}`;
}

/** The same of the few pictures that the comparison of sets takes. */
export function fewDataName(suite: string, key: Key): string {
  return `few/${suite}/${key}`;
}
