/**
 * The contract of a classical operation. One folder per op:
 *
 *   src/ops/<kebab-name>/reference.ts      the textbook definition, written to be read by a learner
 *   src/ops/<kebab-name>/<pass>.wgsl       one file per GPU pass, imported with ?raw
 *   src/ops/<kebab-name>/<pass>.frag.glsl
 *   src/ops/<kebab-name>/index.ts          the object below, exported as `export default defineOp({...})`
 *
 * The registry finds ops by glob; nothing lists them. Runners (src/gpu) know this contract and no op.
 */
import type { Channels, ElementType, Image } from '$src/core/image';
import type { Params, ParamSpecs } from '$src/core/params';

export type BackendName = 'reference' | 'webgpu' | 'webgl2';

/** One image that an op reads. */
export interface InputSpec {
  readonly name: string;
  readonly types: readonly ElementType[];
  readonly channels: readonly Channels[];
}

/** Named result images; the first of `op.outputs` is the main one. */
export type Outputs = Readonly<Record<string, Image>>;

export interface Tolerance {
  /** Largest absolute difference from the reference that a GPU backend may show. 0 = bit-exact. */
  readonly maxAbs: number;
  /** Share of elements that may differ at all (within maxAbs). Default 1 when maxAbs > 0. */
  readonly maxFractionDiffering?: number;
  /** For circular values: differences count modulo this, e.g. 360 for directions in degrees. */
  readonly period?: number;
  readonly because: string;
}

export interface Op<S extends ParamSpecs = ParamSpecs> {
  readonly kind: 'op';
  /** Name in the registry, camelCase, OpenCV's where it has one: `gaussianBlur`. */
  readonly name: string;
  readonly title: string;
  /** One sentence: what it computes. */
  readonly summary: string;
  /** Paper, equation or OpenCV function that defines it. */
  readonly source: string;
  readonly inputs: readonly InputSpec[];
  readonly params: S;
  readonly outputs: readonly string[];
  /**
   * The definition. `inputs` follow `op.inputs`. Throws TypeError/RangeError on input that the
   * contract does not allow. Must accept every image size from 1 × 1 on.
   */
  reference(inputs: readonly Image[], params: Params<S>): Outputs;
  /** The GPU passes, or why there are none. */
  readonly gpu: GpuPlanner<S> | { readonly missing: string };
  readonly tolerance: Tolerance;
  /** Paths of the files that the learner reads, relative to the op's folder: reference.ts first. */
  readonly files?: readonly string[];
}

/** An analysis that has only a reference and returns a plain value (a threshold, a table, a score). */
export interface Analysis<S extends ParamSpecs = ParamSpecs, R = unknown> {
  readonly kind: 'analysis';
  readonly name: string;
  readonly title: string;
  readonly summary: string;
  readonly source: string;
  readonly inputs: readonly InputSpec[];
  readonly params: S;
  analyse(inputs: readonly Image[], params: Params<S>): R;
}

// ---- GPU passes -------------------------------------------------------------------------------

/**
 * How an image lies in a texture.
 * `i32`   one signed integer per texel: r32sint / R32I. All single-channel u8, i16 and i32 images.
 * `f32`   one float per texel: r32float / R32F. Single-channel f32 images.
 * `u8x4`  four bytes per texel: rgba8uint / RGBA8UI. u8 images with 3 or 4 channels (alpha 255 for 3).
 * `i32x4`, `f32x4` intermediates with up to four values per pixel: rgba32sint/RGBA32I, rgba32float/RGBA32F.
 */
export type TexelFormat = 'i32' | 'f32' | 'u8x4' | 'i32x4' | 'f32x4';

export type GpuPlanner<S extends ParamSpecs> = {
  /**
   * `each`: the plan is written for one channel; the runner splits a colour image into its channels,
   * runs the plan on each and merges. `joint`: the plan handles the image as uploaded.
   */
  readonly channels: 'each' | 'joint';
  /** The kernels by name, for display, editing and compilation ahead of time. */
  readonly kernels: Readonly<Record<string, Kernel>>;
  /**
   * `channel`: which channel of a colour image an `each` plan is made for, 0 for gray (for ops whose
   * channels differ, such as noise). Only uniforms may depend on it: not tables, sizes or pass order.
   */
  plan(inputs: readonly ImageShape[], params: Params<S>, channel: number): GpuPlan;
};

export interface ImageShape {
  readonly width: number;
  readonly height: number;
  readonly channels: Channels;
  readonly type: ElementType;
}

/** One shader in both languages, imported `?raw` so that the learner reads and edits the file that runs. */
export interface Kernel {
  readonly label: string;
  readonly wgsl: string;
  readonly glsl: string | { readonly missing: string };
  /** File names beside index.ts, e.g. 'rows.wgsl' and 'rows.frag.glsl'. */
  readonly wgslFile: string;
  readonly glslFile?: string;
}

export type Uniform = { readonly i32: number } | { readonly f32: number };

export interface GpuPlan {
  /** Constant tables (weights, look-up tables) as textures of height `rows` (default 1). */
  readonly tables?: Readonly<Record<string, Table>>;
  readonly passes: readonly Pass[];
  /** Which image name each op output is, with the element type and channels it is read back as. */
  readonly outputs: Readonly<
    Record<
      string,
      { readonly image: string; readonly type: ElementType; readonly channels: Channels }
    >
  >;
}

export interface Table {
  readonly format: 'i32' | 'f32';
  readonly width: number;
  readonly height: number;
  readonly data: Int32Array<ArrayBuffer> | Float32Array<ArrayBuffer>;
}

/**
 * One dispatch (WebGPU compute) or one full-screen draw (WebGL2 fragment).
 *
 * WGSL binding rule, group 0: binding 0 is the uniform struct `params` (fields i32/f32 in the order
 * of `uniforms`, omitted when there are none: bindings still start at 1); bindings 1..n are the
 * `inputs` in order (texture_2d<i32|u32|f32>); binding n+1 is the output storage texture
 * (texture_storage_2d<format, write>); with `repeat`, binding n+2 is
 * `var<storage, read_write> changed: atomic<u32>`, to be set to 1 when a texel changed.
 * Entry point `main`. One thread per output texel unless `workgroups` says otherwise;
 * `workgroupSize` must equal the @workgroup_size in the file.
 *
 * GLSL rule: `#version 300 es`; uniforms by name (int or float); inputs are
 * isampler2D (i32, i32x4), usampler2D (u8x4) or sampler2D (f32, f32x4) by name, read with texelFetch;
 * one `out` variable of the matching vector type (ivec4, uvec4, vec4). gl_FragCoord.xy - 0.5 is the texel.
 */
export interface Pass {
  readonly kernel: string;
  /** Shader variable -> image name: an op input name, a table name or an earlier pass's output. */
  readonly inputs: Readonly<Record<string, string>>;
  readonly output: {
    readonly image: string;
    readonly format: TexelFormat;
    readonly width: number;
    readonly height: number;
  };
  readonly uniforms: Readonly<Record<string, Uniform>>;
  /** Default [8, 8, 1]. */
  readonly workgroupSize?: readonly [number, number, number];
  /** Number of workgroups; default covers the output once with one thread per texel. */
  readonly workgroups?: readonly [number, number, number];
  /**
   * Run again and again until nothing changes: the runner feeds the output back as input `from`
   * (ping-pong) and stops after a run that changed no texel. In WGSL the kernel sets `changed`;
   * under WebGL2 the runner compares the two textures itself.
   */
  readonly repeat?: { readonly from: string; readonly atMost: number };
}

export function defineOp<const S extends ParamSpecs>(op: Omit<Op<S>, 'kind'>): Op<S> {
  return { kind: 'op', ...op };
}

export function defineAnalysis<const S extends ParamSpecs, R>(
  analysis: Omit<Analysis<S, R>, 'kind'>,
): Analysis<S, R> {
  return { kind: 'analysis', ...analysis };
}
