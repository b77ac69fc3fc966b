// Which way imports may go (ARCHITECTURE.md, "Which way imports go"). Walks every import of src/ and
// labs/ and fails on a breach or a cycle.
import { readFileSync, readdirSync, statSync, existsSync } from 'node:fs';
import { dirname, join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));

/** Folder -> folders it may import from (itself is always allowed). */
const allowed: Readonly<Record<string, readonly string[]>> = {
  'src/core': [],
  'src/ops': ['src/core'],
  'src/metrics': ['src/core', 'src/workers'],
  'src/storage': ['src/core', 'src/evidence'],
  'src/evidence': ['src/core', 'src/ops'],
  'src/gpu': ['src/core', 'src/ops'],
  'src/workers': ['src/core'],
  'src/ui': ['src/core', 'src/ops', 'src/evidence', 'src/lab'], // types only: checked below
  'src/detect': ['src/core', 'src/metrics', 'src/workers', 'src/ui'], // src/ui only in its own ui/
  'src/world': ['src/core', 'src/metrics', 'src/workers', 'src/ui', 'src/lab'],
  'src/sources': ['src/core', 'src/ui', 'src/lab', 'src/evidence', 'src/world', 'src/metrics'],
  'src/lab': [
    'src/core',
    'src/detect',
    'src/metrics',
    'src/ops',
    'src/gpu',
    'src/evidence',
    'src/sources',
    'src/ui',
    'src/workers',
  ],
  'src/shell': [
    'src/core',
    'src/detect',
    'src/ops',
    'src/evidence',
    'src/storage',
    'src/sources',
    'src/ui',
    'src/lab',
    'src/world',
    'src/metrics',
    'src/workers',
  ],
  labs: [
    'src/core',
    'src/ops',
    'src/evidence',
    'src/sources',
    'src/ui',
    'src/lab',
    'src/metrics',
    'src/detect',
  ],
};

/** Folders from which `src/ui` (and `src/sources` from `src/lab`) may take types only. */
const typesOnly: Readonly<Record<string, readonly string[]>> = {
  'src/ui': ['src/ops', 'src/evidence', 'src/lab'],
  'src/sources': ['src/lab', 'src/evidence'],
  'src/world': ['src/lab'],
  'src/evidence': ['src/ops'],
};

function walk(folder: string): string[] {
  return readdirSync(folder).flatMap((name) => {
    const path = join(folder, name);
    if (statSync(path).isDirectory()) return walk(path);
    return /\.(ts|svelte)$/.test(name) && !name.endsWith('.d.ts') ? [path] : [];
  });
}

interface Import {
  readonly from: string;
  readonly to: string;
  readonly isType: boolean;
}

function importsOf(file: string): Import[] {
  const text = readFileSync(file, 'utf8');
  const found: Import[] = [];
  const pattern = /(?:^|\n)\s*(import|export)\s+(type\s+)?([^'";]*?\sfrom\s+)?['"]([^'"]+)['"]/g;
  for (const match of text.matchAll(pattern)) {
    const target = locate(file, match[4] ?? '');
    if (target === undefined) continue;
    const names = /\{([^}]*)\}/.exec(match[3] ?? '')?.[1];
    const areAllTypes =
      names !== undefined &&
      !/^\s*\w/.test((match[3] ?? '').split('{')[0]?.replace(/from\s*$/, '') ?? '') &&
      names.split(',').every((name) => name.trim() === '' || name.trim().startsWith('type '));
    found.push({ from: file, to: target, isType: match[2] !== undefined || areAllTypes });
  }
  return found;
}

function locate(file: string, specifier: string): string | undefined {
  const clean = specifier.split('?')[0] ?? specifier;
  const base = clean.startsWith('$src/')
    ? join(root, 'src', clean.slice(5))
    : clean.startsWith('$labs/')
      ? join(root, 'labs', clean.slice(6))
      : clean.startsWith('.')
        ? resolve(dirname(file), clean)
        : undefined;
  if (base === undefined) return undefined;
  return [base, `${base}.ts`, `${base}.svelte.ts`, join(base, 'index.ts')].find(
    (path) => existsSync(path) && statSync(path).isFile(),
  );
}

function folderOf(file: string): string {
  const [first, second] = relative(root, file).split(/[\\/]/);
  return first === 'labs' ? 'labs' : `${first}/${second}`;
}

const files = [
  ...walk(join(root, 'src')),
  ...(existsSync(join(root, 'labs')) ? walk(join(root, 'labs')) : []),
];
const imports = files.flatMap(importsOf);
const show = (path: string) => relative(root, path);

test('imports go the way the architecture says', () => {
  const breaches = imports.flatMap(({ from, to, isType }) => {
    const source = folderOf(from);
    const target = folderOf(to);
    if (source === target || !(source in allowed)) return [];
    if (!allowed[source]?.includes(target)) return [`${show(from)} imports ${show(to)}`];
    if (!isType && typesOnly[source]?.includes(target)) {
      return [`${show(from)} imports ${show(to)}: types only are allowed from ${target}`];
    }
    return [];
  });
  expect(breaches).toEqual([]);
});

test('of src/detect only its parts for pages, in ui/, know src/ui', () => {
  const breaches = imports
    .filter(({ to }) => folderOf(to) === 'src/ui')
    .map(({ from }) => show(from))
    .filter((from) => from.startsWith('src/detect/') && !from.startsWith('src/detect/ui/'));
  expect(breaches).toEqual([]);
});

test('every folder of src/ has its rule', () => {
  const folders = readdirSync(join(root, 'src'), { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => `src/${name}`);
  expect(folders.filter((folder) => !(folder in allowed))).toEqual([]);
});

test('no lab imports another lab', () => {
  const labOf = (path: string) => show(path).split(/[\\/]/)[1];
  const breaches = imports
    .filter(
      ({ from, to }) =>
        folderOf(from) === 'labs' && folderOf(to) === 'labs' && labOf(from) !== labOf(to),
    )
    .map(({ from, to }) => `${show(from)} imports ${show(to)}`);
  expect(breaches).toEqual([]);
});

test('values are imported without cycles', () => {
  const edges = new Map<string, string[]>();
  for (const { from, to, isType } of imports) {
    // A recursive Svelte component imports itself: that is no cycle between modules.
    if (!isType && from !== to) edges.set(from, [...(edges.get(from) ?? []), to]);
  }
  const cycles: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const visit = (file: string, path: readonly string[]): void => {
    if (state.get(file) === 'done') return;
    if (state.get(file) === 'open') {
      cycles.push([...path.slice(path.indexOf(file)), file].map(show).join(' -> '));
      return;
    }
    state.set(file, 'open');
    for (const next of edges.get(file) ?? []) visit(next, [...path, file]);
    state.set(file, 'done');
  };
  files.forEach((file) => visit(file, []));
  expect(cycles).toEqual([]);
});

test('the walk sees the project: an import of a core type from an op is found', () => {
  expect(
    imports.some(
      ({ from, to }) => show(from) === 'src/ops/op.ts' && show(to) === 'src/core/image.ts',
    ),
  ).toBe(true);
});
