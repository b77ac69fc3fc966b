/**
 * The text form of a kernel: rows on lines (or between semicolons), numbers between blanks, commas
 * or tabs, fractions such as 1/9 allowed. Pure; MatrixEditor.svelte is the view.
 */
import type { Matrix } from '$src/core/params';

export interface MatrixLimits {
  readonly maxRows: number;
  readonly maxColumns: number;
  readonly min: number;
  readonly max: number;
}

export type Parsed<T> = { readonly value: T } | { readonly problem: string };

/** A number, or a fraction of two; with the range it must lie in. */
export function parseCell(text: string, limits: Pick<MatrixLimits, 'min' | 'max'>): Parsed<number> {
  const tidy = text.trim().replace('\u2212', '-');
  const [top, bottom, ...more] = tidy.split('/').map((part) => part.trim());
  const value =
    more.length > 0 || top === undefined || top === '' || bottom === ''
      ? Number.NaN
      : bottom === undefined
        ? Number(top)
        : Number(top) / Number(bottom);
  if (!Number.isFinite(value)) {
    return { problem: `“${shorten(text)}” is not a number. Write 0.5, -1 or 1/9.` };
  }
  if (value < limits.min || value > limits.max) {
    return { problem: `${value} is outside ${limits.min} to ${limits.max}.` };
  }
  return { value };
}

/** A whole matrix. The problem names the row and the rule that it breaks. */
export function parseMatrix(text: string, limits: MatrixLimits): Parsed<Matrix> {
  const lines = text
    .split(/[\n;]/)
    .map((line) => line.trim())
    .filter((line) => line !== '');
  if (lines.length === 0) return { problem: 'Nothing to read: write one row per line.' };
  if (lines.length > limits.maxRows) {
    return { problem: `${lines.length} rows; at most ${limits.maxRows}.` };
  }
  const rows: number[][] = [];
  for (const [index, line] of lines.entries()) {
    const cells = line.replace(/^[[({\s]+|[\])}\s,]+$/g, '').split(/[\s,]+/);
    if (cells.length > limits.maxColumns) {
      return {
        problem: `Row ${index + 1} has ${cells.length} numbers; at most ${limits.maxColumns}.`,
      };
    }
    const row: number[] = [];
    for (const cell of cells) {
      const parsed = parseCell(cell, limits);
      if ('problem' in parsed) return { problem: `Row ${index + 1}: ${parsed.problem}` };
      row.push(parsed.value);
    }
    const width = rows[0]?.length ?? row.length;
    if (row.length !== width) {
      return { problem: `Row ${index + 1} has ${row.length} numbers, row 1 has ${width}.` };
    }
    rows.push(row);
  }
  return { value: rows };
}

/** At most six significant digits: enough to paste back within 10⁻⁶. */
export function formatCell(value: number): string {
  return String(Number(value.toPrecision(6)));
}

export function formatMatrix(matrix: Matrix): string {
  return matrix.map((row) => row.map((cell) => formatCell(cell)).join(' ')).join('\n');
}

/** A copy with `rows` × `columns`: cut off, or filled up with zeros, at the bottom and the right. */
export function resizeMatrix(matrix: Matrix, rows: number, columns: number): Matrix {
  return Array.from({ length: rows }, (_, y) =>
    Array.from({ length: columns }, (_, x) => matrix[y]?.[x] ?? 0),
  );
}

/** A copy with one element replaced. */
export function withCell(matrix: Matrix, row: number, column: number, value: number): Matrix {
  return matrix.map((cells, y) =>
    y === row ? cells.map((cell, x) => (x === column ? value : cell)) : cells,
  );
}

function shorten(text: string): string {
  return text.length > 24 ? `${text.slice(0, 23)}…` : text;
}
