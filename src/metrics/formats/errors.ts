/**
 * The one error of reading annotation files: it names the file, the place in it, what was expected and
 * what stood there. Values are shown in few characters, since hostile ones may be long or deep.
 */

/** A file cannot be read. The message is `file, where: reason`, ready to be shown. */
export class FormatError extends Error {
  override readonly name = 'FormatError';
  /** Path as it was given, archive first. */
  readonly file: string;
  /** `line 3`, `annotations[3].bbox`; empty where the whole file is meant. */
  readonly where: string;
  readonly reason: string;

  constructor(file: string, where: string, reason: string, options?: ErrorOptions) {
    super(
      `${[shownName(file), where].filter((part) => part !== '').join(', ')}: ${reason}`,
      options,
    );
    this.file = file;
    this.where = where;
    this.reason = reason;
  }
}

/** `expected X, got Y.` with an optional sentence on what to do. */
export function mismatch(
  file: string,
  where: string,
  expected: string,
  got: unknown,
  advice = '',
): FormatError {
  return new FormatError(file, where, `${wanted(expected, got)}${advice && ` ${advice}`}`);
}

export function wanted(expected: string, got: unknown): string {
  return `expected ${expected}, got ${shown(got)}.`;
}

/** A value in few characters; lists are shown one level deep. */
export function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (Array.isArray(value)) {
    const start = value.slice(0, 6).map((item) => (Array.isArray(item) ? '[…]' : shown(item)));
    return `[${start.join(', ')}${value.length > 6 ? ', …' : ''}]`;
  }
  if (isRecord(value)) {
    const keys = Object.keys(value)
      .slice(0, 6)
      .map((key) => short(key, 60));
    return `an object with ${keys.join(', ') || 'no fields'}`;
  }
  if (typeof value === 'string') return JSON.stringify(short(value, 60));
  return short(String(value), 60);
}

/** A file's name for a message: one line, its end kept, for the end tells files apart. */
export function shownName(name: string): string {
  const line = name.replace(/\p{Cc}/gu, '�');
  return line.length > 120 ? `…${line.slice(-119)}` : line;
}

/** `a, b, c and 4 more`, for notes and errors. */
export function someOf(names: readonly string[], atMost = 3): string {
  const first = names.slice(0, atMost).map((name) => shownName(name));
  const more = names.length - first.length;
  return more > 0 ? `${first.join(', ')} and ${more} more` : first.join(', ');
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function short(text: string, length: number): string {
  return text.length > length ? `${text.slice(0, length)}…` : text;
}
