/**
 * What a detector runs on, is busy with and spends its time on, in the reader's words: for every page that shows
 * one. Records of measurements name packages instead ("onnxruntime-web", src/evidence/environment.ts).
 */
import { formatBytes } from '$src/ui/format';
import type { OpenProgress } from '../open';
import type { RuntimeChoice, RuntimeReport, StageTimings } from '../types';

const backendWords = {
  webgpu: 'WebGPU',
  webgl: 'WebGL',
  wasm: 'WebAssembly',
  cpu: 'plain JavaScript',
} as const;
const runtimeNames = { ort: 'ONNX Runtime', tfjs: 'TensorFlow.js' } as const;

/** "ONNX Runtime 1.30.0, WebAssembly, 4 threads". */
export function runtimeWords({ runtime, version, backend, threads }: RuntimeReport): string {
  const count = backend === 'wasm' ? `, ${threads} ${threads === 1 ? 'thread' : 'threads'}` : '';
  return `${runtimeNames[runtime]} ${version}, ${backendWords[backend]}${count}`;
}

/** The same with the device, where the browser names one: "TensorFlow.js 4.22.0, WebGL on Apple M2". */
export function machineWords(report: RuntimeReport): string {
  const { device = '' } = report;
  return device === '' ? runtimeWords(report) : `${runtimeWords(report)} on ${device}`;
}

/** "ONNX Runtime, WebAssembly, 1 thread". */
export function choiceWords(choice: RuntimeChoice): string {
  const { runtime, backend } = choice;
  const threads = choice.runtime === 'ort' ? choice.threads : undefined;
  const count = threads === undefined ? '' : `, ${threads} ${threads === 1 ? 'thread' : 'threads'}`;
  return `${runtimeNames[runtime]}, ${backendWords[backend]}${count}`;
}

/** What opening is busy with, in a sentence. */
export function progressWords(progress: OpenProgress | undefined): string {
  switch (progress?.step) {
    case undefined:
      return 'Opening the model';
    case 'model':
      return 'Reading the model';
    case 'runtime': {
      const { loadedBytes, totalBytes } = progress;
      const all = totalBytes === undefined ? '' : ` of ${formatBytes(totalBytes)}`;
      return loadedBytes === undefined
        ? 'Fetching the runtime'
        : `Fetching the runtime: ${formatBytes(loadedBytes)}${all}`;
    }
    case 'session':
      return 'Building the network';
    case 'first-run':
      return 'First run';
  }
}

/** The stages between frame and boxes, in their order. */
export const stageNames = {
  readFrameMs: 'reading the frame',
  prepareMs: 'resizing',
  inferMs: 'forward pass',
  decodeMs: 'decoding',
  suppressMs: 'suppression',
} as const satisfies Partial<Record<keyof StageTimings, string>>;
export type StageName = keyof typeof stageNames;
