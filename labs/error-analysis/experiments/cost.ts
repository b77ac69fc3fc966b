/** What the analysis itself costs, beside one frame of the detector whose errors it sorts. */
import { expectU8 } from '$src/core/image';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { yolo } from '$src/lab/detectors';
import { reporting } from '$src/lab/progress';
import { detectSuite } from '$src/lab/suite-detections';
import { analyseErrors, apOfAllFixes } from '$src/metrics';
import type { Specs } from '../settings';

export const cost: Experiment<Specs> = {
  id: 'cost',
  title: 'What the analysis costs',
  predict: {
    prompt:
      'Sorting all errors of the chosen pictures into six types, and AP after each of the 64 sets of repairs: how many ms?',
    slot: 'analysis-ms',
    min: 0,
    max: 100_000,
  },
  yields: [
    { id: 'analysis-ms', label: 'Six types and 64 counterfactuals, the whole set', unit: 'ms' },
    { id: 'frame-ms', label: 'YOLO-tiny, one frame', unit: 'ms' },
  ],
  dependsOn: ['suite', 'pictures', 'iou'],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { protocol, signal, params } = context;
    const atMost = params.pictures;
    const { truth, results, subject } = yield* detectSuite(context, yolo, params.suite, { atMost });
    const sorting = yield* reporting(
      (report) =>
        protocol.time(
          {
            label: 'six types',
            run: () => {
              apOfAllFixes(analyseErrors(truth, results, { foundIou: Number(params.iou) }));
              return Promise.resolve();
            },
          },
          { signal, onRun: report, runs: 20 },
        ),
      { note: 'Sorting the errors' },
    );
    const typescript = context.backends.find(({ name }) => name === 'reference');
    yield {
      kind: 'finding',
      slot: 'analysis-ms',
      value: sorting,
      subject,
      ...(typescript ? { backend: typescript } : {}),
    };
    const detector = await context.detector(yolo);
    const pictures = await context.suite(params.suite);
    const { image } = await pictures.load(0, signal);
    const frame = expectU8(image, 'A detector', [3]);
    const looking = yield* reporting(
      (report) =>
        protocol.time(
          {
            label: 'one frame',
            run: async () => {
              await detector.detect(frame, {}, signal);
            },
          },
          { signal, onRun: report, runs: 20 },
        ),
      { note: 'One frame' },
    );
    yield {
      kind: 'finding',
      slot: 'frame-ms',
      value: looking,
      subject,
      detectors: [detector.info],
    };
  },
};
