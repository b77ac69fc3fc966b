// The evaluation in a real worker: the same numbers as on the page, and an end when asked.
import { expect, test } from 'vitest';
import { generateSet } from '../../bench/metrics/generate';
import { evaluateCoco, traceEntry } from '$src/metrics';
import { EvaluationClient } from '$src/metrics/client';

const { groundTruth, results } = generateSet(
  { images: 300, classes: 40, objects: 2000, detections: 20_000 },
  3,
);

test('evaluates beside the page, and stops when asked', async () => {
  const client = new EvaluationClient();
  try {
    const stages = new Set<string>();
    const got = await client.evaluate(
      { groundTruth, detections: results },
      { iouType: 'bbox', onProgress: ({ stage }) => stages.add(stage) },
    );
    const wanted = evaluateCoco(groundTruth, results, { iouType: 'bbox' });
    expect(got.stats).toEqual(wanted.stats);
    expect(traceEntry(got.trace, 7, 3)).toEqual(traceEntry(wanted.trace, 7, 3));
    expect([...stages]).toContain('reading');

    const stop = new AbortController();
    const stopped = client.evaluate(
      { groundTruth, detections: results },
      { iouType: 'bbox', signal: stop.signal, onProgress: () => stop.abort() },
    );
    await expect(stopped).rejects.toMatchObject({ name: 'AbortError' });
  } finally {
    client.dispose();
  }
});
