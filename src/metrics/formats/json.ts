/**
 * JSON that may be hostile. JSON.parse does the reading; what it says badly is said here: nesting without
 * end, and the NaN and Infinity that Python's json module writes although JSON has none.
 */
import { maxDepth } from './limits';
import { placeOf } from './text';

/** The text is no JSON, or none that is read. */
export class JsonError extends Error {
  override readonly name = 'JsonError';
  /** `line 1, column 20`; empty where it is not known. */
  readonly where: string;

  constructor(where: string, reason: string, options?: ErrorOptions) {
    super(reason, options);
    this.where = where;
  }
}

/** Throws JsonError. */
export function parseJson(text: string): unknown {
  const tooDeep = firstTooDeep(text);
  if (tooDeep !== undefined) {
    throw new JsonError(
      placeOf(text, tooDeep),
      `brackets are nested more than ${maxDepth} deep; annotation files need five`,
    );
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    if (text.trim() === '') throw new JsonError('', 'it is empty', { cause });
    const found = firstNotFinite(text);
    if (found) {
      throw new JsonError(
        placeOf(text, found.index),
        `expected a finite number, got ${found.word}, which JSON does not have`,
        { cause },
      );
    }
    throw new JsonError('', cause instanceof Error ? cause.message : String(cause), { cause });
  }
}

/** Index of the bracket that is one too deep. */
function firstTooDeep(text: string): number | undefined {
  let depth = 0;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOfString(text, at);
    else if (code === 0x5b || code === 0x7b) {
      if (++depth > maxDepth) return at;
    } else if (code === 0x5d || code === 0x7d) depth--;
  }
  return undefined;
}

/** Index of the closing quote, or the text's length. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x5c) at++;
    else if (code === 0x22) return at;
  }
  return text.length;
}

function firstNotFinite(
  text: string,
): { readonly index: number; readonly word: string } | undefined {
  const word = /-?(?:NaN|Infinity|nan|inf)\b/y;
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code === 0x22) at = endOfString(text, at);
    else if (code === 0x2d || code === 0x4e || code === 0x49 || code === 0x6e || code === 0x69) {
      word.lastIndex = at;
      const match = word.exec(text);
      if (match) return { index: at, word: match[0] };
    }
  }
  return undefined;
}
