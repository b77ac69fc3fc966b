/** Both detectors on one set, taken apart: what nearly every experiment of this lab begins with. */
import type { DetectorInfo } from '$src/detect/types';
import type { SlotSpec, Subject } from '$src/evidence/types';
import type { DataEvent, ExperimentContext, Finding, Progress } from '$src/lab/contract';
import { both, type Key } from '$src/lab/detectors';
import { detectSuite } from '$src/lab/suite-detections';
import { analysisSteps } from '../analysis';
import type { Ranged } from '../repaired';
import { dataName, type LabParams, type SetAnalysis, type Specs } from '../settings';

export type Context = ExperimentContext<Specs>;

export interface SetSettings {
  readonly suite: string;
  readonly pictures: number;
  readonly iou: LabParams['iou'];
  /** Name of the data that go to the page. */
  readonly nameOf?: (suite: string, key: Key) => string;
}

export interface Looked {
  readonly key: Key;
  readonly analysis: SetAnalysis;
  readonly detector: DetectorInfo;
  readonly subject: Subject;
}

/** The page is given every analysis. Throws what detecting throws, and AbortError. */
export async function* lookAtBoth(
  context: Context,
  { suite, pictures, iou, nameOf = dataName }: SetSettings,
): AsyncGenerator<Progress | DataEvent, readonly Looked[], void> {
  const looked: Looked[] = [];
  for (const [index, { key, name, request }] of both.entries()) {
    const stretch = {
      atMost: pictures,
      offset: index * pictures,
      total: both.length * pictures,
    };
    const run = yield* named(detectSuite(context, request, suite, stretch), name);
    const steps = analysisSteps({ ...run, detector: name }, Number(iou));
    let step = steps.next();
    while (step.done !== true) {
      const done = Math.round((index + 1) * pictures);
      yield { kind: 'progress', done, total: stretch.total, note: `${name}: sorting its errors` };
      await new Promise((resolve) => setTimeout(resolve));
      context.signal.throwIfAborted();
      step = steps.next();
    }
    const analysis: SetAnalysis = { ...step.value, key, asked: pictures, iou };
    yield { kind: 'data', name: nameOf(suite, key), value: analysis };
    looked.push({ key, analysis, detector: run.detector, subject: run.subject });
  }
  return looked;
}

/** Says which detector is at work. */
async function* named<T>(
  work: AsyncGenerator<Progress, T, void>,
  name: string,
): AsyncGenerator<Progress, T, void> {
  for (;;) {
    const step = await work.next();
    if (step.done === true) return step.value;
    const { note } = step.value;
    yield { ...step.value, note: note === undefined ? name : `${name} on ${note}` };
  }
}

/** One slot per detector: "YOLO-tiny, …". */
export function perDetector(
  id: string,
  label: string,
  unit: string,
  digits: number,
): readonly SlotSpec[] {
  return both.map(({ key, name }) => ({
    id: `${id}-${key}`,
    label: `${name}, ${label}`,
    unit,
    digits,
  }));
}

export function findingOf(
  slot: string,
  { value, interval }: Ranged,
  { key, detector, subject }: Looked,
  extra: Pick<Finding, 'at'> = {},
): Finding {
  return {
    kind: 'finding',
    slot: `${slot}-${key}`,
    value,
    ...(interval ? { interval } : {}),
    subject,
    detectors: [detector],
    ...extra,
  };
}

/** In percent. */
export function percent({ value, interval }: Ranged): Ranged {
  if (!interval) return { value: 100 * value };
  const { low, high, level } = interval;
  return { value: 100 * value, interval: { low: 100 * low, high: 100 * high, level } };
}
