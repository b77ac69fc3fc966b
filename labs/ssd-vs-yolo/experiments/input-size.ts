/** The input side against latency and recall: fewer pixels cost less and show less. */
import { summarise } from '$src/evidence/statistics';
import type { Detector } from '$src/detect/types';
import type { SlotSpec } from '$src/evidence/types';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { ratioOf } from '$src/lab/experiment';
import { reporting } from '$src/lab/progress';
import { both, type Specs } from '../contestants';
import { match } from '../match';
import { picturesOf, type Picture } from '../pictures';
import { timed } from './latency';

const sides = [128, 192, 256, 320] as const;
const [full, less] = [320, 192] as const;
const pictureCount = 16;
const runs = 20;
export const sizeTable = 'By input side';

export const inputSize: Experiment<Specs> = {
  id: 'input-size',
  title: 'Input side against time and recall',
  predict: {
    prompt: `The input side goes from ${full} to ${less} px, which leaves ${Math.round((100 * less * less) / (full * full))} % of the pixels. How many times as fast does YOLO-tiny get?`,
    slot: 'speedup-yolo',
    min: 0.2,
    max: 20,
  },
  yields: [
    ...both.map(({ key, name }): SlotSpec => ({
      id: `speedup-${key}`,
      label: `${name}, time at ${full} px over time at ${less} px`,
      unit: '×',
      digits: 2,
    })),
    ...[full, less].flatMap((side) =>
      both.map(({ key, name }): SlotSpec => ({
        id: `recall-${side}-${key}`,
        label: `${name}, objects found at ${side} px, ${pictureCount} pictures of “test”`,
        unit: '%',
        digits: 1,
      })),
    ),
  ],
  dependsOn: [],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { protocol, signal } = context;
    const { pictures, subject } = yield* picturesOf(context, 'test', pictureCount);
    const [first] = pictures;
    if (!first) throw new Error('The set has no pictures.');
    for (const { key, name, request } of both) {
      const detector = await context.detector(request);
      const detectors = [detector.info];
      const comparison = yield* reporting(
        (report) =>
          protocol.compare(
            timed(detector, first.frame, signal, less),
            timed(detector, first.frame, signal, full),
            { runs, signal, onRun: report },
          ),
        { note: `${name}, ${less} against ${full} px` },
      );
      yield {
        kind: 'finding',
        slot: `speedup-${key}`,
        value: ratioOf(comparison),
        interval: comparison.interval,
        subject,
        detectors,
      };
      for (const [index, side] of sides.entries()) {
        yield {
          kind: 'progress',
          done: index * pictureCount,
          total: sides.length * pictureCount,
          note: `${name} at ${side} px`,
        };
        const { percent, ms } = await recallAt(detector, pictures, side, signal);
        if (side === full || side === less) {
          yield {
            kind: 'finding',
            slot: `recall-${side}-${key}`,
            value: percent,
            subject,
            detectors,
          };
        }
        yield {
          kind: 'row',
          table: sizeTable,
          cells: { model: name, side, 'found %': percent, 'p50 ms': ms.median, 'p95 ms': ms.p95 },
        };
      }
    }
  },
};

/** Share of objects found at score 0.3 and IoU 0.5, and the time per picture, one after the other. */
async function recallAt(
  detector: Detector,
  pictures: readonly Picture[],
  inputSide: number,
  signal: AbortSignal,
) {
  let [found, all] = [0, 0];
  const times: number[] = [];
  for (const { frame, objects } of pictures) {
    const { detections, timings } = await detector.detect(frame, { inputSide }, signal);
    const { missed } = match(detections, detector.info.spec.labels, objects);
    found += objects.length - missed.length;
    all += objects.length;
    times.push(timings.totalMs);
  }
  return { percent: (100 * found) / Math.max(1, all), ms: summarise(times) };
}
