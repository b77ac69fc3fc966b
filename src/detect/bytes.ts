/** Files as bytes: put together, and told apart by their hash. */

export type Bytes = Uint8Array<ArrayBuffer>;

/** The pieces, one after another, in an array of their own. */
export function joined(pieces: readonly Uint8Array[]): Bytes {
  const whole = new Uint8Array(pieces.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const piece of pieces) {
    whole.set(piece, at);
    at += piece.length;
  }
  return whole;
}

/** SHA-256 in hex; undefined in pages without a secure context, whose browser computes none. */
export async function sha256Hex(bytes: Bytes): Promise<string | undefined> {
  const { subtle } = globalThis.crypto as { readonly subtle?: SubtleCrypto };
  return subtle && hex(new Uint8Array(await subtle.digest('SHA-256', bytes)));
}

/** The hash of several files: of their hashes' bytes, in their order. undefined as above. */
export async function sha256OfHashes(hashes: readonly string[]): Promise<string | undefined> {
  return sha256Hex(joined(hashes.map((hash) => bytesOfHex(hash))));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
}

function bytesOfHex(text: string): Uint8Array {
  return Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
}
