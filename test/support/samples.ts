// Shipped samples for Node tests: read from disk instead of fetched, otherwise as in the app.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { openSampleSet } from '$src/sources/samples';
import type { BenchInput } from '$src/lab/contract';
import type { Subject } from '$src/evidence/types';

const folder = new URL('../../public/samples/bench/', import.meta.url);
const samples = openSampleSet((file) => readFile(fileURLToPath(new URL(file, folder))));

export async function readSample(
  name: string,
): Promise<BenchInput & { readonly subject: Subject }> {
  const { image, truth, clean, subject } = await (await samples).load(name);
  return { image, subject, ...(truth ? { truth } : {}), ...(clean ? { clean } : {}) };
}
