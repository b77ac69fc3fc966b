/** A short hash of the code that decides how pictures look: other code, other pictures. */
import { createHash } from 'node:crypto';
import { readFile, readdir } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Folders and files whose text counts; what only shows or exports does not change a pixel. */
const counted = ['src/world', 'src/core/rng.ts', 'package-lock.json'];
const ignored =
  /^src\/world\/(live|ui|export\/(yolo|voc|README)|world\.worker|sets\/sheet)|\.svelte$/;

export async function worldFingerprint(): Promise<string> {
  const files = (await Promise.all(counted.map((path) => walk(join(root, path))))).flat().sort();
  const hash = createHash('sha256');
  for (const file of files) {
    const name = relative(root, file).replaceAll('\\', '/');
    if (ignored.test(name)) continue;
    // Three decides pixels too, by its version; other packages do not.
    const text = await readFile(file, 'utf8');
    const part = name === 'package-lock.json' ? threeVersion(text) : text;
    hash.update(`${name}\0${part.replaceAll('\r\n', '\n')}\0`);
  }
  return hash.digest('hex').slice(0, 12);
}

async function walk(path: string): Promise<string[]> {
  if (/\.\w+$/.test(path)) return [path];
  const entries = await readdir(path, { withFileTypes: true });
  const below = entries.map((entry) => {
    const inside = join(path, entry.name);
    return entry.isDirectory() ? walk(inside) : Promise.resolve([inside]);
  });
  return (await Promise.all(below)).flat();
}

function threeVersion(lock: string): string {
  const parsed = JSON.parse(lock) as { packages: Record<string, { version?: string }> };
  return parsed.packages['node_modules/three']?.version ?? 'none';
}
