/** Reads an oracle folder: `cases.json` and the images and values that it names. */
import { decode } from 'fast-png';
import { readFileSync, statSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import * as v from 'valibot';
import { imageOf, type Channels, type Image } from '$src/core/image';
import type { CaseFormat, OracleCase } from './types';

const formatSchema = v.variant('kind', [
  v.looseObject({ kind: v.literal('png') }),
  v.looseObject({
    kind: v.literal('raw'),
    dtype: v.picklist(['u8', 'i16', 'i32', 'f32']),
    byteOrder: v.optional(v.literal('little')),
    shape: v.pipe(
      v.array(v.pipe(v.number(), v.integer(), v.minValue(1))),
      v.minLength(2),
      v.maxLength(3),
    ),
  }),
  v.looseObject({ kind: v.literal('json') }),
]);

const fileSchema = v.looseObject({
  format: v.literal(1),
  cases: v.array(
    v.looseObject({
      id: v.string(),
      op: v.string(),
      input: v.nullish(v.string()),
      input2: v.nullish(v.string()),
      params: v.record(v.string(), v.unknown()),
      format: formatSchema,
      expected: v.string(),
      expectedValue: v.nullish(v.record(v.string(), v.unknown())),
      compare: v.looseObject({
        maxAbs: v.number(),
        maxFractionDiffering: v.optional(v.number()),
        because: v.optional(v.string()),
      }),
    }),
  ),
});

/** A path, a folder or a file that cannot be used, said in a sentence for the person at the prompt. */
export class OracleError extends Error {
  override readonly name = 'OracleError';
}

export interface OracleFolder {
  readonly path: string;
  readonly cases: readonly OracleCase[];
}

/** Opens a folder with a `cases.json`, or that file itself. Throws OracleError. */
export function openFolder(path: string): OracleFolder {
  const { file, content } = readCases(path);
  const parsed = v.safeParse(fileSchema, content);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    const where = v.getDotPath(issue) ?? 'the top level';
    throw new OracleError(
      `${file} is not a case file of format 1: at ${where}, ${issue.message}. Expected {"format": 1, "cases": [{id, op, input, params, format, expected, compare}, ...]}.`,
    );
  }
  return {
    path: dirname(file),
    cases: parsed.output.cases.map((entry) => ({
      id: entry.id,
      op: entry.op,
      inputs: [entry.input, entry.input2].filter((input) => typeof input === 'string'),
      params: entry.params,
      format: formatOf(entry.format),
      expected: entry.expected,
      ...(entry.expectedValue ? { expectedValue: entry.expectedValue } : {}),
      compare: {
        maxAbs: entry.compare.maxAbs,
        maxFractionDiffering: entry.compare.maxFractionDiffering ?? 1,
        because: entry.compare.because ?? '',
      },
    })),
  };
}

/** The case file that a path names, as JSON of whatever format. Throws OracleError. */
export function readCases(path: string): { readonly file: string; readonly content: unknown } {
  const file = casesFile(resolve(path));
  try {
    const content: unknown = JSON.parse(readFileSync(file, 'utf8'));
    return { file, content };
  } catch (error) {
    throw new OracleError(`${file} cannot be read as JSON: ${messageOf(error)}.`, { cause: error });
  }
}

function casesFile(path: string): string {
  const stats = statSync(path, { throwIfNoEntry: false });
  if (!stats) throw new OracleError(`${path} does not exist. Give a folder that holds cases.json.`);
  if (stats.isFile()) return path;
  const file = join(path, 'cases.json');
  if (statSync(file, { throwIfNoEntry: false })) return file;
  throw new OracleError(`${path} holds no cases.json. Give the folder that holds it, or the file.`);
}

function formatOf(format: v.InferOutput<typeof formatSchema>): CaseFormat {
  if (format.kind !== 'raw') return { kind: format.kind };
  return { kind: 'raw', dtype: format.dtype, shape: format.shape };
}

/** Reads a PNG with 8 bits per channel as a gray, RGB or RGBA image. */
export function readPng(file: string): Image {
  const png = decode(readFileSync(file));
  if (png.depth !== 8 || png.palette || ![1, 3, 4].includes(png.channels)) {
    throw new OracleError(
      `${basename(file)} has ${png.channels} channel(s) of ${png.depth} bits${png.palette ? ' with a palette' : ''}; the case format allows 8-bit gray, RGB and RGBA.`,
    );
  }
  const data = new Uint8Array(png.data);
  return imageOf('u8', png.width, png.height, png.channels as Channels, data);
}

/** Reads row-major little-endian elements without a header; shape is [rows, columns(, channels)]. */
function readRaw(file: string, format: CaseFormat & { kind: 'raw' }): Image {
  const bytes = new Uint8Array(readFileSync(file)).buffer; // a copy: aligned for every element type
  const [height = 0, width = 0, channels = 1] = format.shape;
  switch (format.dtype) {
    case 'u8':
      return imageOf('u8', width, height, channels as Channels, new Uint8Array(bytes));
    case 'i16':
      return imageOf('i16', width, height, channels as Channels, new Int16Array(bytes));
    case 'i32':
      return imageOf('i32', width, height, channels as Channels, new Int32Array(bytes));
    case 'f32':
      return imageOf('f32', width, height, channels as Channels, new Float32Array(bytes));
  }
}

export function readInputs(folder: OracleFolder, entry: OracleCase): Image[] {
  return entry.inputs.map((input) => readPng(join(folder.path, input)));
}

/** The expected result: an image, or a JSON value for `json` cases. */
export function readExpected(folder: OracleFolder, entry: OracleCase): unknown {
  const file = join(folder.path, entry.expected);
  switch (entry.format.kind) {
    case 'png':
      return readPng(file);
    case 'raw':
      return readRaw(file, entry.format);
    case 'json':
      return JSON.parse(readFileSync(file, 'utf8'));
  }
}

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
