/**
 * Reads the files of a model for a detector: from this site (`models/<id>/<file>`) first, which is where ours
 * are and where `npm run models` puts those of others, then from what the reader loaded into the browser.
 * It never asks another origin. Files of others are handed out only when they are the ones known here. Works on a
 * page and in a worker.
 */
import { appRoot } from '../app-root';
import { fetchBytes, type BytesProgress } from '../fetch-bytes';
import type { ReadModelFile } from '../open';
import { DetectError } from '../types';
import { openModelFiles } from './cache-files';
import { faultOf, sizeFaultOf } from './fetch-file';
import type { Bytes, ModelFiles } from './model-files';
import { thirdPartyModel, type ThirdPartyFile, type ThirdPartyModel } from './third-party';

export interface ReaderParts {
  readonly get?: typeof fetch;
  readonly files?: ModelFiles;
  /** Bytes of the file that is being read. */
  readonly onBytes?: BytesProgress | undefined;
  /** Default: the third-party model of that id, if there is one. */
  readonly model?: ThirdPartyModel | undefined;
}

/**
 * A reader for one model. `base` is the app's address, ending in a slash (`document.baseURI`; a worker is told).
 * Reading rejects with DetectError 'model-missing', 'model-broken' or 'no-network', or AbortError.
 */
export function modelReader(modelId: string, base: string, parts: ReaderParts = {}): ReadModelFile {
  const { get = fetch, onBytes, model = thirdPartyModel(modelId) } = parts;
  return async (path, signal) => {
    const expected = model?.files.find((file) => file.path === path);
    const fromSite = await onThisSite();
    if (!(fromSite instanceof DetectError)) {
      const fault = expected && (await faultHere(fromSite, expected));
      if (fault === undefined) return fromSite;
      throw new DetectError(
        'model-broken',
        `models/${modelId}/${path} on this site is not the file that this lab knows: ${fault}. Get it again: npm run models -- ${modelId}.`,
      );
    }
    if (expected === undefined) throw fromSite;
    const files = parts.files ?? (await openModelFiles(base));
    const kept = await files.read(modelId, path);
    if (kept === undefined) {
      throw new DetectError(
        'model-missing',
        `${modelId} is not on this machine yet: ${path} is neither on this site nor in the browser’s storage. Load the model first, or run npm run models -- ${modelId} where the project is at hand.`,
        { cause: fromSite },
      );
    }
    const fault = await faultHere(kept, expected);
    if (fault === undefined) return kept;
    await files.remove(modelId); // else it would count as here, and could not be loaded again
    throw new DetectError(
      'model-missing',
      `What this browser kept of ${modelId} was damaged and is removed (${path}: ${fault}). Load the model again.`,
    );

    async function onThisSite(): Promise<Bytes | DetectError> {
      try {
        return await fetchBytes(urlOf(modelId, path, base), {
          what: `the file ${path} of the model “${modelId}”`,
          get,
          ...(signal && { signal }),
          ...(onBytes && { onBytes }),
        });
      } catch (error) {
        if (error instanceof DetectError) return error;
        throw error;
      }
    }
  };
}

/**
 * The reader that a page gives to a detector's worker where the browser keeps nothing: what was loaded lies in the
 * page's memory alone. Undefined where the worker finds everything itself.
 */
export async function readerForWorker(
  modelId: string,
  onBytes?: BytesProgress,
): Promise<ReadModelFile | undefined> {
  if (thirdPartyModel(modelId) === undefined) return undefined;
  const base = appRoot().href;
  const files = await openModelFiles(base);
  return files.isLasting ? undefined : modelReader(modelId, base, { files, onBytes });
}

/**
 * Whether this site has all files of a third-party model itself. Asks without their bodies, for the first one alone
 * where that is missing.
 */
export async function isOnSite(
  modelId: string,
  base: string,
  get: typeof fetch = fetch,
): Promise<boolean> {
  const [first, ...others] = thirdPartyModel(modelId)?.files ?? [];
  if (first === undefined || !(await isThere(first))) return false;
  return (await Promise.all(others.map(isThere))).every((is) => is);

  async function isThere({ path }: ThirdPartyFile): Promise<boolean> {
    try {
      const response = await get(urlOf(modelId, path, base), { method: 'HEAD' });
      // Servers of single-page apps answer with the app for every file that they do not have.
      return response.ok && !(response.headers.get('Content-Type') ?? '').startsWith('text/html');
    } catch (error) {
      if (error instanceof TypeError) return false; // no network
      throw error;
    }
  }
}

/** As far as it can be told: where the page has no secure context nothing can be hashed, and the size must do. */
async function faultHere(bytes: Bytes, file: ThirdPartyFile): Promise<string | undefined> {
  return 'subtle' in crypto ? faultOf(bytes, file) : sizeFaultOf(bytes, file);
}

function urlOf(modelId: string, path: string, base: string): URL {
  return new URL(`models/${modelId}/${path}`, base);
}
