/**
 * The experiment that every lab with GPU kernels has: how long its pipeline takes on each backend,
 * on the reader's picture with the reader's parameters, upload and read-back left out. Where twenty runs
 * would take too long (software rendering), all backends get the same smaller copy, and the evidence
 * says at which size.
 */
import type { Image } from '$src/core/image';
import { defaults, type ParamSpecs } from '$src/core/params';
import type { Backend, ImageHandle } from '$src/ops/backend';
import type { BackendName } from '$src/ops/op';
import { opNamed } from '$src/ops/registry';
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

/** Kept runs per backend: enough for p5 and p95. */
const runs = 20;
/** What the runs of one backend may take; on slower machines the picture is made smaller for all of them. */
const budgetMs = 6000;

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
      const { image, at } = yield* fitting(context, here, options);
      for (const [index, backend] of here.entries()) {
        const uploaded = await backend.upload(image);
        try {
          const work = context.protocol.awaited(backend, options.what, () =>
            options.work(context, backend, uploaded),
          );
          const summary = yield* reporting(
            (report) =>
              context.protocol.time(work, { runs, signal: context.signal, onRun: report }),
            { note: labels[backend.name], offset: index * runs, total: here.length * runs },
          );
          yield {
            kind: 'finding',
            slot: latencySlot(backend.name),
            value: summary,
            backend,
            ...(at === undefined ? {} : { at }),
          };
        } finally {
          backend.release(uploaded);
        }
      }
    },
  };
}

/** The reader's picture, or a smaller copy of it where the slowest backend would exceed its budget. */
async function* fitting<S extends ParamSpecs>(
  context: ExperimentContext<S>,
  backends: readonly Backend[],
  { what, work }: LatencyOptions<S>,
): AsyncGenerator<ExperimentEvent, { readonly image: Image; readonly at?: string }, void> {
  const { image } = context.input;
  let slowestMs = 0;
  for (const [index, backend] of backends.entries()) {
    yield {
      kind: 'progress',
      done: index,
      total: backends.length,
      note: `Trying ${labels[backend.name]}`,
    };
    const uploaded = await backend.upload(image);
    try {
      const once = context.protocol.awaited(backend, what, () => work(context, backend, uploaded));
      await once.run(); // compiles
      const start = context.now();
      await once.run();
      slowestMs = Math.max(slowestMs, context.now() - start);
    } finally {
      backend.release(uploaded);
    }
    if (context.signal.aborted) return { image };
  }
  const share = budgetMs / (slowestMs * (runs + 4));
  const scale = Math.max(0.05, Math.round(Math.sqrt(share) * 20) / 20);
  if (scale >= 1) return { image };
  const resize = opNamed('resize');
  const params = { ...defaults(resize.params), interpolation: 'area', sizing: 'scale', scale };
  const smaller = resize.reference([image], params)[resize.outputs[0] ?? ''];
  if (!smaller) throw new Error('resize gave no picture.');
  return { image: smaller, at: `at ${smaller.width} × ${smaller.height} px` };
}
