/** Runs cases of COCO's metrics and compares them with what the file says, number by number. */
import {
  areaNames,
  areaRanges,
  evaluateCoco,
  statNames,
  traceEntry,
  type CocoEvaluation,
  type IouType,
} from '$src/metrics';
import { messageOf } from './cases';
import { inputsOf, type MetricsCase } from './metrics-cases';
import type { CaseOutcome } from './types';

/** The last digits of a mean depend on the order of its sum. */
const bound = 1e-12;

/** `index` names a case that has no name. */
export function runMetricsCase(entry: MetricsCase, index: number): CaseOutcome {
  const { iouType } = entry;
  const about = { id: idOf(entry, index), op: opOf(entry) };
  if (iouType !== 'bbox' && iouType !== 'segm') return { case: about, status: 'unsupported' };
  try {
    const differences = compared(entry, iouType);
    if (differences.length === 0) {
      const problem = 'the case says nothing to compare with: stats, ap50PerClass, dtMatches';
      return { case: about, status: 'failed', worst: Infinity, problem };
    }
    const worst = differences.reduce((a, b) => (b.difference > a.difference ? b : a));
    const { difference } = worst;
    if (difference === 0) return { case: about, status: 'exact', worst: 0 };
    if (difference <= bound) return { case: about, status: 'within bound', worst: difference };
    return { case: about, status: 'failed', worst: difference, problem: worst.problem };
  } catch (error) {
    return { case: about, status: 'failed', worst: Infinity, problem: messageOf(error) };
  }
}

export function idOf({ name }: MetricsCase, index: number): string {
  return name ?? `case ${index + 1}`;
}

export function opOf({ iouType }: MetricsCase): string {
  return `evaluateCoco ${iouType}`;
}

interface Compared {
  readonly difference: number;
  readonly problem: string;
}

function compared(entry: MetricsCase, iouType: IouType): Compared[] {
  const { dataset, detections } = inputsOf(entry);
  const result = evaluateCoco(dataset, detections, { iouType });
  const stats = (entry.stats ?? []).map((wanted, i) =>
    number(statNames[i] ?? `stats[${i}]`, result.stats[i], wanted),
  );
  const perClass = (entry.ap50PerClass ?? []).map((wanted, i) =>
    number(
      `AP50 of ${result.perClass[i]?.name ?? `class ${i + 1}`}`,
      result.perClass[i]?.AP50,
      wanted,
    ),
  );
  return [...stats, ...perClass, ...matches(entry, result)];
}

/** pycocotools prints -1 where there is nothing to find. */
function number(what: string, got: number | null | undefined, wanted: number | null): Compared {
  const difference = Math.abs((got ?? -1) - (wanted ?? -1));
  return {
    difference: Number.isNaN(difference) ? Infinity : difference,
    problem: `${what}: got ${got ?? -1}, expected ${wanted ?? -1}`,
  };
}

/** The object that each detection matched at IoU 0.50, and whether it was ignored. */
function matches({ gt, dtMatches }: MetricsCase, { trace }: CocoEvaluation): Compared[] {
  return (dtMatches ?? []).flatMap((expected) => {
    if (!expected) return [];
    const area = areaNames.find((name) => {
      const [low, high] = areaRanges[name];
      return expected.aRng === undefined || (expected.aRng[0] === low && expected.aRng[1] === high);
    });
    if (area === undefined) return [];
    return expected.dtIds.flatMap((id, i) => {
      const { rule, truth, verdict } = traceEntry(trace, id - 1, 0, area);
      const matched = rule.startsWith('matched') ? gt[truth ?? -1] : undefined;
      const at = `detection ${id}, ${area} sizes, IoU 0.50`;
      const wantedId = expected.dtm50?.[i];
      const isIgnored = expected.dtIg50?.[i];
      return [
        ...(wantedId === undefined
          ? []
          : [same(`${at}: object`, matched ? Number(matched['id'] ?? NaN) : 0, wantedId)]),
        ...(isIgnored === undefined
          ? []
          : [same(`${at}: ignored`, verdict === 'ignored', Boolean(isIgnored))]),
      ];
    });
  });
}

function same<T>(what: string, got: T, wanted: T): Compared {
  return {
    difference: got === wanted ? 0 : Infinity,
    problem: `${what}: got ${String(got)}, expected ${String(wanted)}`,
  };
}
