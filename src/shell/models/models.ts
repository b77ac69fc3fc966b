/** The models that the pages list. */
import { catalogue } from '$src/detect/catalogue';
import type { ModelCard } from '$src/detect/card';
import { listSuites } from '$src/sources/suites';

/** Trained by the recipes in training/ and shipped with the lab. */
export const ownModelIds: readonly string[] = [
  ...new Set(catalogue.flatMap(({ modelId, isThirdParty }) => (isThirdParty ? [] : [modelId]))),
];

export function modelHref(id = ''): string {
  return id === '' ? '#/models' : `#/models/${encodeURIComponent(id)}`;
}

/** Titles of the picture sets by name; empty where the listing cannot be had: names do then. */
export async function suiteTitles(): Promise<ReadonlyMap<string, string>> {
  const sets = await listSuites().catch(() => []);
  return new Map(sets.map(({ name, title }) => [name, title]));
}

/** Of everything that belongs to the model. */
export function bytesOfCard({ files }: ModelCard): number {
  return files.reduce((sum, { bytes }) => sum + bytes, 0);
}
