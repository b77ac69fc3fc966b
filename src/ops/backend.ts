/** What every backend can do. Labs and experiments are written against this interface only. */
import type { Image } from '$src/core/image';
import type { AnyParams } from '$src/core/params';
import type { BackendName, ImageShape, Op } from './op';

/** An image that lives on a backend. Whoever got it from `upload` or `run` must `release` it. */
export interface ImageHandle extends ImageShape {
  readonly backend: BackendName;
  readonly id: number;
}

export interface RunResult {
  readonly outputs: Readonly<Record<string, ImageHandle>>;
  /** Dispatches or draws made, repeats included; 0 for the reference. */
  readonly dispatches: number;
  /** How often each repeated pass ran until nothing changed, by kernel name. */
  readonly repeats: Readonly<Record<string, number>>;
  /** True when a learner's edited kernel took part: never evidence about the shipped kernel. */
  readonly isEdited: boolean;
}

export interface ResourceCounts {
  readonly textures: number;
  readonly buffers: number;
  readonly pipelines: number;
  readonly bytes: number;
}

export interface Backend {
  readonly name: BackendName;
  /** Human name of the device that runs it, e.g. "SwiftShader", "TypeScript, 1 thread". */
  readonly device: string;
  upload(image: Image): Promise<ImageHandle>;
  /** Runs an op; inputs stay alive, outputs are new. Rejects with a sentence for the reader. */
  run(op: Op, inputs: readonly ImageHandle[], params: AnyParams): Promise<RunResult>;
  /** Waits for all work and copies the image back. */
  read(handle: ImageHandle): Promise<Image>;
  /** Resolves when all submitted work has really finished. */
  finish(): Promise<void>;
  release(...handles: readonly ImageHandle[]): void;
  counts(): ResourceCounts;
  /** GPU time in ms of the work since the last call by timestamp query, where the device has it. */
  takeGpuTimeMs?(): Promise<number | undefined>;
  /** Replaces one kernel's source until called again with undefined. Rejects with CompileProblems. */
  setKernel?(op: Op, kernel: string, source: string | undefined): Promise<void>;
  /** Settles once when the device or context is lost, with the reason. */
  readonly lost: Promise<string>;
  /** Frees what is kept only to be quick next time: idle textures and buffers, compiled kernels. */
  trim?(): void;
  dispose(): void;
}

/** A kernel that did not compile: messages with 1-based line numbers of the edited file. */
export class CompileError extends Error {
  override readonly name = 'CompileError';
  readonly problems: readonly { readonly line: number; readonly message: string }[];
  constructor(what: string, problems: readonly { line: number; message: string }[]) {
    super(
      `${what} does not compile: ${problems.map((p) => `line ${p.line}: ${p.message}`).join('; ')}`,
    );
    this.problems = problems;
  }
}
