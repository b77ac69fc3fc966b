/** How a page and the lab worker get at detectors: each in a worker of its own, with the files that ship. */
import { openInWorker } from '$src/detect/client';
import { readCard } from '$src/detect/read-card';
import type { ModelDoor } from './runtime';

export const shippedModels: ModelDoor = {
  open: (request, signal) => openInWorker(request, { signal }),
  card: readCard,
};
