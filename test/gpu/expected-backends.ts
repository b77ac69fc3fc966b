/**
 * Which GPU backends the tests insist on. A backend that is missing fails its tests: a suite that
 * quietly skips proves nothing. A machine without one is excused by name and with a reason:
 *
 *   VITE_EXCUSED_BACKENDS="webgpu: no Vulkan on this runner" npm test
 */
import type { BackendName } from '$src/ops/op';

export type GpuBackendName = Exclude<BackendName, 'reference'>;

const all: readonly GpuBackendName[] = ['webgpu', 'webgl2'];

const excuses = String(import.meta.env['VITE_EXCUSED_BACKENDS'] ?? '')
  .split(';')
  .map((excuse) => excuse.trim())
  .filter((excuse) => excuse !== '')
  .map((excuse) => {
    const [name, reason] = excuse.split(/:\s*/, 2);
    if (!all.some((known) => known === name) || !reason) {
      throw new Error(
        `VITE_EXCUSED_BACKENDS has "${excuse}"; write "webgpu: reason" or "webgl2: reason", separated by ";".`,
      );
    }
    return { name: name ?? '', reason };
  });

export const expectedBackends = all.filter((name) => excuses.every((e) => e.name !== name));

for (const { name, reason } of excuses) console.warn(`Not tested: ${name}, because ${reason}`);
