/** The results of the bench as text for the terminal and as Markdown for bench/RESULTS.md. */
import type { BenchCell, BenchRow, BenchSetup } from '../../bench/ops/main';

interface Result {
  readonly takenAt: string;
  readonly machine: string;
  readonly setup: BenchSetup;
  readonly rows: readonly BenchRow[];
}

const columns = [
  ['opencv.js', 'OpenCV.js'],
  ['reference', 'reference'],
  ['webgpu', 'WebGPU'],
  ['webgpu resident', 'WebGPU resident'],
  ['webgl2', 'WebGL2'],
  ['webgl2 resident', 'WebGL2 resident'],
] as const;

export function textTable(result: Result): string {
  const header = ['op', ...columns.map(([, title]) => title), 'n'];
  const body = result.rows.map((row) => [
    row.op,
    ...columns.map(([key]) => cellText(row, key)),
    runs(row),
  ]);
  const widths = header.map((_, i) =>
    Math.max(...[header, ...body].map((line) => line[i]?.length ?? 0)),
  );
  const lines = [header, ...body].map((line) =>
    line.map((cell, i) => cell.padEnd(widths[i] ?? 0)).join('  '),
  );
  const problems = result.rows.flatMap((row) => (row.problem ? [`${row.op}: ${row.problem}`] : []));
  return [
    ...explanation(result),
    '',
    ...lines,
    ...(problems.length > 0 ? ['', ...problems] : []),
  ].join('\n');
}

export function markdownTable(result: Result): string {
  const header = ['op', 'what', ...columns.map(([, title]) => title), 'n'];
  const body = result.rows.map((row) => [
    `\`${row.op}\``,
    row.note,
    ...columns.map(([key]) => cellText(row, key)),
    runs(row),
  ]);
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  const table = [line(header), line(header.map(() => '---')), ...body.map(line)];
  const problems = result.rows.flatMap((row) =>
    row.problem ? [`- ${row.op}: ${row.problem}`] : [],
  );
  const text = [
    '# Bench: operations',
    '',
    ...explanation(result).map((l) => `${l}  `),
    '',
    ...table,
  ];
  return [...text, ...(problems.length > 0 ? ['', ...problems] : []), ''].join('\n');
}

/** One line per finished op, while the others still run. */
export function progressText(row: BenchRow): string {
  const times = columns.flatMap(([key, title]) => {
    const text = cellText(row, key);
    return text === '–' ? [] : [`${title} ${text}`];
  });
  const agreement = row.maxAbs === undefined ? [] : [`reference within ${row.maxAbs} of OpenCV.js`];
  return [row.op, ...times, ...agreement, ...(row.problem ? [row.problem] : [])].join(', ');
}

function explanation({ takenAt, machine, setup }: Result): string[] {
  const devices = Object.entries(setup.devices).map(([name, device]) => `${name}: ${device}`);
  return [
    `${setup.width} × ${setup.height}, 8-bit, ${takenAt}, ${setup.browser} on ${machine}.`,
    `${devices.join('; ')}; ${setup.openCv}.`,
    `Median ms, then the time as a multiple of OpenCV.js with its 95 % bootstrap interval: below 1 is faster.`,
    `Interleaved in one page, timer step ${setup.tickMs} ms${setup.isCrossOriginIsolated ? ', cross-origin isolated' : ''}. WebGPU and WebGL2 include upload and read-back; "resident" starts and ends on the GPU.`,
  ];
}

function cellText(row: BenchRow, contender: string): string {
  const cell = row.cells.find((candidate) => candidate.contender === contender);
  if (!cell) return '–';
  return `${digits(cell.medianMs)}${ratioText(cell)}`;
}

function ratioText({ ratio, interval }: BenchCell): string {
  if (ratio === undefined || !interval) return '';
  return ` (×${digits(ratio)}, ${digits(interval.low)}–${digits(interval.high)})`;
}

function runs(row: BenchRow): string {
  return row.cells.length === 0 ? '–' : String(Math.min(...row.cells.map((cell) => cell.n)));
}

/** Three significant digits without an exponent. */
function digits(value: number): string {
  if (value >= 100) return String(Math.round(value));
  return value.toFixed(value >= 10 ? 1 : value >= 1 ? 2 : 3);
}
