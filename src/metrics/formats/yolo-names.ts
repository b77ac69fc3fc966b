/**
 * Names of YOLO's classes, in their order: `classes.txt` and `*.names`, one to a line, or `names:` of
 * data.yaml as a list or as `number: name`. Of YAML (https://yaml.org/spec/1.2.2/) only that one key is
 * read, in the forms that tools write; anything else under it is refused by line.
 */
import { FormatError, mismatch, wanted } from './errors';
import { maxClasses } from './limits';
import { wholeOf } from './numbers';
import { linesOf } from './text';

/** One name to a line. Throws FormatError for a name that is given twice, and for none. */
export function readClassesTxt(text: string, file: string): string[] {
  const lines = linesOf(text).map((line) => line.trim());
  while (lines.at(-1) === '') lines.pop();
  return checked(
    lines.map((name, index) => ({ name, line: index + 1 })),
    file,
  );
}

interface Entry {
  readonly name: string;
  readonly line: number;
}

/** Undefined where the file has no `names:`. Throws FormatError by line. */
export function readNamesYaml(text: string, file: string): string[] | undefined {
  const lines = linesOf(text);
  const start = lines.findIndex((line) => /^(?:names|"names"|'names')\s*:/.test(line));
  if (start < 0) return undefined;
  const rest = withoutComment((lines[start] ?? '').replace(/^[^:]*:/, '')).trim();
  if (rest === '') return checked(blockEntries(lines, start + 1, file), file);
  return checked(flowEntries(lines, start, rest, file), file);
}

/** `- name` or `0: name`, a line each, until a line that is not indented and no list item. */
function blockEntries(lines: readonly string[], start: number, file: string): Entry[] {
  const entries: (Entry & { readonly index: number })[] = [];
  for (let at = start; at < lines.length; at++) {
    const content = withoutComment(lines[at] ?? '');
    if (content.trim() === '') continue;
    const item = /^\s*-\s+(.*)$/.exec(content);
    if (!item && !/^\s/.test(content)) break;
    const pair = item ? undefined : /^\s+["']?(\d+)["']?\s*:\s+(.*)$/.exec(content);
    const value = item?.[1] ?? pair?.[1 + 1];
    const line = at + 1;
    if (value === undefined) {
      throw mismatch(
        file,
        `line ${line}`,
        '"- name" or "number: name" below names:',
        content.trim(),
      );
    }
    const index = pair ? indexOf(pair[1] ?? '', file, line) : entries.length;
    entries.push({ index, name: scalar(value, file, line), line });
  }
  return inOrder(entries, file);
}

/** `[a, b]` or `{0: a, 1: b}`, also over several lines. */
function flowEntries(lines: readonly string[], start: number, rest: string, file: string): Entry[] {
  const line = start + 1;
  const close = rest.startsWith('[') ? ']' : rest.startsWith('{') ? '}' : undefined;
  if (close === undefined) {
    throw mismatch(file, `line ${line}`, 'a list of names after names:', rest);
  }
  const text = [rest, ...lines.slice(line).map(withoutComment)].join(' ').slice(1);
  const values: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length && values.length <= maxClasses; at++) {
    const character = text.charAt(at);
    if (character === close || character === ',') {
      values.push(text.slice(from, at));
      from = at + 1;
      if (character === ',') continue;
      // A comma may stand before the end.
      if (values.at(-1)?.trim() === '') values.pop();
      return entriesOf(values, close === '}', file, line);
    }
    at = endOfQuoted(text, at, from);
  }
  throw new FormatError(file, `line ${line}`, `expected "${close}" at the end of names, got none.`);
}

function entriesOf(values: readonly string[], isMap: boolean, file: string, line: number): Entry[] {
  if (!isMap) return values.map((value) => ({ name: scalar(value, file, line), line }));
  return inOrder(
    values.map((value) => {
      const pair = /^\s*["']?(\d+)["']?\s*:(.*)$/.exec(value);
      if (!pair) throw mismatch(file, `line ${line}`, 'number: name', value.trim());
      const index = indexOf(pair[1] ?? '', file, line);
      return { index, name: scalar(pair[2] ?? '', file, line), line };
    }),
    file,
  );
}

function inOrder(entries: readonly (Entry & { readonly index: number })[], file: string): Entry[] {
  const sorted = [...entries].sort((a, b) => a.index - b.index);
  sorted.forEach(({ index, line }, place) => {
    if (index !== place) {
      throw mismatch(file, `line ${line}`, `classes 0 to ${entries.length - 1}, each once`, index);
    }
  });
  return sorted;
}

function indexOf(text: string, file: string, line: number): number {
  const index = wholeOf(text);
  if (index !== undefined && index < maxClasses) return index;
  throw mismatch(file, `line ${line}`, `a class from 0 below ${maxClasses}`, text);
}

/** A plain or quoted scalar. */
function scalar(text: string, file: string, line: number): string {
  const trimmed = text.trim();
  if (trimmed.startsWith("'") && trimmed.endsWith("'") && trimmed.length > 1) {
    return trimmed.slice(1, -1).replaceAll("''", "'");
  }
  if (!trimmed.startsWith('"')) return trimmed;
  try {
    const value: unknown = JSON.parse(trimmed);
    if (typeof value === 'string') return value;
  } catch (cause) {
    throw new FormatError(file, `line ${line}`, wanted('a name in whole quotes', trimmed), {
      cause,
    });
  }
  throw mismatch(file, `line ${line}`, 'a name', trimmed);
}

/** A comment begins at a # after a space, outside quotes. */
function withoutComment(line: string): string {
  for (let at = 0; at < line.length; at++) {
    if (line.charAt(at) === '#' && (at === 0 || /\s/.test(line.charAt(at - 1))))
      return line.slice(0, at);
    at = endOfQuoted(line, at, 0);
  }
  return line;
}

/** Where a quoted scalar that begins at `at` ends; `at` itself where none begins there. */
function endOfQuoted(text: string, at: number, from: number): number {
  const quote = text.charAt(at);
  if (quote !== '"' && quote !== "'") return at;
  // Within a plain scalar a quote is a character like others: it's.
  if (!/(^|[[{,:-])\s*$/.test(text.slice(Math.max(from, at - 20), at))) return at;
  for (let end = at + 1; end < text.length; end++) {
    const character = text.charAt(end);
    if (quote === '"' && character === '\\') end++;
    else if (character === quote) {
      if (quote === '"' || text.charAt(end + 1) !== "'") return end;
      end++;
    }
  }
  return text.length;
}

function checked(entries: readonly Entry[], file: string): string[] {
  if (entries.length === 0) throw new FormatError(file, '', 'expected names of classes, got none.');
  if (entries.length > maxClasses) {
    throw new FormatError(
      file,
      '',
      `expected at most ${maxClasses} classes, got ${entries.length}.`,
    );
  }
  const seen = new Set<string>();
  for (const { name, line } of entries) {
    if (name === '')
      throw new FormatError(file, `line ${line}`, 'expected the name of a class, got nothing.');
    if (seen.has(name)) {
      throw mismatch(file, `line ${line}`, 'a name of its own for each class', name);
    }
    seen.add(name);
  }
  return entries.map(({ name }) => name);
}

/** `classes.txt` and `data.yaml`. Line ends within a name become spaces in the first. */
export function writeNames(names: readonly string[]): Map<string, string> {
  const list = names.map((name, index) => `  ${index}: ${JSON.stringify(name)}\n`).join('');
  return new Map([
    ['classes.txt', names.map((name) => `${name.replace(/[\r\n]+/g, ' ')}\n`).join('')],
    ['data.yaml', `path: .\ntrain: images\nval: images\nnc: ${names.length}\nnames:\n${list}`],
  ]);
}
