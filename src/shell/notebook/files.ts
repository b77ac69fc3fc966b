/**
 * The notebook as files: saving an export, reading an import. The parts that do it are fetched when
 * first used; most visits never export.
 */
import type { Notebook } from '$src/evidence/notebook.svelte';
import { isoNow } from '$src/evidence/lists';
import { rowOf } from './groups';

export type ExportFormat = 'json' | 'csv' | 'markdown';

const kinds = {
  json: { extension: 'json', type: 'application/json' },
  csv: { extension: 'csv', type: 'text/csv;charset=utf-8' },
  markdown: { extension: 'md', type: 'text/markdown;charset=utf-8' },
} as const;

/** The whole notebook in one format, newest record first in the tables. */
export async function exportText(
  notebook: Notebook,
  format: ExportFormat,
  titles: Readonly<Record<string, string>>,
): Promise<string> {
  const { exportCsv, exportJson, exportMarkdown } = await import('$src/evidence/export');
  const rows = () => notebook.records.toReversed().map((record) => rowOf(notebook, record));
  switch (format) {
    case 'json':
      return exportJson(notebook.records, notebook.guesses, isoNow());
    case 'csv':
      // Spreadsheets take a file for UTF-8 only when it starts with the byte-order mark.
      return `\uFEFF${exportCsv(rows())}`;
    case 'markdown':
      return exportMarkdown(rows(), (lab) => titles[lab], isoNow());
  }
}

/** Saves the export through the browser's own download. */
export async function saveExport(
  notebook: Notebook,
  format: ExportFormat,
  titles: Readonly<Record<string, string>>,
): Promise<void> {
  const { extension, type } = kinds[format];
  const url = URL.createObjectURL(new Blob([await exportText(notebook, format, titles)], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = `cv-lab-notebook-${isoNow().slice(0, 10)}.${extension}`;
  document.body.append(link);
  link.click();
  link.remove();
  // The download has its own hold on the data once the click has been handled.
  setTimeout(() => URL.revokeObjectURL(url), 10_000);
}

export interface ImportReport {
  /** One sentence: what was taken. */
  readonly summary: string;
  readonly problems: readonly string[];
  readonly isFault: boolean;
}

/** Reads a file into the notebook and says what became of it. */
export async function importInto(notebook: Notebook, file: File): Promise<ImportReport> {
  const { importFile } = await import('$src/evidence/import');
  const { evidence, guesses, rejected, problems } = await importFile(file);
  const { added, duplicates } = await notebook.addImported(evidence, guesses);
  if (evidence.length === 0 && problems.length > 0) {
    return { summary: `Nothing was imported from ${file.name}.`, problems, isFault: true };
  }
  const parts = [`${count(added)} imported from ${file.name}`];
  if (duplicates > 0) parts.push(`${duplicates} skipped: here already`);
  if (rejected > 0) parts.push(`${rejected} refused`);
  const mark = added > 0 ? ' They are shown in ink and never count as measured here.' : '';
  return { summary: `${parts.join('; ')}.${mark}`, problems, isFault: rejected > 0 };
}

function count(records: number): string {
  return records === 1 ? '1 record' : `${records} records`;
}
