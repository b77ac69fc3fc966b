/** Which weights evidence is about, by label: records about others than those that ship now are stale. */
import { sha256OfHashes } from '$src/detect/bytes';
import { fileOfRole, type ModelCard } from '$src/detect/card';
import { readCard } from '$src/detect/read-card';

/** The label that evidence gives a model: a graph is another file than the ONNX export of the same model. */
export function labelOfModel(modelId: string, isGraph: boolean): string {
  return isGraph ? `${modelId} (graph)` : modelId;
}

/**
 * SHA-256 of the weights of each card, ONNX and graph, as a detector reports them. Where no secure context lets a page
 * hash anything, graphs are left out.
 */
export async function hashesOfCards(
  cards: readonly ModelCard[],
): Promise<Readonly<Record<string, string>>> {
  const pairs = cards.map(async (card) => {
    const graph = [fileOfRole(card, 'tfjs-model'), fileOfRole(card, 'tfjs-weights')];
    const hashes = graph.flatMap((file) => (file ? [file.sha256] : []));
    const whole = hashes.length === 2 ? await sha256OfHashes(hashes) : undefined;
    const onnx = fileOfRole(card, 'onnx')?.sha256;
    return [
      ...(onnx === undefined ? [] : [[labelOfModel(card.id, false), onnx] as const]),
      ...(whole === undefined ? [] : [[labelOfModel(card.id, true), whole] as const]),
    ];
  });
  return Object.fromEntries((await Promise.all(pairs)).flat());
}

/** As `hashesOfCards`, of models of ours. A model whose card cannot be read is left out: it makes nothing stale. */
export async function hashesOfModels(
  modelIds: readonly string[],
  read: (modelId: string) => Promise<ModelCard> = readCard,
): Promise<Readonly<Record<string, string>>> {
  const cards = await Promise.allSettled(modelIds.map(read));
  return hashesOfCards(cards.flatMap((card) => (card.status === 'fulfilled' ? [card.value] : [])));
}
