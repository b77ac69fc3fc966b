/** The worker of one detector. A thin door; the page talks to it through `client.ts`. */
import * as Comlink from 'comlink';
import { appRoot } from './app-root';
import { DetectorHost } from './host';
import { modelReader } from './store/reader';

Comlink.expose(
  new DetectorHost({
    readerOf: (modelId, onBytes) => modelReader(modelId, appRoot().href, { onBytes }),
  }),
);
