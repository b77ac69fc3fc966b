/** Every folder here with an index.ts is an op or an analysis; nothing else lists them. */
import type { Analysis, Op } from './op';

const modules = import.meta.glob<Op | Analysis>('./*/index.ts', { eager: true, import: 'default' });

const entries = Object.values(modules);

/** Registry name -> folder name. */
const folders: ReadonlyMap<string, string> = new Map(
  Object.entries(modules).map(([path, entry]) => [entry.name, path.split('/')[1] ?? '']),
);

/** All ops by registry name. */
export const ops: ReadonlyMap<string, Op> = new Map(
  entries.filter((entry) => entry.kind === 'op').map((op) => [op.name, op]),
);

/** All reference-only analyses by registry name. */
export const analyses: ReadonlyMap<string, Analysis> = new Map(
  entries.filter((entry) => entry.kind === 'analysis').map((analysis) => [analysis.name, analysis]),
);

/** The op of that name, or an error that lists the known names. */
export function opNamed(name: string): Op {
  const op = ops.get(name);
  if (!op) throw new RangeError(`No op is called "${name}". Known: ${[...ops.keys()].join(', ')}.`);
  return op;
}

/** The folder under src/ops that holds the op or analysis of that name. */
export function opFolder(name: string): string {
  const folder = folders.get(name);
  if (folder === undefined) throw new RangeError(`No op or analysis is called "${name}".`);
  return folder;
}
