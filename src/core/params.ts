/**
 * Parameters as data. One specification draws the control, names the URL key, validates what comes
 * from outside, and gives the random tests their range.
 */
import type { Rng } from './rng';

interface Described {
  readonly label: string;
  /** One sentence for the reader: what turning it up does. */
  readonly help: string;
}

/** A number in min..max on the grid min + k·step. A whole `step` and `min` make it an integer. */
export interface NumberSpec extends Described {
  readonly type: 'number';
  readonly min: number;
  readonly max: number;
  readonly step: number;
  readonly default: number;
  readonly unit?: string;
}

export interface ChoiceSpec<V extends string = string> extends Described {
  readonly type: 'choice';
  readonly options: readonly { readonly value: V; readonly label: string }[];
  readonly default: V;
}

export interface FlagSpec extends Described {
  readonly type: 'flag';
  readonly default: boolean;
}

/** A kernel: rows of numbers. Rows and columns may range over the given sizes independently. */
export interface MatrixSpec extends Described {
  readonly type: 'matrix';
  readonly maxRows: number;
  readonly maxColumns: number;
  readonly min: number;
  readonly max: number;
  readonly default: Matrix;
}

export type Matrix = readonly (readonly number[])[];
export type ParamSpec = NumberSpec | ChoiceSpec | FlagSpec | MatrixSpec;
export type ParamSpecs = Readonly<Record<string, ParamSpec>>;
export type ParamValue = number | string | boolean | Matrix;

export type ValueOf<S extends ParamSpec> = S extends NumberSpec
  ? number
  : S extends ChoiceSpec<infer V>
    ? V
    : S extends FlagSpec
      ? boolean
      : S extends MatrixSpec
        ? Matrix
        : never;

export type Params<S extends ParamSpecs> = { readonly [K in keyof S]: ValueOf<S[K]> };
/** Parameters of an op or lab whose specification is not known at compile time. */
export type AnyParams = Readonly<Record<string, ParamValue>>;

export function defaults<S extends ParamSpecs>(specs: S): Params<S> {
  return Object.fromEntries(
    Object.entries(specs).map(([key, spec]) => [key, spec.default]),
  ) as Params<S>;
}

/** What is wrong with `value`, as a sentence that quotes it and says what is allowed; undefined if nothing. */
export function problemWith(spec: ParamSpec, value: unknown): string | undefined {
  switch (spec.type) {
    case 'number': {
      const range = `${spec.min} to ${spec.max}${spec.unit ? ` ${spec.unit}` : ''}, in steps of ${spec.step}`;
      if (typeof value !== 'number' || !Number.isFinite(value)) {
        return `${spec.label} must be a number from ${range}; got ${show(value)}.`;
      }
      if (value < spec.min || value > spec.max || !isOnGrid(spec, value)) {
        return `${spec.label} must be ${range}; got ${value}.`;
      }
      return undefined;
    }
    case 'choice':
      if (spec.options.some((option) => option.value === value)) return undefined;
      return `${spec.label} must be one of ${spec.options.map((o) => o.value).join(', ')}; got ${show(value)}.`;
    case 'flag':
      return typeof value === 'boolean'
        ? undefined
        : `${spec.label} must be on or off; got ${show(value)}.`;
    case 'matrix': {
      const size = `1 × 1 to ${spec.maxColumns} × ${spec.maxRows}`;
      if (!Array.isArray(value) || value.length < 1 || value.length > spec.maxRows) {
        return `${spec.label} must be a matrix of ${size}; got ${show(value)}.`;
      }
      const rows = value as readonly unknown[];
      const columns = Array.isArray(rows[0]) ? rows[0].length : 0;
      for (const row of rows) {
        if (
          !Array.isArray(row) ||
          row.length !== columns ||
          columns < 1 ||
          columns > spec.maxColumns
        ) {
          return `${spec.label} must be a matrix of ${size} with rows of equal length.`;
        }
        for (const element of row as readonly unknown[]) {
          if (typeof element !== 'number' || !(element >= spec.min && element <= spec.max)) {
            return `${spec.label}: every element must be ${spec.min} to ${spec.max}; got ${show(element)}.`;
          }
        }
      }
      return undefined;
    }
  }
}

/** All problems of a set of parameters, in the order of the specification. */
export function problems(specs: ParamSpecs, values: Readonly<Record<string, unknown>>): string[] {
  return Object.entries(specs).flatMap(([key, spec]) => problemWith(spec, values[key]) ?? []);
}

/** The text of a value in a URL. `parseParam` is its inverse. */
export function formatParam(spec: ParamSpec, value: ParamValue): string {
  if (spec.type === 'matrix') return (value as Matrix).map((row) => row.join(' ')).join(';');
  if (spec.type === 'flag') return value === true ? '1' : '0';
  return String(value);
}

/** Reads a value from URL text; anything unreadable or out of range gives a problem and the default. */
export function parseParam(
  spec: ParamSpec,
  text: string,
): { readonly value: ParamValue; readonly problem?: string } {
  const value = read(spec, text);
  const problem = problemWith(spec, value);
  if (problem !== undefined) return { value: spec.default, problem };
  return { value: value as ParamValue };
}

function read(spec: ParamSpec, text: string): unknown {
  switch (spec.type) {
    case 'number':
      return readNumber(text);
    case 'choice':
      return text;
    case 'flag':
      return text === '1' ? true : text === '0' ? false : text;
    case 'matrix':
      return text.split(';').map((row) =>
        row
          .trim()
          .split(/[\s,]+/)
          .map(readNumber),
      );
  }
}

/** Text that is no number stays text, so that the problem can quote it. */
function readNumber(text: string): number | string {
  const value = Number(text);
  return text.trim() === '' || Number.isNaN(value) ? text : value;
}

/** A random valid value; the range of the property tests. */
export function randomParam(spec: ParamSpec, rng: Rng): ParamValue {
  switch (spec.type) {
    case 'number': {
      const steps = Math.floor((spec.max - spec.min) / spec.step + 1e-9);
      return snap(spec, spec.min + rng.integer(0, steps) * spec.step);
    }
    case 'choice':
      return spec.options[rng.integer(0, spec.options.length - 1)]?.value ?? spec.default;
    case 'flag':
      return rng.next() < 0.5;
    case 'matrix': {
      const rows = rng.integer(1, Math.min(7, spec.maxRows));
      const columns = rng.integer(1, Math.min(7, spec.maxColumns));
      const span = Math.min(spec.max - spec.min, 8);
      const lo = Math.max(spec.min, -span / 2);
      // Sixteenths are exact in float32; `+ 0` turns -0, which no URL can carry, into 0.
      return Array.from({ length: rows }, () =>
        Array.from({ length: columns }, () => Math.round((lo + rng.next() * span) * 16) / 16 + 0),
      );
    }
  }
}

/** The nearest value on the grid of a number specification, inside its range. */
export function snap(spec: NumberSpec, value: number): number {
  const clamped = Math.min(spec.max, Math.max(spec.min, value));
  const steps = Math.round((clamped - spec.min) / spec.step);
  const snapped = Number((spec.min + steps * spec.step).toPrecision(12));
  return Math.min(spec.max, snapped);
}

function isOnGrid(spec: NumberSpec, value: number): boolean {
  return Math.abs(snap(spec, value) - value) <= 1e-9 * Math.max(1, Math.abs(value));
}

function show(value: unknown): string {
  const text = typeof value === 'string' ? `"${value}"` : String(JSON.stringify(value));
  return text.length > 60 ? `${text.slice(0, 57)}…` : text;
}
