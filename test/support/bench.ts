// The bench that Node tests give to experiments: the reference backend and the real clock.
import { createRng } from '$src/core/rng';
import { environmentOf } from '$src/evidence/environment';
import { createProtocol } from '$src/evidence/protocol';
import type { Bench } from '$src/lab/runtime';
import { createReferenceBackend } from '$src/ops/reference-backend';
import type { Backend } from '$src/ops/backend';
import { readSample } from './samples';

export function createNodeBench(backend: Backend = createReferenceBackend()): Bench {
  const now = (): number => performance.now();
  let ids = 0;
  return {
    backend,
    backends: [backend],
    protocol: createProtocol({ now, rng: createRng(1) }),
    signal: new AbortController().signal,
    now,
    newId: () => `record-${++ids}`,
    environmentOf: (on) => environmentOf(on, 1),
    sample: readSample,
  };
}
