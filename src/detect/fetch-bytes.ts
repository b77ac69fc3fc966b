/** A whole file over HTTP, with progress, and with failures in words. */
import { DetectError } from './types';
import { abortError, isAbort } from './waiting';

/** Bytes so far, and all bytes where the server says how many. */
export type BytesProgress = (loadedBytes: number, totalBytes: number | undefined) => void;

export interface FetchBytesOptions {
  /** For messages: "the runtime onnxruntime-web". */
  readonly what: string;
  readonly signal?: AbortSignal;
  readonly onBytes?: BytesProgress;
  readonly get?: typeof fetch;
}

/** Rejects with DetectError 'no-network' or 'model-missing', or with AbortError. */
export async function fetchBytes(
  url: URL,
  { what, signal, onBytes, get = fetch }: FetchBytesOptions,
): Promise<Uint8Array<ArrayBuffer>> {
  try {
    const response = await get(url, signal ? { signal } : {});
    // A server for single-page apps answers with its start page where a file is missing.
    const isPage = response.headers.get('content-type')?.startsWith('text/html') ?? false;
    if (response.status === 404 || (response.ok && isPage)) {
      throw new DetectError(
        'model-missing',
        `${capital(what)} is not on this server (${url.pathname}). This copy of the lab is incomplete, or the file has to be loaded first.`,
      );
    }
    if (!response.ok) {
      throw new DetectError(
        'no-network',
        `${capital(what)} could not be fetched (HTTP ${response.status}). Try again later.`,
      );
    }
    return await readBody(response, onBytes);
  } catch (error) {
    if (error instanceof DetectError) throw error;
    if (isAbort(error) || signal?.aborted === true) throw abortError();
    throw new DetectError(
      'no-network',
      `${capital(what)} could not be reached, and is not kept on this machine. Check the connection, or that the page’s server still runs, and try again.`,
      { cause: error },
    );
  }
}

async function readBody(
  response: Response,
  onBytes: BytesProgress | undefined,
): Promise<Uint8Array<ArrayBuffer>> {
  if (!onBytes || !response.body) return new Uint8Array(await response.arrayBuffer());
  // The length is that of the transfer: with a content coding it says nothing about the bytes read here.
  const isCoded = response.headers.get('content-encoding') !== null;
  const length = Number(response.headers.get('content-length') ?? 0);
  const totalBytes = isCoded || length === 0 ? undefined : length;
  const chunks: Uint8Array[] = [];
  let loadedBytes = 0;
  const reader = response.body.getReader();
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    chunks.push(part.value);
    loadedBytes += part.value.length;
    onBytes(loadedBytes, totalBytes);
  }
  const bytes = new Uint8Array(loadedBytes);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
