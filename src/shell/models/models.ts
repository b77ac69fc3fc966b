/** The models that the pages list, and how a card is read. */
import { appRoot } from '$src/detect/app-root';
import { catalogue } from '$src/detect/catalogue';
import { parseCard, type ModelCard } from '$src/detect/card';
import { modelReader } from '$src/detect/store/reader';
import { listSuites } from '$src/sources/suites';

/** Trained by the recipes in training/ and shipped with the lab. */
export const ownModelIds: readonly string[] = [
  ...new Set(catalogue.flatMap(({ modelId, isThirdParty }) => (isThirdParty ? [] : [modelId]))),
];

export function modelHref(id = ''): string {
  return id === '' ? '#/models' : `#/models/${encodeURIComponent(id)}`;
}

/** Rejects with DetectError 'model-missing', 'model-broken' or 'no-network'. */
export async function readCard(id: string): Promise<ModelCard> {
  const bytes = await modelReader(id, appRoot().href)('card.json');
  return parseCard(new TextDecoder().decode(bytes), id);
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
