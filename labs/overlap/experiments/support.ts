/** What the experiments of this lab share. */
import type { Subject, SlotSpec, Summary } from '$src/evidence/types';
import type { ExperimentEvent, Finding } from '$src/lab/contract';
import { subjectOfSet } from '$src/sources/subject';

export type Events = AsyncGenerator<ExperimentEvent, void, void>;

/** A number that every machine gives alike. */
export function exact(id: string, label: string, unit = '', digits?: number): SlotSpec {
  return { id, label, unit, isExact: true, ...(digits === undefined ? {} : { digits }) };
}

export function finding(
  slot: string,
  value: number | Summary,
  subject: Subject,
  more: Pick<Finding, 'interval' | 'at' | 'detectors'> = {},
): Finding {
  return { kind: 'finding', slot, value, subject, ...more };
}

/** Shapes made by rule: their rule is what they are. */
export function madeByRule(label: string): Promise<Subject> {
  return subjectOfSet(label, []);
}
