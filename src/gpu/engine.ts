/**
 * What the two GPU backends have in common, seen from below: textures, compiled kernels, and a
 * recorder that makes passes. `GpuBackend` is written against this; `webgpu/` and `webgl2/` provide it.
 */
import type { BackendName, Pass, TexelFormat } from '$src/ops/op';
import type { TexelArray } from './texels';

export interface GpuTexture {
  readonly format: TexelFormat;
  readonly width: number;
  readonly height: number;
}

/** A kernel as it goes to the compiler, with the pass that fixes its bindings. */
export interface Source {
  /** For error messages: "gaussianBlur, row blur (rows.wgsl)". */
  readonly label: string;
  readonly text: string;
  readonly pass: Pass;
  /** Formats of `pass.inputs`, in their order. */
  readonly inputFormats: readonly TexelFormat[];
}

/** One pass with everything it needs. */
export interface Job<T extends GpuTexture, P> {
  readonly pass: Pass;
  readonly program: P;
  /** In the order of `pass.inputs`. */
  readonly inputs: readonly T[];
  readonly output: T;
}

export interface Repeated<T> {
  /** Runs until nothing changed, the confirming one included. */
  readonly times: number;
  /** The texture that holds the result: the output or the spare one. */
  readonly last: T;
}

/** Makes the passes of one `run`, in order. */
export interface Recorder<T extends GpuTexture, P> {
  pass(job: Job<T, P>): void;
  /** Ping-pongs between `job.output` and `spare`, at most `pass.repeat.atMost` times. */
  repeat(job: Job<T, P>, spare: T): Promise<Repeated<T>>;
  /** Hands everything to the GPU; call exactly once, also after an error. */
  end(): Promise<void>;
  /** Dispatches or draws of kernels so far. */
  readonly dispatches: number;
}

export interface EngineCounts {
  readonly textures: number;
  readonly buffers: number;
  readonly pipelines: number;
  readonly bytes: number;
}

export interface Engine<T extends GpuTexture, P> {
  readonly name: BackendName;
  /** "WebGPU" or "WebGL2". */
  readonly label: string;
  readonly language: 'wgsl' | 'glsl';
  readonly device: string;
  /** Largest width and height of a texture. */
  readonly maxSide: number;
  /** Resolves with the reason when the device is lost other than by `dispose`. */
  readonly lost: Promise<string>;
  /** Throws BackendLost when the device is known to be gone. */
  expectAlive(): void;

  /** Rejects with a sentence when memory runs out. The caller has checked the size. */
  createTexture(format: TexelFormat, width: number, height: number): Promise<T>;
  destroyTexture(texture: T): void;
  write(texture: T, texels: TexelArray): void;
  read(texture: T): Promise<TexelArray>;

  /** Compiled once per source and bindings. Rejects with CompileError. */
  compile(source: Source): Promise<P>;
  /** Rejects with CompileError when the text alone does not compile. */
  check(label: string, text: string): Promise<void>;
  /** Frees compiled programs of this text. */
  forget(text: string): void;
  record(): Recorder<T, P>;
  finish(): Promise<void>;
  takeGpuTimeMs?(): Promise<number | undefined>;

  /** What the engine holds besides the textures that it was asked for. */
  counts(): EngineCounts;
  /** Frees compiled programs and idle buffers. */
  trim(): void;
  dispose(): void;
  /** Loses the device as a crash or a driver reset would; for tests and for the lab's own checks. */
  simulateLoss(): void;
}
