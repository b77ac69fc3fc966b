// The shipped models in Node: opened in the test's own thread, read from disk.
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { parseCard } from '$src/detect/card';
import { openDetector, type ReadModelFile } from '$src/detect/open';
import { DetectError } from '$src/detect/types';
import type { ModelDoor } from '$src/lab/runtime';

const folder = new URL('../../public/models/', import.meta.url);

export function readModelFrom(modelId: string): ReadModelFile {
  return async (file) => {
    try {
      return new Uint8Array(await readFile(fileURLToPath(new URL(`${modelId}/${file}`, folder))));
    } catch (cause) {
      throw new DetectError('model-missing', `There is no models/${modelId}/${file}.`, { cause });
    }
  };
}

export const diskModels: ModelDoor = {
  open: (request, signal) => openDetector(request, readModelFrom(request.modelId), { signal }),
  card: async (modelId) =>
    parseCard(new TextDecoder().decode(await readModelFrom(modelId)('card.json')), modelId),
};
