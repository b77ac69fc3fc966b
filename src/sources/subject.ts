/**
 * What a picture is, by content: the SHA-256 of its size, element type and pixels.
 * Two files with the same pixels are the same subject; one changed pixel is another one. Evidence
 * carries it, and goes stale when it changes.
 */
import type { Image } from '$src/core/image';
import type { Subject } from '$src/evidence/types';
import { sha256 } from './sha256';

/** The part of Web Crypto that is used; absent outside secure contexts. */
export type Digest = (bytes: Uint8Array<ArrayBuffer>) => Promise<Uint8Array>;

/** The subject of `image` under a name for the reader. */
export async function subjectOf(
  image: Image,
  label: string,
  digest: Digest = platformDigest(),
): Promise<Subject> {
  return { label, sha256: hex(await digest(serialise(image))) };
}

/** A set of pictures, in their order: the SHA-256 of the list of theirs. */
export async function subjectOfSet(
  label: string,
  members: readonly Subject[],
  digest: Digest = platformDigest(),
): Promise<Subject> {
  const list = ['set', ...members.map(({ sha256: member }) => member)].join('\n');
  return { label, sha256: hex(await digest(new TextEncoder().encode(list))) };
}

/** The browser's SHA-256 where the context is secure, otherwise our own, which takes longer. */
export function platformDigest(
  crypto: { readonly subtle?: SubtleCrypto } | undefined = globalThis.crypto,
): Digest {
  const subtle = crypto?.subtle;
  if (subtle === undefined) return (bytes) => Promise.resolve(sha256(bytes));
  return async (bytes) => new Uint8Array(await subtle.digest('SHA-256', bytes));
}

/** A line that says what follows, then the elements in memory order (little-endian everywhere we run). */
function serialise(image: Image): Uint8Array<ArrayBuffer> {
  const { width, height, channels, type, data } = image;
  const head = new TextEncoder().encode(`image ${type} ${width}x${height}x${channels}\n`);
  const out = new Uint8Array(head.length + data.byteLength);
  out.set(head);
  out.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), head.length);
  return out;
}

function hex(bytes: Uint8Array): string {
  return [...bytes].map((b) => b.toString(16).padStart(2, '0')).join('');
}
