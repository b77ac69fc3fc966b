/**
 * How long both take on the same frame in the same runtime, frame by frame in turn, and where the time goes. Stage
 * times are the detector's own; the total is the caller's, so that handing the frame to its worker and the
 * boxes back is in it.
 */
import { expectU8 } from '$src/core/image';
import { summarise } from '$src/evidence/statistics';
import type { SlotSpec, Summary } from '$src/evidence/types';
import type { Detector, StageTimings } from '$src/detect/types';
import { stageNames } from '$src/detect/ui/words';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { ratioOf } from '$src/lab/experiment';
import { reporting } from '$src/lab/progress';
import { both, type Key, type Specs } from '../contestants';

const openings = 3;
const runs = 30;
const perModel = (make: (key: Key, name: string) => SlotSpec): SlotSpec[] =>
  both.map(({ key, name }) => make(key, name));

export const latency: Experiment<Specs> = {
  id: 'latency',
  title: 'The same frame, the same runtime, in turn',
  predict: {
    prompt:
      'Both run on this frame on one WASM thread. How many times as long as YOLO-tiny does SSD-lite take? (0.5 would be half as long.)',
    slot: 'latency-ratio',
    min: 0.05,
    max: 20,
  },
  yields: [
    ...perModel((key, name) => ({
      id: `latency-${key}`,
      label: `${name}, frame to boxes`,
      unit: 'ms',
    })),
    { id: 'latency-ratio', label: 'SSD-lite’s time over YOLO-tiny’s', unit: '×', digits: 2 },
    ...perModel((key, name) => ({
      id: `forward-${key}`,
      label: `${name}, forward pass`,
      unit: 'ms',
    })),
    ...perModel((key, name) => ({
      id: `outside-${key}`,
      label: `${name}, share of time outside the forward pass`,
      unit: '%',
      digits: 1,
    })),
    ...perModel((key, name) => ({ id: `first-${key}`, label: `${name}, first run`, unit: 'ms' })),
    ...perModel((key, name) => ({
      id: `load-${key}`,
      label: `${name}, loading, files already in the browser’s cache`,
      unit: 'ms',
    })),
  ],
  dependsOn: [],
  usesReaderImage: true,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { protocol, signal } = context;
    const frame = expectU8(context.input.image, 'A detector', [1, 3, 4]);
    const opened: Detector[] = [];
    for (const [index, { key, name, request }] of both.entries()) {
      const fresh: Detector[] = [];
      for (let k = 0; k < openings; k++) {
        yield {
          kind: 'progress',
          done: index * openings + k,
          total: both.length * openings,
          note: `Opening ${name}, ${k + 1} of ${openings}`,
        };
        const detector = await context.detector(request, { isFresh: true });
        fresh.push(detector);
        if (k < openings - 1) await detector.dispose();
      }
      const detectors = fresh.slice(-1).map(({ info }) => info);
      opened.push(...fresh.slice(-1));
      const of = (value: (detector: Detector) => number): Summary => summarise(fresh.map(value));
      // Opening, the first run on an empty frame included, does not depend on the reader's picture.
      const subject = { label: `${name}, weights`, sha256: detectors[0]?.spec.sha256 ?? '' };
      const opening = { kind: 'finding', subject, detectors } as const;
      yield { ...opening, slot: `load-${key}`, value: of(({ info }) => info.loadMs) };
      yield { ...opening, slot: `first-${key}`, value: of(({ info }) => info.firstRunMs) };
    }

    const contenders = opened.map((detector) => timed(detector, frame, signal));
    const [a, b] = contenders;
    if (!a || !b) throw new Error('Both detectors must be open.');
    const comparison = yield* reporting(
      (report) => protocol.compare(a, b, { runs, signal, onRun: report }),
      { note: 'Both in turn' },
    );
    const infos = opened.map(({ info }) => info);
    yield {
      kind: 'finding',
      slot: 'latency-ratio',
      value: ratioOf(comparison),
      interval: comparison.interval,
      detectors: infos,
    };
    for (const [index, { key, name }] of both.entries()) {
      const total = index === 0 ? comparison.a : comparison.b;
      const kept = (contenders[index]?.timings ?? []).slice(-total.n * (total.batch ?? 1));
      const detectors = infos.slice(index, index + 1);
      yield { kind: 'finding', slot: `latency-${key}`, value: total, detectors };
      yield {
        kind: 'finding',
        slot: `forward-${key}`,
        value: summarise(
          kept.map(({ inferMs }) => inferMs),
          total.discarded,
        ),
        detectors,
      };
      yield {
        kind: 'finding',
        slot: `outside-${key}`,
        value: summarise(
          kept.map(({ inferMs, totalMs }) => 100 * (1 - inferMs / totalMs)),
          total.discarded,
        ),
        detectors,
      };
      for (const [stage, label] of Object.entries(stageNames)) {
        const stageMs = summarise(kept.map((timings) => timings[stage as keyof StageTimings]));
        yield {
          kind: 'row',
          table: 'Stages, ms',
          cells: { model: name, stage: label, p50: stageMs.median, p95: stageMs.p95 },
        };
      }
    }
  },
};

/** A contender that keeps the stage times of every frame, warm-up included. */
export function timed(
  detector: Detector,
  frame: Parameters<Detector['detect']>[0],
  signal: AbortSignal,
  inputSide?: number,
) {
  const timings: StageTimings[] = [];
  return {
    label: detector.info.spec.name,
    timings,
    async run(): Promise<void> {
      const options = inputSide === undefined ? {} : { inputSide };
      timings.push((await detector.detect(frame, options, signal)).timings);
    },
  };
}
