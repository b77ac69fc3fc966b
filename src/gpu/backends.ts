/** Opens backends by name, and says which ones this machine can use. */
import type { Backend } from '$src/ops/backend';
import type { BackendName, Op } from '$src/ops/op';
import { ReferenceBackend } from '$src/ops/reference-backend';
import { messageOf } from './errors';
import { GpuBackend } from './gpu-backend';
import { selfTest } from './self-test';
import type { BackendReport } from './self-test';
import { requestContext } from './webgl2/context';
import { WebGl2Engine } from './webgl2/engine';
import { requestDevice } from './webgpu/device';
import { WebGpuEngine } from './webgpu/engine';

/** Fastest first: the order in which a page should try them. */
export const backendNames: readonly BackendName[] = ['webgpu', 'webgl2', 'reference'];

/**
 * A fresh backend, owned by the caller until `dispose`. Rejects with BackendAbsent and a sentence for
 * the reader. After a loss (`backend.lost`) open it again; handles of the lost one are void.
 */
export async function openBackend(name: BackendName): Promise<Backend> {
  switch (name) {
    case 'webgpu':
      return new GpuBackend(new WebGpuEngine(await requestDevice()));
    case 'webgl2':
      return new GpuBackend(new WebGl2Engine(requestContext()));
    case 'reference':
      return new ReferenceBackend();
  }
}

/** An open backend that passed its self-test, or the report that says why there is none. Never rejects. */
export async function openTested(
  name: BackendName,
  ops?: readonly Op[],
): Promise<{ readonly report: BackendReport; readonly backend?: Backend }> {
  let backend: Backend;
  try {
    backend = await openBackend(name);
  } catch (error) {
    return { report: { backend: name, device: '', ok: false, reason: messageOf(error) } };
  }
  if (name === 'reference') {
    return { report: { backend: name, device: backend.device, ok: true }, backend };
  }
  const report = await selfTest(backend, ops);
  if (report.ok) return { report, backend };
  backend.dispose();
  return { report };
}

/** What this machine can do, every backend opened, tested and closed again, in the order of `backendNames`. */
export async function availableBackends(ops?: readonly Op[]): Promise<readonly BackendReport[]> {
  const reports: BackendReport[] = [];
  for (const name of backendNames) {
    const { report, backend } = await openTested(name, ops);
    backend?.dispose();
    reports.push(report);
  }
  return reports;
}
