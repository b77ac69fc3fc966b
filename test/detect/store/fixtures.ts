/** A small third-party model, and origins that send it well or badly. */
import type { Bytes } from '$src/detect/store/model-files';
import type { ModelOrigin, ThirdPartyModel } from '$src/detect/store/third-party';
import { sha256 } from '$src/sources/sha256';

export function noise(length: number, seed: number): Bytes {
  return Uint8Array.from({ length }, (_, i) => (i * 73 + (i >> 8) * 31 + seed) & 255);
}

/** Works in Node and on a page. */
export const hashOf = (bytes: Uint8Array): string =>
  Array.from(sha256(bytes), (byte) => byte.toString(16).padStart(2, '0')).join('');

export interface Fixture {
  readonly model: ThirdPartyModel;
  readonly origin: ModelOrigin;
  readonly contents: ReadonlyMap<string, Bytes>;
}

/** Files named a, b, … of the given lengths. */
export function fixture(lengths: readonly number[], base = 'https://models.test/x/'): Fixture {
  const contents = new Map(
    lengths.map((length, i) => [String.fromCharCode(97 + i), noise(length, i)]),
  );
  const origin = { host: new URL(base).host, base, allowsPages: true };
  const model: ThirdPartyModel = {
    id: 'small',
    name: 'Small',
    about: 'A fixture.',
    madeBy: 'tests',
    licence: 'none',
    files: [...contents].map(([path, bytes]) => ({
      path,
      bytes: bytes.length,
      sha256: [hashOf(bytes)],
    })),
    origins: [origin],
    published: [],
    limits: [],
  };
  return { model, origin, contents };
}

export interface Asked {
  readonly path: string;
  /** First byte asked for. */
  readonly from: number;
  readonly init: RequestInit;
}

export interface Behaviour {
  /** After so many bytes of this answer the connection breaks. */
  readonly breakAfter?: number;
  /** The answer just ends there. */
  readonly endAfter?: number;
  /** No byte follows, and no end. */
  readonly stallAfter?: number;
  readonly status?: number;
  readonly ignoresRange?: boolean;
  /** The request itself fails, as without a network or without CORS. */
  readonly isUnreachable?: boolean;
  readonly bytes?: Bytes;
  readonly contentType?: string;
}

/**
 * Answers from `contents`, the n-th request by the n-th behaviour (later ones well), in pieces of `pieceBytes`.
 */
export function fakeOrigin(
  { contents }: Fixture,
  behaviours: readonly Behaviour[] = [],
  pieceBytes = 1000,
): { readonly get: typeof fetch; readonly asked: Asked[]; sentBytes: number } {
  const asked: Asked[] = [];
  const origin = { asked, sentBytes: 0, get };
  function get(input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> {
    const path = String(input).split('/').at(-1) ?? '';
    const range = new Headers(init.headers).get('Range');
    const from = Number(/^bytes=(\d+)-$/.exec(range ?? '')?.[1] ?? 0);
    const behaviour = behaviours[asked.length] ?? {};
    asked.push({ path, from, init });
    if (behaviour.isUnreachable) return Promise.reject(new TypeError('Failed to fetch'));
    const all = behaviour.bytes ?? contents.get(path);
    if (!all || (behaviour.status ?? 200) >= 400) {
      return Promise.resolve(new Response('no', { status: behaviour.status ?? 404 }));
    }
    if (from >= all.length && !behaviour.ignoresRange && from > 0) {
      return Promise.resolve(new Response(null, { status: 416 }));
    }
    const isPartial = from > 0 && !behaviour.ignoresRange;
    const body = stream(isPartial ? all.subarray(from) : all, behaviour, init.signal);
    const headers = { 'Content-Type': behaviour.contentType ?? 'application/octet-stream' };
    return Promise.resolve(new Response(body, { status: isPartial ? 206 : 200, headers }));
  }
  function stream(
    bytes: Bytes,
    { breakAfter = Infinity, endAfter = Infinity, stallAfter = Infinity }: Behaviour,
    signal: AbortSignal | null | undefined,
  ): ReadableStream<Bytes> {
    let at = 0;
    return new ReadableStream({
      start: (controller) =>
        signal?.addEventListener('abort', () => controller.error(signal.reason), { once: true }),
      // A break comes with the pull after the last piece: an error would take unread pieces with it.
      pull: async (controller) => {
        const end = Math.min(at + pieceBytes, bytes.length, breakAfter, endAfter, stallAfter);
        if (end > at) {
          origin.sentBytes += end - at;
          controller.enqueue(bytes.slice(at, end));
          at = end;
        } else if (at >= stallAfter) await new Promise(() => undefined);
        else if (at >= breakAfter) controller.error(new TypeError('network error'));
        else controller.close();
      },
    });
  }
  return origin;
}
