/** What this browser offers, as rows for the capability card. Asks only what costs nothing. */
import type { BackendState } from '$src/lab/lab.worker';
import type { BackendName } from '$src/ops/op';

export interface MachineRow {
  readonly name: string;
  readonly value: string;
  readonly isMissing: boolean;
  /** Why it is missing or what follows from it. */
  readonly detail?: string;
}

export function machineRows(
  states: Partial<Record<BackendName, BackendState>>,
  timerResolutionMs: number | undefined,
): readonly MachineRow[] {
  const backend = (name: BackendName, label: string): MachineRow => {
    const state = states[name];
    if (!state) return { name: label, value: 'testing', isMissing: false };
    return state.isUsable
      ? { name: label, value: state.device, isMissing: false }
      : { name: label, value: 'not here', isMissing: true, detail: state.reason ?? '' };
  };
  const isIsolated = globalThis.crossOriginIsolated === true;
  const threads = navigator.hardwareConcurrency;
  return [
    backend('webgpu', 'WebGPU'),
    backend('webgl2', 'WebGL2'),
    {
      name: 'WebAssembly',
      value: `${hasSimd() ? 'SIMD' : 'no SIMD'}, ${isIsolated ? `${threads} threads` : '1 thread'}`,
      isMissing: false,
      ...(isIsolated
        ? {}
        : { detail: 'Threads need cross-origin isolation: serve with npm start.' }),
    },
    {
      name: 'Timer step',
      value:
        timerResolutionMs === undefined
          ? 'testing'
          : `${timerResolutionMs < 0.1 ? `${Math.round(timerResolutionMs * 1000)} µs` : `${timerResolutionMs} ms`}${isIsolated ? ', isolated' : ''}`,
      isMissing: false,
    },
    {
      name: 'Camera',
      value: navigator.mediaDevices ? 'can be asked' : 'not here',
      isMissing: !navigator.mediaDevices,
      ...(navigator.mediaDevices ? {} : { detail: 'A camera needs https or localhost.' }),
    },
  ];
}

/** A module whose only function returns a v128: valid exactly where SIMD is. */
function hasSimd(): boolean {
  return WebAssembly.validate(
    new Uint8Array([
      0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 96, 0, 1, 123, 3, 2, 1, 0, 10, 10, 1, 8, 0, 65, 0, 253,
      15, 253, 98, 11,
    ]),
  );
}
