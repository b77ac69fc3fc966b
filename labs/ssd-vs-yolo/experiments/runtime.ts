/**
 * Architecture is not runtime: the same SSD weights, as ONNX in onnxruntime-web and as a graph in TensorFlow.js,
 * on everything that computes here. In-turn comparison against onnxruntime-web on one WASM thread.
 */
import { expectU8 } from '$src/core/image';
import type { DetectorRequest } from '$src/detect/open';
import { DetectError, type Detector } from '$src/detect/types';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { ratioOf } from '$src/lab/experiment';
import { reporting } from '$src/lab/progress';
import { ssd, type Specs } from '../contestants';
import { timed } from './latency';

const graph = (backend: 'wasm' | 'webgpu' | 'webgl'): DetectorRequest => ({
  adapter: 'ssd-graph',
  modelId: 'ssd-lite',
  runtime: { runtime: 'tfjs', backend },
});
const others = [
  { slot: 'runtime-tfjs-wasm', name: 'TensorFlow.js, WASM', request: graph('wasm') },
  {
    slot: 'runtime-ort-webgpu',
    name: 'onnxruntime-web, WebGPU',
    request: { ...ssd, runtime: { runtime: 'ort', backend: 'webgpu' } },
  },
  { slot: 'runtime-tfjs-webgpu', name: 'TensorFlow.js, WebGPU', request: graph('webgpu') },
  { slot: 'runtime-tfjs-webgl2', name: 'TensorFlow.js, WebGL2', request: graph('webgl') },
] as const satisfies readonly { slot: string; name: string; request: DetectorRequest }[];

const runs = 20;
/** A GPU that takes longer per frame is one in software: minutes that say nothing. A slow CPU is what is asked for. */
const slowestGpuMs = 700;

export const runtime: Experiment<Specs> = {
  id: 'runtime',
  title: 'The same weights in another runtime',
  predict: {
    prompt:
      'The same SSD-lite, weight for weight, runs in TensorFlow.js on WASM instead of onnxruntime-web. How many times as long does a frame take?',
    slot: 'runtime-ratio',
    min: 0.05,
    max: 50,
  },
  yields: [
    { id: 'runtime-ort-wasm', label: 'SSD-lite, onnxruntime-web, WASM', unit: 'ms' },
    { id: 'runtime-tfjs-wasm', label: 'SSD-lite, TensorFlow.js, WASM', unit: 'ms' },
    {
      id: 'runtime-ratio',
      label: 'TensorFlow.js over onnxruntime-web, same weights, WASM',
      unit: '×',
      digits: 2,
    },
    { id: 'runtime-ort-webgpu', label: 'SSD-lite, onnxruntime-web, WebGPU', unit: 'ms' },
    { id: 'runtime-tfjs-webgpu', label: 'SSD-lite, TensorFlow.js, WebGPU', unit: 'ms' },
    { id: 'runtime-tfjs-webgl2', label: 'SSD-lite, TensorFlow.js, WebGL2', unit: 'ms' },
  ],
  dependsOn: [],
  usesReaderImage: true,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { protocol, signal } = context;
    const frame = expectU8(context.input.image, 'A detector', [1, 3, 4]);
    const base = await context.detector(ssd);
    const row = (name: string, cells: Readonly<Record<string, number | string>>) =>
      ({
        kind: 'row',
        table: 'The same weights, ms per frame',
        cells: { runtime: name, ...cells },
      }) as const;
    for (const [index, { slot, name, request }] of others.entries()) {
      yield {
        kind: 'progress',
        done: index * runs,
        total: others.length * runs,
        note: `Opening ${name}`,
      };
      let detector: Detector | undefined;
      let onceMs: number;
      try {
        detector = await context.detector(request);
        await detector.detect(frame, {}, signal);
        const begin = context.now();
        await detector.detect(frame, {}, signal);
        onceMs = context.now() - begin;
      } catch (error) {
        if (!(error instanceof DetectError)) throw error;
        await detector?.dispose();
        yield row(name, { note: error.message });
        continue;
      }
      const { backend } = detector.info.runtime;
      const isGpu = backend === 'webgpu' || backend === 'webgl';
      if (isGpu && onceMs > slowestGpuMs) {
        await detector.dispose();
        yield row(name, { 'one frame': onceMs, note: 'too slow here to be measured twenty times' });
        continue;
      }
      const comparison = yield* reporting(
        (report) =>
          protocol.compare(timed(base, frame, signal), timed(detector, frame, signal), {
            runs,
            signal,
            onRun: report,
          }),
        {
          note: `${name} against onnxruntime-web`,
          offset: index * runs,
          total: others.length * runs,
        },
      );
      const detectors = [base.info, detector.info];
      if (slot === 'runtime-tfjs-wasm') {
        yield {
          kind: 'finding',
          slot: 'runtime-ort-wasm',
          value: comparison.a,
          detectors: [base.info],
        };
        yield {
          kind: 'finding',
          slot: 'runtime-ratio',
          value: ratioOf(comparison),
          interval: comparison.interval,
          detectors,
        };
      }
      yield { kind: 'finding', slot, value: comparison.b, detectors: [detector.info] };
      yield row(name, {
        p50: comparison.b.median,
        p95: comparison.b.p95,
        'times ort WASM': comparison.ratio,
      });
      await detector.dispose();
    }
  },
};
