// Detections over a suite made by hand, by a detector that finds what it is told to.
import { expect, test } from 'vitest';
import { createImage } from '$src/core/image';
import type { DetectorRequest } from '$src/detect/open';
import type { Progress, TruthObject } from '$src/lab/contract';
import { detectSuite, type SuiteDetections } from '$src/lab/suite-detections';
import { evaluateCoco } from '$src/metrics';
import { FakeDetector } from '$test/support/fake-detector';
import { handSuite } from '$test/support/suites';

const request: DetectorRequest = {
  adapter: 'yolo-tiny',
  modelId: 'yolo-tiny',
  runtime: { runtime: 'ort', backend: 'wasm', threads: 1 },
};
const cup: TruthObject = {
  className: 'cup',
  categoryId: 47,
  boxXywh: [10, 20, 30, 50],
  areaPx: 1500,
  annotationId: 7,
  occlusion: 0.25,
};

function suiteOf(objects: readonly (readonly TruthObject[] | undefined)[]) {
  return handSuite(
    'some',
    objects.map((list) => ({
      image: createImage('u8', 100, 100, 3),
      labels: createImage('u8', 100, 100),
      ...(list ? { objects: list } : {}),
    })),
  );
}

async function detect(
  detector: FakeDetector,
  pictures: readonly (readonly TruthObject[] | undefined)[],
  signal = new AbortController().signal,
): Promise<SuiteDetections & { readonly progress: readonly Progress[] }> {
  const context = {
    suite: () => Promise.resolve(suiteOf(pictures)),
    signal,
    detector: () => Promise.resolve(detector),
  };
  const events = detectSuite(context, request, 'some', { atMost: pictures.length });
  const progress: Progress[] = [];
  for (;;) {
    const { done, value } = await events.next();
    if (done) return { ...value, progress };
    progress.push(value);
  }
}

const seesTheCup = { share: [0.1, 0.2, 0.4, 0.7], score: 0.9, classIndex: 0 } as const;

test('truth and results go into the evaluator as they come', async () => {
  const detector = new FakeDetector({ modelId: 'right', findings: [seesTheCup] });
  const { truth, results, objects } = await detect(detector, [
    [cup],
    [{ ...cup, annotationId: 8 }],
  ]);
  expect(results.map(({ image_id: id, bbox }) => [id, bbox.map(Math.round)])).toEqual([
    [1, [10, 20, 30, 50]],
    [2, [10, 20, 30, 50]],
  ]);
  expect(truth.annotations.map(({ id, image_id: image }) => [id, image])).toEqual([
    [7, 1],
    [8, 2],
  ]);
  expect(objects.map(({ occlusion }) => occlusion)).toEqual([0.25, 0.25]);
  expect(evaluateCoco(truth, results, { iouType: 'bbox' }).stats[1]).toBeCloseTo(1, 12);
});

test('the same question is not detected twice, another one is', async () => {
  const detector = new FakeDetector({ modelId: 'twice', findings: [seesTheCup] });
  const first = await detect(detector, [[cup]]);
  const again = await detect(detector, [[cup]]);
  expect(detector.frames).toHaveLength(1);
  expect(again.results).toEqual(first.results);
  await detect(detector, [[cup], [cup]]);
  expect(detector.frames).toHaveLength(3);
});

test('says what is missing, and stops when it is told to', async () => {
  const detector = new FakeDetector({ modelId: 'missing' });
  await expect(detect(detector, [undefined])).rejects.toThrow('does not say where its objects are');
  const abort = new AbortController();
  abort.abort();
  await expect(detect(detector, [[cup]], abort.signal)).rejects.toThrow(/abort/i);
  expect(detector.frames).toHaveLength(0);
});
