/**
 * The experiment that every lab with GPU kernels has: how long its pipeline takes on each backend,
 * on the reader's picture with the reader's parameters, upload and read-back left out.
 */
import type { ParamSpecs } from '$src/core/params';
import type { Backend, ImageHandle } from '$src/ops/backend';
import type { BackendName } from '$src/ops/op';
import type { Experiment, ExperimentContext, ExperimentEvent } from './contract';
import { reporting } from './progress';

const order: readonly BackendName[] = ['reference', 'webgpu', 'webgl2'];
const labels: Readonly<Record<BackendName, string>> = {
  reference: 'TypeScript reference',
  webgpu: 'WebGPU',
  webgl2: 'WebGL2',
};

/** The latency slot of a backend: `latency-webgpu`. */
export function latencySlot(backend: BackendName): string {
  return `latency-${backend}`;
}

export interface LatencyOptions<S extends ParamSpecs> {
  /** What is timed, for the slot's label: "Canny, all stages". */
  readonly what: string;
  readonly prompt: string;
  readonly min: number;
  readonly max: number;
  readonly dependsOn: readonly (keyof S & string)[];
  /** Runs the work on `backend` from uploaded inputs; must release what it made. */
  readonly work: (
    context: ExperimentContext<S>,
    backend: Backend,
    image: ImageHandle,
  ) => Promise<void>;
}

/** Kept runs per backend: enough for p5 and p95; the reference is slow on large pictures. */
const runs = 20;

/** Yields `latency-reference`, `latency-webgpu` and `latency-webgl2` for the backends that are here. */
export function latencyExperiment<S extends ParamSpecs>(options: LatencyOptions<S>): Experiment<S> {
  return {
    id: 'latency',
    title: 'Latency of each backend',
    predict: {
      prompt: options.prompt,
      slot: latencySlot('reference'),
      min: options.min,
      max: options.max,
    },
    yields: order.map((name) => ({
      id: latencySlot(name),
      label: `${options.what}, ${labels[name]}`,
      unit: 'ms',
    })),
    dependsOn: options.dependsOn,
    usesReaderImage: true,
    async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
      const here = order.flatMap((name) =>
        context.backends.filter((backend) => backend.name === name),
      );
      for (const [index, backend] of here.entries()) {
        const image = await backend.upload(context.input.image);
        try {
          const work = context.protocol.awaited(backend, options.what, () =>
            options.work(context, backend, image),
          );
          const summary = yield* reporting(
            (report) =>
              context.protocol.time(work, { runs, signal: context.signal, onRun: report }),
            { note: labels[backend.name], offset: index * runs, total: here.length * runs },
          );
          yield { kind: 'finding', slot: latencySlot(backend.name), value: summary, backend };
        } finally {
          backend.release(image);
        }
      }
    },
  };
}
