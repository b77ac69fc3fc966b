/**
 * Reads a notebook file that may be anything: another version, cut off, or made to do harm. What is
 * sound is taken, what is not is told with its index, field, value and what was expected. Every record
 * is marked as imported: it is shown, and never counts as measured here.
 */
import * as v from 'valibot';
import { evidenceSchema, fileFormat, fileVersion, guessSchema } from './schema';
import type { Evidence, Guess } from './types';

/** Largest file that is opened, in bytes. A record takes about 2 kB. */
export const largestFileBytes = 10_000_000;
const mostRecords = 20_000;
const mostProblemsTold = 20;

export interface NotebookImport {
  readonly evidence: readonly Evidence[];
  readonly guesses: readonly Guess[];
  /** Records and guesses that were refused. */
  readonly rejected: number;
  /** Sentences for the reader; the first 20, then how many more. Empty when all is well. */
  readonly problems: readonly string[];
}

/** Reads a chosen file; too large a one is not even read. Never rejects for what the file contains. */
export async function importFile(
  file: Pick<File, 'name' | 'size' | 'text'>,
): Promise<NotebookImport> {
  if (file.size > largestFileBytes) return refused(tooLarge(file.name, file.size));
  try {
    return importNotebook(await file.text(), file.name);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return refused(`${file.name} could not be read: ${reason}`);
  }
}

/** Reads the text of a notebook file. `fileName` is what the records are marked with. */
export function importNotebook(text: string, fileName: string): NotebookImport {
  const source = fileName.slice(0, 300) || 'a file without a name';
  if (text.length > largestFileBytes) return refused(tooLarge(source, text.length));
  const parsed = parse(text, source);
  if ('problem' in parsed) return refused(parsed.problem);
  const problem = problemOfFile(parsed.value, source);
  if (problem !== undefined) return refused(problem);
  const file = parsed.value as { evidence: unknown[]; guesses?: unknown[] };
  const evidence = readAll(evidenceSchema, file.evidence, 'Record');
  const guesses = readAll(guessSchema, file.guesses ?? [], 'Guess');
  const told = [...evidence.problems, ...guesses.problems];
  return {
    evidence: evidence.values.map((record) => ({ ...record, importedFrom: source })),
    guesses: guesses.values.map((guess) => ({ ...guess, importedFrom: source })),
    rejected: evidence.rejected + guesses.rejected,
    problems:
      told.length <= mostProblemsTold
        ? told
        : [...told.slice(0, mostProblemsTold), `And ${told.length - mostProblemsTold} more.`],
  };
}

function refused(problem: string): NotebookImport {
  return { evidence: [], guesses: [], rejected: 0, problems: [problem] };
}

function tooLarge(name: string, bytes: number): string {
  return `${name} has ${(bytes / 1e6).toFixed(1)} MB; a notebook file may have at most ${largestFileBytes / 1e6} MB.`;
}

function parse(text: string, source: string): { value: unknown } | { problem: string } {
  try {
    return { value: JSON.parse(text.replace(/^\uFEFF/, '')) as unknown };
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return {
      problem: `${source} is not JSON (${shorten(reason, 120)}). Choose a file that CV Lab exported as JSON.`,
    };
  }
}

function problemOfFile(value: unknown, source: string): string | undefined {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return `${source} holds ${show(value)}; expected a CV Lab notebook, an object.`;
  }
  const { format, version, evidence, guesses } = value as Record<string, unknown>;
  if (format !== fileFormat) {
    return `${source}: "format" is ${show(format)}; expected "${fileFormat}". Choose a file that CV Lab exported as JSON.`;
  }
  if (typeof version !== 'number' || !Number.isInteger(version) || version < 1) {
    return `${source}: "version" is ${show(version)}; expected a whole number from 1 to ${fileVersion}.`;
  }
  if (version > fileVersion) {
    return `${source} was written by a newer CV Lab (version ${version} of the format, this one reads up to ${fileVersion}). Reload the page to update, then import again.`;
  }
  if (!Array.isArray(evidence))
    return `${source}: "evidence" is ${show(evidence)}; expected a list.`;
  if (guesses !== undefined && !Array.isArray(guesses)) {
    return `${source}: "guesses" is ${show(guesses)}; expected a list.`;
  }
  const count = evidence.length + (guesses?.length ?? 0);
  return count > mostRecords
    ? `${source} holds ${count} records; expected at most ${mostRecords}.`
    : undefined;
}

function readAll<S extends v.GenericSchema>(schema: S, list: readonly unknown[], what: string) {
  const values: v.InferOutput<S>[] = [];
  const problems: string[] = [];
  list.forEach((item, index) => {
    const result = v.safeParse(schema, item, { abortPipeEarly: true });
    if (result.success) values.push(result.output);
    else
      problems.push(...result.issues.slice(0, 3).map((issue) => problemText(issue, what, index)));
  });
  return { values, problems, rejected: list.length - values.length };
}

/** `Record 3: "environment.threads" is "many"; expected a whole number from 0 to 100000.` */
function problemText(issue: v.BaseIssue<unknown>, what: string, index: number): string {
  const path = v.getDotPath(issue);
  const field = path === null ? '' : `"${shorten(path, 80)}" `;
  // A missing key is an issue of its object, whose message would name the object.
  if (issue.type === 'object' && issue.input === undefined && path !== null) {
    return `${what} ${index}: ${field}is missing.`;
  }
  const subject = field === '' ? 'it ' : field;
  return `${what} ${index}: ${subject}is ${show(issue.input)}; expected ${issue.message}.`;
}

/** A value in a few words, whatever it is. */
function show(value: unknown): string {
  if (value === undefined) return 'missing';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object' && value !== null) return 'an object';
  return shorten(typeof value === 'string' ? JSON.stringify(value) : String(value), 60);
}

function shorten(text: string, atMost: number): string {
  return text.length <= atMost ? text : `${text.slice(0, atMost - 1)}…`;
}
