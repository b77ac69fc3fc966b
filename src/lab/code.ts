/**
 * The files behind "The code that ran": for each op of a lab its reference and kernels, and the
 * lab's own pipeline and experiments, exactly as they are imported by the code that runs.
 */
import type { BackendName, Op } from '$src/ops/op';
import { opFolder, ops } from '$src/ops/registry';
import type { LabMeta } from './contract';

const opSources = import.meta.glob<string>('/src/ops/*/*.{ts,wgsl,glsl}', {
  query: '?raw',
  import: 'default',
});
const labSources = import.meta.glob<string>('/labs/*/{pipeline,experiments}.ts', {
  query: '?raw',
  import: 'default',
});

export interface CodeFile {
  /** Path in the repository. */
  readonly path: string;
  readonly name: string;
  readonly language: 'ts' | 'wgsl' | 'glsl';
  readonly text: string;
  /** Set when this is a kernel that the reader may edit: which one, on which backend. */
  readonly kernel?: { readonly op: string; readonly kernel: string; readonly backend: BackendName };
}

/** The files of one op, the reference first, then per kernel WGSL and GLSL. */
export async function opFiles(name: string): Promise<readonly CodeFile[]> {
  const folder = opFolder(name);
  const files: CodeFile[] = [];
  const add = async (file: string, kernel?: CodeFile['kernel']): Promise<void> => {
    // An op may share a kernel of a neighbouring op: '../sobel/rows.wgsl'.
    const path = new URL(file, `file:///src/ops/${folder}/`).pathname;
    const load = opSources[path];
    if (!load) return;
    const language = file.endsWith('.wgsl') ? 'wgsl' : file.endsWith('.glsl') ? 'glsl' : 'ts';
    files.push({
      path: path.slice(1),
      name: file.replace(/^\.\.\//, ''),
      language,
      text: await load(),
      ...(kernel ? { kernel } : {}),
    });
  };
  await add('reference.ts');
  const op: Op | undefined = ops.get(name);
  if (op && 'kernels' in op.gpu) {
    for (const [key, kernel] of Object.entries(op.gpu.kernels)) {
      await add(kernel.wgslFile, { op: name, kernel: key, backend: 'webgpu' });
      if (kernel.glslFile) await add(kernel.glslFile, { op: name, kernel: key, backend: 'webgl2' });
    }
  }
  return files;
}

/** Why an op has no GPU code, or which of its passes miss GLSL; undefined when it has everything. */
export function missingReasons(name: string): readonly string[] {
  const op = ops.get(name);
  if (!op) return ['It is an analysis: it has only its TypeScript definition.'];
  if ('missing' in op.gpu) return [op.gpu.missing];
  return Object.values(op.gpu.kernels).flatMap((kernel) =>
    typeof kernel.glsl === 'string' ? [] : [`${kernel.label} has no GLSL: ${kernel.glsl.missing}`],
  );
}

/** The lab's own pure files. */
export async function labFiles(lab: LabMeta): Promise<readonly CodeFile[]> {
  const files: CodeFile[] = [];
  for (const name of ['pipeline.ts', 'experiments.ts']) {
    const load = labSources[`/labs/${lab.slug}/${name}`];
    if (load) {
      files.push({ path: `labs/${lab.slug}/${name}`, name, language: 'ts', text: await load() });
    }
  }
  return files;
}
