/** The models that the page offers, in the reader's words, and which request a choice means. */
import type { DetectorRequest } from '$src/detect/open';
import { catalogue, catalogueEntry, requestFor, type CatalogueEntry } from '$src/detect/catalogue';
import type { RuntimeChoice } from '$src/detect/types';
import { runtimeKey, type ModelChoice } from './link';

export interface Chosen {
  readonly entry: CatalogueEntry;
  readonly runtime: RuntimeChoice;
  /** What of the choice is not offered. */
  readonly problem?: string;
}

/** What a model can be run on: the catalogue's list, and WebAssembly on one thread. */
export function runtimesFor({
  runtimes,
}: Pick<CatalogueEntry, 'runtimes'>): readonly RuntimeChoice[] {
  return runtimes.flatMap((choice) =>
    choice.runtime === 'ort' && choice.backend === 'wasm'
      ? [choice, { ...choice, threads: 1 }]
      : [choice],
  );
}

/** For a file of the reader's. */
export const onnxRuntimes = runtimesFor({
  runtimes: [
    { runtime: 'ort', backend: 'wasm' },
    { runtime: 'ort', backend: 'webgpu' },
  ],
});

/** What a choice from a link means; what is not offered gives the first that is, and a sentence. */
export function chosenModel(choice: ModelChoice | undefined): Chosen {
  const [first = never()] = catalogue;
  const firstOf = (entry: CatalogueEntry): RuntimeChoice => entry.runtimes[0] ?? never();
  if (!choice) return { entry: first, runtime: firstOf(first) };
  if (choice.modelId === 'custom') {
    return {
      entry: first,
      runtime: firstOf(first),
      problem:
        'This link was made with a model file of your own, which a link cannot carry: open it again.',
    };
  }
  const entry = catalogueEntry(choice.modelId, choice.adapter);
  if (!entry) {
    const through = choice.adapter === undefined ? '' : ` through “${choice.adapter}”`;
    return {
      entry: first,
      runtime: firstOf(first),
      problem: `The model in this link, “${choice.modelId}”${through}, is not offered here; ${first.label} is opened.`,
    };
  }
  const { runtime = firstOf(entry) } = choice;
  const isOffered = entry.runtimes.some(
    (other) => other.runtime === runtime.runtime && other.backend === runtime.backend,
  );
  if (isOffered) return { entry, runtime };
  return {
    entry,
    runtime: firstOf(entry),
    problem: `${entry.label} does not run on ${runtimeKey(runtime)}; it runs on ${entry.runtimes.map(runtimeKey).join(', ')}.`,
  };
}

function never(): never {
  throw new Error('A model without a runtime is in the catalogue.');
}

export function requestOf({ entry, runtime }: Chosen): DetectorRequest {
  return requestFor(entry, runtime);
}
