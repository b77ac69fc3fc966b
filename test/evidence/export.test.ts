import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { exportCsv, exportJson, exportMarkdown, readingText } from '$src/evidence/export';
import type { NotebookRow } from '$src/evidence/export';
import { importNotebook } from '$src/evidence/import';
import { anyEvidence, anyGuess, evidence, guess } from './records';

const at = '2026-11-22T10:00:00.000Z';
const fresh = { state: 'fresh', reasons: [] } as const;
const stale = {
  state: 'stale',
  reasons: ['Seed was 7, now 9', 'Measured on Linux, now Windows'],
} as const;

/** A reader of RFC 4180, written from the RFC and not from the writer. */
function readCsv(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  let cell = '';
  let isQuoted = false;
  for (let i = 0; i < text.length; i++) {
    const c = text[i] ?? '';
    if (isQuoted) {
      if (c !== '"') cell += c;
      else if (text[i + 1] === '"') cell += text[i++] ?? '';
      else isQuoted = false;
    } else if (c === '"') isQuoted = true;
    else if (c === ',') {
      row.push(cell);
      cell = '';
    } else if (c === '\r' && text[i + 1] === '\n') {
      rows.push([...row, cell]);
      row = [];
      cell = '';
      i++;
    } else cell += c;
  }
  return rows;
}

describe('JSON', () => {
  test('property: what is exported is imported again, marked with its file', () => {
    fc.assert(
      fc.property(
        fc.array(anyEvidence, { maxLength: 5 }),
        fc.array(anyGuess, { maxLength: 3 }),
        (records, guesses) => {
          const read = importNotebook(exportJson(records, guesses, at), 'mine.json');
          expect(read.problems).toEqual([]);
          expect(read.rejected).toBe(0);
          expect(read.evidence).toEqual(
            records.map((record) => ({ ...record, importedFrom: 'mine.json' })),
          );
          expect(read.guesses).toEqual(
            guesses.map((one) => ({ ...one, importedFrom: 'mine.json' })),
          );
        },
      ),
    );
  });

  test('the file names its format and version', () => {
    expect(JSON.parse(exportJson([], [], at))).toEqual({
      format: 'cv-lab-notebook',
      version: 1,
      exportedAt: at,
      evidence: [],
      guesses: [],
    });
  });
});

describe('CSV', () => {
  const row: NotebookRow = {
    evidence: evidence({
      label: 'Edges, "thin"\nand thick',
      interval: { low: 120, high: 140, level: 0.95 },
    }),
    guess: guess(),
    freshness: stale,
  };

  test('one header and one row per record, all of the same length', () => {
    const [header, ...rows] = readCsv(exportCsv([row, { evidence: evidence(), freshness: fresh }]));
    expect(rows).toHaveLength(2);
    for (const each of rows) expect(each).toHaveLength(header?.length ?? -1);
    const [first] = rows.map((cells) =>
      Object.fromEntries((header ?? []).map((name, i) => [name, cells[i]])),
    );
    expect(first).toMatchObject({
      label: 'Edges, "thin"\nand thick',
      value: '133',
      unit: 'pieces',
      n: '3',
      guess: '60',
      interval_low: '120',
      state: 'stale',
      reasons: 'Seed was 7, now 9; Measured on Linux, now Windows',
      params: '{"sigma":1.4,"low":0.08}',
      runs: '130 133 135',
      imported_from: '',
    });
  });

  test('quotes exactly as RFC 4180 says', () => {
    expect(exportCsv([row])).toContain(',"Edges, ""thin""\nand thick",133,pieces,');
    expect(exportCsv([row]).endsWith('\r\n')).toBe(true);
  });

  test('text that a spreadsheet would run is defused, numbers are not touched', () => {
    const nasty = {
      evidence: evidence({ label: '=HYPERLINK("http://x")', value: -4 }),
      freshness: fresh,
    };
    const [header, cells] = readCsv(exportCsv([nasty]));
    expect(cells?.[header?.indexOf('label') ?? -1]).toBe('\'=HYPERLINK("http://x")');
    expect(cells?.[header?.indexOf('value') ?? -1]).toBe('-4');
  });

  test('property: labels survive, whatever is in them', () => {
    fc.assert(
      fc.property(fc.array(anyEvidence, { minLength: 1, maxLength: 4 }), (records) => {
        const [header, ...rows] = readCsv(
          exportCsv(records.map((one) => ({ evidence: one, freshness: fresh }))),
        );
        const column = header?.indexOf('label') ?? -1;
        expect(rows.map((cells) => cells[column]?.replace(/^'(?=[=+\-@\t\r])/, ''))).toEqual(
          records.map(({ label }) => label),
        );
        const values = header?.indexOf('value') ?? -1;
        expect(rows.map((cells) => Number(cells[values]))).toEqual(
          records.map(({ value }) => value),
        );
      }),
    );
  });
});

describe('Markdown', () => {
  const rows: NotebookRow[] = [
    { evidence: evidence({ value: 133 }), guess: guess(), freshness: fresh },
    {
      evidence: evidence({ lab: 'histogram', label: 'a | b <b>', n: 1, unit: '' }),
      freshness: stale,
    },
    { evidence: evidence({ value: 0.41234, unit: 'ms', p05: 0.4, p95: 0.5 }), freshness: fresh },
  ];

  test('tables by lab with the titles of the labs', () => {
    const text = exportMarkdown(
      rows,
      (lab) => (lab === 'edges' ? 'Canny, stage by stage' : undefined),
      at,
    );
    const lines = text.split('\n');
    expect(lines.filter((line) => line.startsWith('## '))).toEqual([
      '## Canny, stage by stage',
      '## histogram',
    ]);
    expect(lines).toContain(
      '| Edges with 0.08 and 0.20 | 133 pieces | 60 pieces | 3 | 130 to 135 | WebGPU, SwiftShader, Chromium 156, Linux | tabletop | 2026-11-20 | measured here |',
    );
    expect(text).toContain('| 0.412 ms |');
    expect(text).toContain('| a \\| b \\<b\\> | 133 |  | 1 |  |');
    expect(text).toContain('| stale: Seed was 7, now 9; Measured on Linux, now Windows |');
  });

  test('every row has as many cells as its header, whatever the labels hold', () => {
    fc.assert(
      fc.property(fc.array(anyEvidence, { minLength: 1, maxLength: 4 }), (records) => {
        const text = exportMarkdown(
          records.map((one) => ({ evidence: one, freshness: fresh })),
          () => undefined,
          at,
        );
        const table = text.split('\n').filter((line) => line.startsWith('|'));
        for (const line of table) expect(line.replaceAll('\\|', '').split('|')).toHaveLength(11);
      }),
    );
  });

  test('an empty notebook says so', () => {
    expect(exportMarkdown([], () => undefined, at)).toContain('Nothing has been measured yet.');
  });
});

test('numbers for reading', () => {
  expect([133, 0.41234, 12345.6, 0.00001234, -2.5].map((value) => readingText(value))).toEqual([
    '133',
    '0.412',
    '12300',
    '0.0000123',
    '-2.5',
  ]);
  expect(readingText(0.41234, 1)).toBe('0.4');
});
