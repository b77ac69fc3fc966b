// The hashes that evidence is held against are those that detectors report.
import { expect, test } from 'vitest';
import { readGraphFiles } from '$src/detect/runtime/tfjs-graph';
import { staleness } from '$src/evidence/staleness';
import { hashesOfModels } from '$src/lab/model-hashes';
import { evidence } from '$test/evidence/records';
import { diskModels, readModelFrom } from '$test/support/models';

test('ONNX files and graphs, as they ship; a card that is missing is left out', async () => {
  const hashes = await hashesOfModels(['yolo-tiny', 'ssd-lite', 'nowhere'], diskModels.card);
  expect(Object.keys(hashes).sort()).toEqual(['ssd-lite', 'ssd-lite (graph)', 'yolo-tiny']);
  const graph = await readGraphFiles(readModelFrom('ssd-lite'));
  expect(hashes['ssd-lite (graph)']).toBe(graph.sha256);

  // A record of the graph of an earlier export is stale; one of this export is not.
  const of = (sha256: string) =>
    evidence({ isExact: true, models: [{ label: 'ssd-lite (graph)', sha256 }] });
  const now = { ...of(graph.sha256), models: hashes };
  const all = { dependsOn: [], usesReaderImage: false };
  expect(staleness(of(graph.sha256), now, all).state).toBe('fresh');
  expect(staleness(of('0'.repeat(64)), now, all).reasons).toEqual([
    'ssd-lite (graph) has other weights now than when this was measured',
  ]);
});
