/** How a page and the lab worker get at detectors: each in a worker of its own, with the files that ship. */
import { appRoot } from '$src/detect/app-root';
import { parseCard, type ModelCard } from '$src/detect/card';
import { openInWorker } from '$src/detect/client';
import { modelReader } from '$src/detect/store/reader';
import type { ModelDoor } from './runtime';

export const shippedModels: ModelDoor = {
  open: (request, signal) => openInWorker(request, { signal }),
  card: readCard,
};

/** The card of a model of ours. Rejects with DetectError 'model-missing', 'model-broken' or 'no-network'. */
export async function readCard(modelId: string): Promise<ModelCard> {
  const read = modelReader(modelId, appRoot().href);
  return parseCard(new TextDecoder().decode(await read('card.json')), modelId);
}
