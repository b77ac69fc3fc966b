/** What the notebook drawer shows of a notebook: groups by lab, newest first. No DOM, no Svelte. */
import type { NotebookRow } from '$src/evidence/export';
import { groupBy } from '$src/evidence/lists';
import type { Notebook, NotebookFilter } from '$src/evidence/notebook.svelte';
import { scoreOf } from '$src/evidence/scoring';
import type { Evidence, Guess } from '$src/evidence/types';
import { formatNumber, formatRange, formatValue } from '$src/ui/format';

export interface LabGroup {
  readonly lab: string;
  readonly title: string;
  /** "7 measured", "2 measured, 1 imported". */
  readonly summary: string;
  /** The newest record of each slot, of this machine and of each file. */
  readonly current: readonly NotebookRow[];
  /** Superseded records of the same slots. */
  readonly earlier: readonly NotebookRow[];
}

/** A record with its guess and its freshness, as the drawer and the exports show it. */
export function rowOf(notebook: Notebook, evidence: Evidence): NotebookRow {
  return {
    evidence,
    guess: notebook.guessBefore(evidence),
    freshness: notebook.freshness(evidence),
  };
}

/** The groups in the order of `titles`; labs that are not in it come last, under their slugs. */
export function groupsOf(
  notebook: Notebook,
  filter: NotebookFilter,
  titles: Readonly<Record<string, string>>,
): readonly LabGroup[] {
  const newestFirst = notebook.filter(filter).toReversed();
  const byLab = groupBy(newestFirst, ({ lab }) => lab);
  const order = Object.keys(titles);
  const rank = (lab: string) => (order.includes(lab) ? order.indexOf(lab) : order.length);
  return [...byLab]
    .sort(([one], [other]) => rank(one) - rank(other) || one.localeCompare(other))
    .map(([lab, records]) => groupOf(notebook, lab, titles[lab] ?? lab, records));
}

function groupOf(
  notebook: Notebook,
  lab: string,
  title: string,
  records: readonly Evidence[],
): LabGroup {
  const bySlot = groupBy(records, ({ slot, importedFrom }) => JSON.stringify([slot, importedFrom]));
  const newest = new Set([...bySlot.values()].flatMap((group) => group.slice(0, 1)));
  const rows = (wanted: boolean) =>
    records
      .filter((record) => newest.has(record) === wanted)
      .map((record) => rowOf(notebook, record));
  const current = rows(true);
  const imported = current.filter(({ evidence }) => evidence.importedFrom !== undefined).length;
  const parts = [
    ...(current.length > imported ? [`${current.length - imported} measured`] : []),
    ...(imported > 0 ? [`${imported} imported`] : []),
  ];
  return { lab, title, summary: parts.join(', '), current, earlier: rows(false) };
}

/** "n 30, 0.38–0.47, SwiftShader", and what else a reader must know of the number. */
export function conditionsText({ evidence, freshness }: NotebookRow): string {
  const { n, p05, p95, digits, batch, drift, interval, environment, subject } = evidence;
  const parts = [`n ${formatNumber(n)}`];
  if (n > 1) parts.push(`p5 to p95 ${formatRange(p05, p95, digits)}`);
  if (interval) {
    const percent = formatNumber(interval.level * 100);
    parts.push(`${percent} % interval ${formatRange(interval.low, interval.high, digits)}`);
  }
  if (batch !== undefined) parts.push(`batches of ${formatNumber(batch)}`);
  if (drift !== undefined) {
    const percent = formatNumber(Math.round(Math.abs(drift - 1) * 100));
    parts.push(`machine ${percent} % ${drift > 1 ? 'slower' : 'faster'} at the end`);
  }
  // The sentence about a foreign record names its device itself.
  if (freshness.state !== 'foreign') parts.push(environment.device);
  parts.push(subject.label);
  return parts.filter((part) => part !== '').join(', ');
}

/** "Predicted 60, 73 too low": the guess beside the result, in the unit of the slot. */
export function guessText(guess: Guess, { digits, value }: Evidence): string {
  const said = `Predicted ${formatNumber(guess.value, digits)}`;
  // Held against this very record: the stored answer may be an earlier run's.
  const score = scoreOf({ ...guess, answer: { value, evidence: '', at: '' } });
  if (!score) return said;
  if (score.difference === 0) return `${said}, exactly`;
  const miss = formatNumber(Math.abs(score.difference), digits);
  return `${said}, ${miss} too ${score.difference < 0 ? 'low' : 'high'}`;
}

/** "32 measurements, this machine", and how many came from files. */
export function countText(records: readonly Evidence[]): string {
  const imported = records.filter(({ importedFrom }) => importedFrom !== undefined).length;
  const here = records.length - imported;
  const said = `${formatNumber(here)} ${here === 1 ? 'measurement' : 'measurements'}, this machine`;
  return imported === 0 ? said : `${said}; ${formatNumber(imported)} imported`;
}

/** One line for a screen reader's list: "Edge pieces: 133 pieces". */
export function nameOf({ label, value, unit, digits }: Evidence): string {
  return `${label}: ${formatValue(value, unit, digits)}`;
}
