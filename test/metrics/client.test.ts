// The evaluation behind a worker's door: the same numbers, progress on the way, and an end when asked.
import { afterEach, expect, test } from 'vitest';
import { generateSet } from '../../bench/metrics/generate';
import { evaluateCoco, traceEntry, type EvaluationProgress } from '$src/metrics';
import { EvaluationClient } from '$src/metrics/client';
import { EvaluationHost } from '$src/metrics/evaluation-host';
import { FakeWorker } from '$test/support/fake-worker';

const { groundTruth, results } = generateSet(
  { images: 40, classes: 12, objects: 300, detections: 2000 },
  3,
);
const open: EvaluationClient[] = [];
function client(): EvaluationClient {
  const made = new EvaluationClient(() => new FakeWorker(new EvaluationHost()).asWorker());
  open.push(made);
  return made;
}
afterEach(() => {
  for (const one of open.splice(0)) one.dispose();
});

test('gives what evaluateCoco gives, from objects and from texts, with progress', async () => {
  const wanted = evaluateCoco(groundTruth, results, { iouType: 'bbox' });
  const seen: EvaluationProgress[] = [];
  const got = await client().evaluate(
    { groundTruth, detections: results },
    { iouType: 'bbox', onProgress: (progress) => seen.push(progress) },
  );
  expect(got.stats).toEqual(wanted.stats);
  expect(traceEntry(got.trace, 7, 3)).toEqual(traceEntry(wanted.trace, 7, 3));
  expect(seen[0]).toEqual({ stage: 'reading', done: 0, total: 12 });
  const texts = {
    groundTruth: JSON.stringify(groundTruth),
    detections: JSON.stringify(results),
  };
  const fromTexts = await client().evaluate(texts, { iouType: 'bbox' });
  expect(fromTexts.stats).toEqual(wanted.stats);
});

test('stops when asked', async () => {
  const stop = new AbortController();
  const stopped = client().evaluate(
    { groundTruth, detections: results },
    // The first pause comes right after the start.
    { iouType: 'bbox', signal: stop.signal, onProgress: () => stop.abort() },
  );
  await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
});

test('what is wrong is told as without a worker', async () => {
  const [first] = results;
  const wrong = [{ ...first, image_id: 9999 }] as typeof results;
  await expect(
    client().evaluate({ groundTruth, detections: wrong }, { iouType: 'bbox' }),
  ).rejects.toThrow('detections[0].image_id: expected the id of one of the images, got 9999');
  await expect(
    client().evaluate({ groundTruth: '[]', detections: '[]' }, { iouType: 'bbox' }),
  ).rejects.toThrow('ground truth');
});
