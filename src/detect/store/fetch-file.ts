/**
 * Fetches one file of a model from one address: counted, resumed where an earlier attempt broke off, and kept
 * only when its size and SHA-256 are those expected.
 *
 * Resuming sends a single `Range`, which needs no CORS preflight. `Content-Range` is hidden from pages, so
 * that a server which sent other bytes is caught by the hash; then the file is fetched once more from its start.
 */
import { joined, sha256Hex } from '../bytes';
import { DetectError } from '../types';
import type { Bytes, ModelFiles } from './model-files';
import type { ThirdPartyFile } from './third-party';

export interface FetchFileParts {
  readonly get?: typeof fetch;
  /** Called with the bytes of the file that are here. */
  readonly report?: (bytes: number) => void;
  readonly signal?: AbortSignal | undefined;
  /** Without a byte for so long, the attempt is given up. */
  readonly patienceMs?: number;
}

const flushBytes = 1 << 20;
const defaultPatienceMs = 30_000;

/**
 * The verified bytes, also written to `files`. Rejects with AbortError (what came is kept as a part) or
 * DetectError: 'no-network', 'model-missing' (the server says no), 'model-broken' (other bytes than expected).
 */
export async function fetchFile(
  url: string,
  modelId: string,
  file: ThirdPartyFile,
  files: ModelFiles,
  parts: FetchFileParts = {},
): Promise<Bytes> {
  const part = await files.readPart(modelId, file.path);
  const bytes = await receive(url, modelId, file, files, part, parts);
  if (bytes === undefined) return fetchFile(url, modelId, file, files, parts);
  const fault = await faultOf(bytes, file);
  if (fault === undefined) {
    await files.write(modelId, file.path, bytes);
    return bytes;
  }
  await files.dropPart(modelId, file.path);
  // The old part may have been of another file: once more without it.
  if (part.length > 0) return fetchFile(url, modelId, file, files, parts);
  throw new DetectError(
    'model-broken',
    `${url} is not the file that this lab knows: ${fault}. It was not kept. The origin has changed it, or something on the way did; try another network, or tell the project.`,
  );
}

/** What is wrong with `bytes`, in words; undefined when they are the file. */
export async function faultOf(bytes: Bytes, file: ThirdPartyFile): Promise<string | undefined> {
  const sizeFault = sizeFaultOf(bytes, file);
  if (sizeFault !== undefined) return sizeFault;
  const hash = await sha256Of(bytes);
  if (file.sha256.includes(hash)) return undefined;
  return `its SHA-256 is ${hash}, expected ${file.sha256.join(' or ')}`;
}

export function sizeFaultOf({ length }: Bytes, { bytes }: ThirdPartyFile): string | undefined {
  return length === bytes ? undefined : `it has ${length} bytes, expected ${bytes}`;
}

/** Hex. Rejects with DetectError where the page has no secure context. */
export async function sha256Of(bytes: Bytes): Promise<string> {
  const hash = await sha256Hex(bytes);
  if (hash !== undefined) return hash;
  throw new DetectError(
    'model-unsupported',
    'This page is open without https, so the browser offers no hashing and no storage, and a download could not be verified. Open the lab by https or on localhost, or put the files beside it with npm run models.',
  );
}

/** One request. Undefined where the origin has no bytes behind `part`, which is dropped then. */
async function receive(
  url: string,
  modelId: string,
  file: ThirdPartyFile,
  files: ModelFiles,
  part: Bytes,
  parts: FetchFileParts,
): Promise<Bytes | undefined> {
  if (part.length >= file.bytes) return part; // all there: only its check was missed
  const watch = new Watch(parts.patienceMs ?? defaultPatienceMs, parts.signal);
  try {
    const response = await ask(url, part.length, parts.get ?? fetch, watch.signal);
    watch.touch();
    const isContinued = response.status === 206;
    if (part.length > 0 && (response.status === 416 || (response.ok && !isContinued))) {
      await files.dropPart(modelId, file.path);
    }
    if (response.status === 416 && part.length > 0) return undefined;
    if (!response.ok || !response.body) throw refused(url, `HTTP ${response.status}`);
    if (response.headers.get('Content-Type')?.startsWith('text/html')) {
      throw refused(url, 'a web page came instead; perhaps this network wants a login first');
    }
    const start = isContinued ? part.length : 0;
    const pieces: Uint8Array[] = isContinued ? [part] : [];
    let kept = start;
    let bytes = start;
    let waiting: Uint8Array[] = [];
    const flush = async (): Promise<void> => {
      if (waiting.length === 0) return;
      const piece = joined(waiting);
      waiting = [];
      await files.appendPart(modelId, file.path, kept, piece);
      kept += piece.length;
    };
    parts.report?.(bytes);
    const reader = response.body.getReader();
    try {
      for (;;) {
        const { done, value } = await reader.read();
        if (done) break;
        watch.touch();
        pieces.push(value);
        waiting.push(value);
        bytes += value.length;
        if (bytes > file.bytes) {
          await reader.cancel();
          break; // too long already: the check will say so
        }
        parts.report?.(bytes);
        if (bytes - kept >= flushBytes) await flush();
      }
    } catch (error) {
      await flush(); // what came is the start of the next attempt
      throw error;
    }
    if (bytes < file.bytes) {
      await flush();
      throw new DetectError(
        'no-network',
        `${new URL(url).host} ended ${file.path} after ${bytes} of ${file.bytes} bytes. What came is kept; load again to go on from there.`,
      );
    }
    return joined(pieces);
  } catch (error) {
    throw watch.reasonOf(error, url);
  } finally {
    watch.stop();
  }
}

/** The request; where a ranged one fails outright (a host that answers ranges without CORS), a whole one. */
async function ask(
  url: string,
  offset: number,
  get: typeof fetch,
  signal: AbortSignal,
): Promise<Response> {
  const init: RequestInit = {
    signal,
    mode: 'cors',
    credentials: 'omit',
    cache: 'no-store', // kept by us; a second copy would cost the reader's disk
    referrerPolicy: 'no-referrer',
  };
  if (offset === 0) return get(url, init);
  try {
    return await get(url, { ...init, headers: { Range: `bytes=${offset}-` } });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return get(url, init);
  }
}

function refused(url: string, why: string): DetectError {
  return new DetectError(
    'model-missing',
    `${new URL(url).host} did not give the file ${url} (${why}). Try again later, or from another network.`,
  );
}

/** Ends an attempt when the reader aborts or nothing has come for a while, and tells which it was. */
class Watch {
  readonly #abort = new AbortController();
  readonly #patienceMs: number;
  readonly #outer: AbortSignal | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #isStalled = false;
  readonly signal = this.#abort.signal;

  constructor(patienceMs: number, outer: AbortSignal | undefined) {
    this.#patienceMs = patienceMs;
    this.#outer = outer;
    outer?.throwIfAborted();
    outer?.addEventListener('abort', this.#onAbort, { once: true });
    this.touch();
  }

  readonly #onAbort = (): void => this.#abort.abort(this.#outer?.reason);

  touch(): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {
      this.#isStalled = true;
      this.#abort.abort();
    }, this.#patienceMs);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#outer?.removeEventListener('abort', this.#onAbort);
  }

  reasonOf(error: unknown, url: string): unknown {
    const { host } = new URL(url);
    if (this.#outer?.aborted) return this.#outer.reason;
    if (this.#isStalled) {
      return new DetectError(
        'no-network',
        `${host} stopped sending for ${Math.round(this.#patienceMs / 1000)} s. What came is kept; load again to go on from there.`,
        { cause: error },
      );
    }
    // fetch rejects with TypeError when there is no connection, and the body's reader when it breaks.
    if (!(error instanceof TypeError)) return error;
    const isOffline = 'navigator' in globalThis && !navigator.onLine;
    return new DetectError(
      'no-network',
      isOffline
        ? `This machine has no network now, and ${host} is needed. What came so far is kept; load again when the network is back.`
        : `${host} cannot be reached, or the connection broke: there is no network, or something between blocks it. What came so far is kept; load again to go on from there.`,
      { cause: error },
    );
  }
}
