/**
 * Compiled kernels for WebGPU. The bind group layout is made from the pass, not derived from the
 * shader ('auto'), so that a kernel may leave a binding unused while a learner edits it, and an edit
 * that contradicts the pass is an error instead of a different layout.
 */
import { CompileError } from '$src/ops/backend';
import type { Pass } from '$src/ops/op';
import { wgslFormats } from '../channels';
import type { Source } from '../engine';
import { messageOf } from '../errors';
import { formatFacts } from '../texels';

export interface Program {
  readonly pipeline: GPUComputePipeline;
  readonly layout: GPUBindGroupLayout;
  /** Threads per workgroup, as the source says. */
  readonly workgroupSize: readonly [number, number, number];
  /** Set once a submission with it passed validation; after that errors are not awaited any more. */
  isProven: boolean;
}

const sampleTypes = { sint: 'sint', uint: 'uint', float: 'unfilterable-float' } as const;

export class Programs {
  readonly #device: GPUDevice;
  readonly #programs = new Map<
    string,
    { readonly text: string; readonly program: Promise<Program> }
  >();

  constructor(device: GPUDevice) {
    this.#device = device;
  }

  get size(): number {
    return this.#programs.size;
  }

  compile(source: Source): Promise<Program> {
    const key = `${bindingKey(source)}\n${source.text}`;
    const known = this.#programs.get(key);
    if (known) return known.program;
    const program = this.#build(source);
    this.#programs.set(key, { text: source.text, program });
    program.catch(() => this.#programs.delete(key)); // a failure is reported to the caller, not kept
    return program;
  }

  /** Compiles the text alone. Rejects with CompileError. */
  async check(label: string, text: string): Promise<GPUShaderModule> {
    this.#device.pushErrorScope('validation');
    const module = this.#device.createShaderModule({ label, code: text });
    const scope = this.#device.popErrorScope();
    const info = await module.getCompilationInfo();
    const errors = info.messages.filter((message) => message.type === 'error');
    const problems = errors.map(({ lineNum, message }) => ({
      line: Math.max(1, lineNum),
      message,
    }));
    const error = await scope;
    if (problems.length === 0 && error) problems.push({ line: 1, message: error.message });
    if (problems.length > 0) throw new CompileError(label, problems);
    return module;
  }

  forget(text: string): void {
    for (const [key, entry] of this.#programs) if (entry.text === text) this.#programs.delete(key);
  }

  clear(): void {
    this.#programs.clear();
  }

  async #build(source: Source): Promise<Program> {
    const { label, text, pass } = source;
    const module = await this.check(label, text);
    const workgroupSize = workgroupSizeOf(label, text, pass);
    this.#device.pushErrorScope('validation');
    const layout = this.#device.createBindGroupLayout({ label, entries: entriesOf(source) });
    const pipeline = this.#device.createComputePipelineAsync({
      label,
      layout: this.#device.createPipelineLayout({ label, bindGroupLayouts: [layout] }),
      compute: { module, entryPoint: 'main' },
    });
    const scope = this.#device.popErrorScope();
    try {
      const made = await pipeline;
      const error = await scope;
      if (error) throw new Error(error.message);
      return { pipeline: made, layout, workgroupSize, isProven: false };
    } catch (error) {
      const message = messageOf(error);
      const line = Number(/:(\d+):\d+/.exec(message)?.[1] ?? 1);
      throw new CompileError(label, [{ line, message }]);
    }
  }
}

/** Bindings as the op contract numbers them: params, inputs, output, changed. */
function entriesOf({ pass, inputFormats }: Source): GPUBindGroupLayoutEntry[] {
  const visibility = GPUShaderStage.COMPUTE;
  const entries: GPUBindGroupLayoutEntry[] = inputFormats.map((format, i) => ({
    binding: i + 1,
    visibility,
    texture: { sampleType: sampleTypes[formatFacts[format].kind] },
  }));
  if (Object.keys(pass.uniforms).length > 0) {
    entries.unshift({ binding: 0, visibility, buffer: { type: 'uniform' } });
  }
  const binding = inputFormats.length + 1;
  const format = wgslFormats[pass.output.format];
  entries.push({ binding, visibility, storageTexture: { access: 'write-only', format } });
  if (pass.repeat) entries.push({ binding: binding + 1, visibility, buffer: { type: 'storage' } });
  return entries;
}

function bindingKey({ pass, inputFormats }: Source): string {
  const hasUniforms = Object.keys(pass.uniforms).length > 0;
  const parts = [hasUniforms, inputFormats.join(), pass.output.format, pass.repeat !== undefined];
  return [...parts, pass.workgroupSize?.join(), pass.workgroups !== undefined].join('|');
}

/**
 * The size the source declares. A learner may edit it: the number of workgroups follows. Where the
 * plan counts the workgroups itself the two must agree, or part of the image would stay unwritten.
 */
function workgroupSizeOf(
  label: string,
  text: string,
  pass: Pass,
): readonly [number, number, number] {
  const planned = pass.workgroupSize ?? [8, 8, 1];
  const code = text.replace(/\/\/.*$/gm, '');
  const match = /@workgroup_size\(\s*(\d+)u?\s*(?:,\s*(\d+)u?\s*)?(?:,\s*(\d+)u?\s*)?,?\s*\)/.exec(
    code,
  );
  if (!match) return planned; // written with named constants: the plan's word counts
  const [x, y, z] = [1, 2, 3].map((i) => Number(match[i] ?? 1));
  const declared = [x ?? 1, y ?? 1, z ?? 1] as const;
  if (pass.workgroups && declared.some((n, i) => n !== planned[i])) {
    const line = code.slice(0, match.index).split('\n').length;
    const message = `@workgroup_size(${declared.join(', ')}) does not fit: this pass is planned for ${planned.join(' × ')} threads.`;
    throw new CompileError(label, [{ line, message }]);
  }
  return declared;
}
