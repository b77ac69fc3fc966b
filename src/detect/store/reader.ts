/**
 * Reads the files of a model for a detector: from this site (`models/<id>/<file>`) first, which is where ours
 * are and where `npm run models` puts those of others, then from what the reader loaded into the browser.
 * It never asks another origin. Works on a page and in a worker.
 */
import { fetchBytes, type BytesProgress } from '../fetch-bytes';
import type { ReadModelFile } from '../open';
import { DetectError } from '../types';
import { openModelFiles } from './cache-files';
import type { ModelFiles } from './model-files';
import { thirdPartyModel } from './third-party';

export interface ReaderParts {
  readonly get?: typeof fetch;
  readonly files?: ModelFiles;
  /** Bytes of the file that is being read. */
  readonly onBytes?: BytesProgress;
}

/**
 * A reader for one model. `base` is the app's address, ending in a slash (`document.baseURI`; a worker is told).
 * Reading rejects with DetectError 'model-missing', 'model-broken' or 'no-network', or AbortError.
 */
export function modelReader(modelId: string, base: string, parts: ReaderParts = {}): ReadModelFile {
  const { get = fetch, onBytes } = parts;
  return async (path, signal) => {
    const expected = thirdPartyModel(modelId)?.files.find((file) => file.path === path);
    const fromSite = await onThisSite();
    if (!(fromSite instanceof DetectError)) {
      if (expected === undefined || fromSite.length === expected.bytes) return fromSite;
      throw new DetectError(
        'model-broken',
        `models/${modelId}/${path} has ${fromSite.length} bytes, expected ${expected.bytes}. Get it again: npm run models -- ${modelId}.`,
      );
    }
    if (expected === undefined) throw fromSite;
    const kept = await (parts.files ?? (await openModelFiles(base))).read(modelId, path);
    if (kept) return kept;
    throw new DetectError(
      'model-missing',
      `${modelId} is not on this machine yet: ${path} is neither on this site nor in the browser’s storage. Load the model first, or run npm run models -- ${modelId} where the project is at hand.`,
      { cause: fromSite },
    );

    async function onThisSite(): Promise<Uint8Array<ArrayBuffer> | DetectError> {
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

/** Whether this site has the files of a third-party model itself. Asks for the first, without its body. */
export async function isOnSite(
  modelId: string,
  base: string,
  get: typeof fetch = fetch,
): Promise<boolean> {
  const [first] = thirdPartyModel(modelId)?.files ?? [];
  if (first === undefined) return false;
  try {
    const response = await get(urlOf(modelId, first.path, base), { method: 'HEAD' });
    // Servers of single-page apps answer with the app for every file that they do not have.
    return response.ok && !(response.headers.get('Content-Type') ?? '').startsWith('text/html');
  } catch (error) {
    if (error instanceof TypeError) return false; // no network
    throw error;
  }
}

function urlOf(modelId: string, path: string, base: string): URL {
  return new URL(`models/${modelId}/${path}`, base);
}
