import { appRoot } from './app-root';
import { parseCard, type ModelCard } from './card';
import { modelReader } from './store/reader';

/** The card of a model of ours. Rejects with DetectError 'model-missing', 'model-broken' or 'no-network'. */
export async function readCard(modelId: string): Promise<ModelCard> {
  const read = modelReader(modelId, appRoot().href);
  return parseCard(new TextDecoder().decode(await read('card.json')), modelId);
}
