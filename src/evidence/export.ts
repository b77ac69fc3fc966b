/**
 * A notebook as files: JSON keeps everything and can be imported; CSV (RFC 4180) is one row per
 * record for a spreadsheet; Markdown is tables by lab for reading. Numbers in JSON and CSV are
 * unrounded; Markdown rounds as the lab does.
 */
import { groupBy } from './lists';
import { backendLabels } from './staleness';
import type { Freshness } from './staleness';
import { fileFormat, fileVersion } from './schema';
import type { Environment, Evidence, Guess } from './types';

/** A record with what stands beside it in the notebook. */
export interface NotebookRow {
  readonly evidence: Evidence;
  readonly guess?: Guess | undefined;
  readonly freshness: Freshness;
}

/** The whole notebook; `importNotebook` reads it back. `exportedAt` is ISO 8601. */
export function exportJson(
  evidence: readonly Evidence[],
  guesses: readonly Guess[],
  exportedAt: string,
): string {
  const file = { format: fileFormat, version: fileVersion, exportedAt, evidence, guesses };
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

// ---- CSV ------------------------------------------------------------------------------------------

type Cell = string | number | boolean | undefined;

const columns: readonly (readonly [string, (row: NotebookRow) => Cell])[] = [
  ['lab', ({ evidence }) => evidence.lab],
  ['experiment', ({ evidence }) => evidence.experiment],
  ['slot', ({ evidence }) => evidence.slot],
  ['label', ({ evidence }) => evidence.label],
  ['value', ({ evidence }) => evidence.value],
  ['unit', ({ evidence }) => evidence.unit],
  ['n', ({ evidence }) => evidence.n],
  ['discarded', ({ evidence }) => evidence.discarded],
  ['median', ({ evidence }) => evidence.median],
  ['p05', ({ evidence }) => evidence.p05],
  ['p95', ({ evidence }) => evidence.p95],
  ['interval_low', ({ evidence }) => evidence.interval?.low],
  ['interval_high', ({ evidence }) => evidence.interval?.high],
  ['interval_level', ({ evidence }) => evidence.interval?.level],
  ['batch', ({ evidence }) => evidence.batch],
  ['drift', ({ evidence }) => evidence.drift],
  ['guess', ({ guess }) => guess?.value],
  ['state', ({ freshness }) => freshness.state],
  ['reasons', ({ freshness }) => freshness.reasons.join('; ')],
  ['picture', ({ evidence }) => evidence.subject.label],
  ['picture_sha256', ({ evidence }) => evidence.subject.sha256],
  ['params', ({ evidence }) => JSON.stringify(evidence.params)],
  ['seed', ({ evidence }) => evidence.seed],
  ['backend', ({ evidence }) => evidence.environment.backend],
  ['device', ({ evidence }) => evidence.environment.device],
  ['runtime', ({ evidence }) => evidence.environment.runtime],
  ['models', ({ evidence }) => evidence.models?.map(({ label }) => label).join(' ')],
  ['browser', ({ evidence }) => evidence.environment.browser],
  ['platform', ({ evidence }) => evidence.environment.platform],
  ['threads', ({ evidence }) => evidence.environment.threads],
  ['cross_origin_isolated', ({ evidence }) => evidence.environment.isCrossOriginIsolated],
  ['timer_resolution_ms', ({ evidence }) => evidence.environment.timerResolutionMs],
  ['taken_at', ({ evidence }) => evidence.takenAt],
  ['imported_from', ({ evidence }) => evidence.importedFrom],
  ['id', ({ evidence }) => evidence.id],
  ['runs', ({ evidence }) => evidence.runs.join(' ')],
];

/** One header line and one line per record, separated by CRLF as RFC 4180 asks. */
export function exportCsv(rows: readonly NotebookRow[]): string {
  const lines = [
    columns.map(([name]) => name),
    ...rows.map((row) => columns.map(([, cellOf]) => csvCell(cellOf(row)))),
  ];
  return lines.map((cells) => `${cells.join(',')}\r\n`).join('');
}

function csvCell(cell: Cell): string {
  if (cell === undefined) return '';
  if (typeof cell !== 'string') return String(cell);
  // A spreadsheet runs text that starts like a formula; imported labels are somebody else's text.
  const harmless = /^[=+\-@\t\r]/.test(cell) ? `'${cell}` : cell;
  return /[",\r\n]/.test(harmless) ? `"${harmless.replaceAll('"', '""')}"` : harmless;
}

// ---- Markdown -------------------------------------------------------------------------------------

/** Tables by lab, in the order of the rows. `titleOf` gives a lab's title for its slug. */
export function exportMarkdown(
  rows: readonly NotebookRow[],
  titleOf: (lab: string) => string | undefined,
  exportedAt: string,
): string {
  const parts = [
    `# CV Lab notebook\n\nExported ${day(exportedAt)}. Each number was measured on the machine that stands beside it.\n`,
  ];
  for (const [lab, group] of groupBy(rows, ({ evidence }) => evidence.lab)) {
    parts.push(
      `## ${markdownText(titleOf(lab) ?? lab)}\n`,
      '| Measured | Value | Predicted | n | p5 to p95 | Machine | Picture | Taken | State |',
      '| --- | ---: | ---: | ---: | ---: | --- | --- | --- | --- |',
      ...group.map(markdownRow),
      '',
    );
  }
  if (rows.length === 0) parts.push('Nothing has been measured yet.\n');
  return parts.join('\n');
}

function markdownRow({ evidence, guess, freshness }: NotebookRow): string {
  const { label, unit, digits, n, p05, p95, environment, subject, takenAt, interval } = evidence;
  const read = (value: number) => readingText(value, digits);
  const percent = interval && readingText(interval.level * 100);
  const cells = [
    label,
    `${withUnit(read(evidence.value), unit)}${interval ? ` (${percent} %: ${read(interval.low)} to ${read(interval.high)})` : ''}`,
    guess ? withUnit(read(guess.value), unit) : '',
    String(n),
    n > 1 ? `${read(p05)} to ${read(p95)}` : '',
    `${deviceText(environment)}, ${environment.browser}, ${environment.platform}`,
    subject.label,
    day(takenAt),
    freshness.state === 'fresh'
      ? 'measured here'
      : `${freshness.state}: ${freshness.reasons.join('; ')}`,
  ];
  return `| ${cells.map(markdownText).join(' | ')} |`;
}

/** Device and backend; the reference names itself in its device. */
function deviceText({ backend, device, runtime }: Environment): string {
  if (runtime !== undefined) return device === 'CPU' ? runtime : `${runtime}, ${device}`;
  const label = backendLabels[backend];
  return device.startsWith(label) ? device : `${label}, ${device}`;
}

/** Text that stays in its table cell and is not read as markup. */
function markdownText(text: string): string {
  return text
    .replace(/[\\`*_{}[\]<>#|~]/g, (mark) => `\\${mark}`)
    .replace(/\s+/g, ' ')
    .trim();
}

/** A number for reading: the slot's decimals, or three significant digits; whole numbers whole. */
export function readingText(value: number, digits?: number): string {
  if (digits !== undefined) return value.toFixed(digits);
  return Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(3)));
}

function withUnit(number: string, unit: string): string {
  return unit === '' ? number : `${number} ${unit}`;
}

function day(iso: string): string {
  return iso.slice(0, 10);
}
