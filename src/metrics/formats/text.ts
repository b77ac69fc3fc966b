/**
 * Bytes to text: UTF-8, or UTF-16 by its byte order mark or, without one, by the zero byte beside the first
 * character, which is ASCII in every format read here. A mark is dropped. Deliberately not: guessing at 8-bit
 * code pages, where a wrong guess would give wrong names in silence.
 */
import { FormatError } from './errors';
import { defaultLimits } from './limits';

/** Throws FormatError for bytes that are no text, and for more than `maxBytes`. */
export function decodeText(
  bytes: Uint8Array,
  file: string,
  maxBytes: number = defaultLimits.textBytes,
): string {
  if (bytes.length > maxBytes) {
    throw new FormatError(
      file,
      '',
      `expected a text of at most ${maxBytes} bytes, got ${bytes.length}. Split the set.`,
    );
  }
  const encoding = encodingOf(bytes);
  let text: string;
  try {
    text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new FormatError(
      file,
      '',
      `expected text in UTF-8 or UTF-16, got bytes that are no ${encoding.toUpperCase()}. Save it as UTF-8.`,
      { cause },
    );
  }
  if (text.includes('\0')) {
    throw new FormatError(file, '', 'expected text, got zero bytes: it is binary or damaged.');
  }
  return text;
}

function encodingOf([a, b]: Uint8Array): 'utf-8' | 'utf-16le' | 'utf-16be' {
  if ((a === 0xff && b === 0xfe) || (a !== 0 && b === 0)) return 'utf-16le';
  if ((a === 0xfe && b === 0xff) || (a === 0 && b !== 0 && b !== undefined)) return 'utf-16be';
  return 'utf-8';
}

/** Lines by any of the three line ends, without them. */
export function linesOf(text: string): string[] {
  return text.split(/\r\n|\n|\r/);
}

/** Line and column, both from 1, of a place in a text. */
export function placeOf(text: string, at: number): string {
  const before = text.slice(0, at);
  const line = before.split(/\r\n|\n|\r/).length;
  const column = at - Math.max(before.lastIndexOf('\n'), before.lastIndexOf('\r'));
  return `line ${line}, column ${column}`;
}
