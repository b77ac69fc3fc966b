/**
 * Comma-separated values (RFC 4180): records by line, fields in quotes may hold commas, line ends and
 * doubled quotes. Beyond the RFC any line end is read, blank lines are passed over, and the separator is
 * the comma, semicolon or tab that the header uses.
 */
import { FormatError } from './errors';

export interface CsvRecord {
  readonly fields: readonly string[];
  /** Where it begins, from 1. */
  readonly line: number;
}

/** The separator that the first line uses most, outside quotes. */
export function separatorOf(text: string): string {
  const header = (/^[^\r\n]*/.exec(text.slice(0, 10_000))?.[0] ?? '').replace(/"[^"]*"/g, '');
  const counts = [',', ';', '\t'].map((mark) => ({ mark, count: header.split(mark).length }));
  return counts.reduce((best, one) => (one.count > best.count ? one : best)).mark;
}

/** Records one by one, so that a long file is not held twice. Throws FormatError for broken quotes. */
export function* csvRecords(
  text: string,
  file: string,
  separator: string = separatorOf(text),
): Generator<CsvRecord> {
  let at = 0;
  let line = 1;
  while (at < text.length) {
    const fields: string[] = [];
    const startLine = line;
    for (;;) {
      if (text[at] === '"') {
        const quoted = quotedField(text, at, file, line);
        fields.push(quoted.value);
        line += quoted.lineEnds;
        at = quoted.next;
        const after = text[at];
        if (after !== undefined && after !== separator && after !== '\n' && after !== '\r') {
          throw new FormatError(
            file,
            `line ${line}`,
            `expected ${JSON.stringify(separator)} or the line's end after a closing quote, got ${JSON.stringify(after)}. A quote inside quotes is written twice.`,
          );
        }
      } else {
        const end = endOfField(text, at, separator);
        const value = text.slice(at, end);
        if (value.includes('"')) {
          throw new FormatError(
            file,
            `line ${line}`,
            `expected quotes around a whole field, got one within ${JSON.stringify(value.slice(0, 60))}.`,
          );
        }
        fields.push(value);
        at = end;
      }
      if (text[at] !== separator) break;
      at++;
    }
    if (text[at] === '\r' && text[at + 1] === '\n') at++;
    at++;
    line++;
    if (fields.length > 1 || (fields[0] ?? '').trim() !== '') yield { fields, line: startLine };
  }
}

function quotedField(
  text: string,
  start: number,
  file: string,
  line: number,
): { readonly value: string; readonly next: number; readonly lineEnds: number } {
  let end = text.indexOf('"', start + 1);
  while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  if (end < 0) {
    throw new FormatError(
      file,
      `line ${line}`,
      'expected a closing quote for the one that opens here, got the end of the file.',
    );
  }
  const value = text.slice(start + 1, end).replaceAll('""', '"');
  return { value, next: end + 1, lineEnds: value.split(/\r\n|\n|\r/).length - 1 };
}

function endOfField(text: string, start: number, separator: string): number {
  for (let at = start; at < text.length; at++) {
    const character = text[at];
    if (character === separator || character === '\n' || character === '\r') return at;
  }
  return text.length;
}

/** One record, quoted where it must be. */
export function csvLine(fields: readonly (string | number)[]): string {
  const quoted = fields.map((field) => {
    const text = String(field);
    return /[",;\t\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
  });
  return `${quoted.join(',')}\n`;
}
