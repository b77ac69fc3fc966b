/**
 * Why a picture could not be had, in words for the reader.
 * Every failure of a source ends here: a code for the program, a sentence that quotes what was wrong
 * and says what to do. Nothing in src/sources throws anything else on purpose.
 */

export type SourceReason =
  // about the file
  | 'empty'
  | 'unreadable'
  | 'too-many-bytes'
  | 'too-many-pixels'
  | 'svg'
  | 'text'
  | 'not-an-image'
  | 'unsupported-format'
  | 'truncated'
  | 'undecodable'
  | 'too-slow'
  | 'readback-blocked'
  // about what was dropped or pasted
  | 'no-file'
  | 'folder'
  // about the shipped samples
  | 'sample-unknown'
  | 'sample-unreachable'
  | 'sample-broken'
  // about the camera
  | 'camera-denied'
  | 'camera-dismissed'
  | 'camera-denied-by-system'
  | 'camera-none'
  | 'camera-in-use'
  | 'camera-insecure-origin'
  | 'camera-unsupported'
  | 'camera-overconstrained'
  | 'camera-no-picture'
  | 'camera-unplugged'
  | 'camera-failed'
  // about the rendered scene
  | 'tabletop-failed'
  | 'tabletop-link'
  // about a link
  | 'not-in-link';

export class SourceError extends Error {
  override readonly name = 'SourceError';
  readonly reason: SourceReason;
  constructor(reason: SourceReason, message: string, options?: ErrorOptions) {
    super(message, options);
    this.reason = reason;
  }
}

/** Any thrown value as a SourceError; an AbortError stays what it is, see `isAbort`. */
export function asSourceError(error: unknown, reason: SourceReason, what: string): SourceError {
  if (error instanceof SourceError) return error;
  const detail = error instanceof Error ? error.message : String(error);
  return new SourceError(reason, `${what} (${detail})`, { cause: error });
}

export function isAbort(error: unknown): boolean {
  return error instanceof DOMException && error.name === 'AbortError';
}
