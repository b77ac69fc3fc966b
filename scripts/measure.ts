/**
 * Runs the labs' experiments headless, in the same worker and by the same protocol as the pages, and
 * prints the tables that the pages show.
 *
 * npm run measure -- [--lab edges]... [--backend webgpu|webgl2|reference] [--sample tabletop]
 *                    [--seed 7] [--json out.json]
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { machineText } from '$src/evidence/staleness';
import { formatNumber } from '$src/ui/format';
import { slugs } from '$src/lab/modules';
import type { LabReport, MeasureRequest } from './measure/page';
import { withPage } from './support/browser-page';

const backends = ['auto', 'webgpu', 'webgl2', 'reference'] as const;

export async function main(argv: string[]): Promise<number> {
  const { values } = parseArgs({
    args: argv,
    options: {
      lab: { type: 'string', multiple: true, default: [] },
      backend: { type: 'string', default: 'auto' },
      sample: { type: 'string' },
      seed: { type: 'string', default: '7' },
      json: { type: 'string' },
    },
  });
  const unknown = values.lab.filter((slug) => !slugs.includes(slug));
  if (unknown.length > 0) {
    console.error(`No lab is called ${unknown.join(', ')}. Labs: ${slugs.join(', ')}.`);
    return 2;
  }
  const backend = backends.find((name) => name === values.backend);
  if (backend === undefined) {
    console.error(`--backend must be one of ${backends.join(', ')}; got ${values.backend}.`);
    return 2;
  }
  const seed = Number(values.seed);
  if (!Number.isInteger(seed) || seed < 1) {
    console.error(`--seed must be a whole number from 1; got ${values.seed}.`);
    return 2;
  }
  const request: MeasureRequest = { slugs: values.lab, backend, seed, sample: values.sample };
  const reports = await withPage('/scripts/measure/page.html', async (page) => {
    await page.exposeFunction('cvLabProgress', (line: string) => console.error(`  ${line}`));
    await page.waitForFunction(() => typeof globalThis.cvLabMeasure === 'function');
    return page.evaluate((asked) => globalThis.cvLabMeasure(asked), request);
  });
  for (const report of reports) print(report);
  if (values.json !== undefined) {
    writeFileSync(values.json, `${JSON.stringify({ machine: machine(), reports }, null, 2)}\n`);
    console.log(`\nWritten to ${values.json}.`);
  }
  return reports.some((report) => report.failures.length > 0) ? 1 : 0;
}

function print(report: LabReport): void {
  console.log(`\n## ${report.title} (${report.slug}), sample ${report.sample}, ${report.backend}`);
  console.log(`${report.question}\n`);
  table(
    report.evidence.map((item) => ({
      slot: item.slot,
      what: item.label,
      value: formatNumber(item.value, item.digits),
      unit: item.unit,
      n: item.n,
      'p5 to p95':
        item.n > 1
          ? `${formatNumber(item.p05, item.digits)} to ${formatNumber(item.p95, item.digits)}`
          : item.environment.runtime === undefined
            ? 'exact'
            : 'one value',
      interval: item.interval
        ? `${formatNumber(item.interval.low)} to ${formatNumber(item.interval.high)}`
        : '',
      device: machineText(item.environment),
    })),
  );
  for (const [name, rows] of Object.entries(report.tables)) {
    console.log(`\n${name}`);
    table(rows);
  }
  for (const failure of report.failures) console.log(`FAILED ${failure}`);
}

function table(rows: readonly Readonly<Record<string, number | string>>[]): void {
  const columns = [...new Set(rows.flatMap((row) => Object.keys(row)))];
  const cell = (value: number | string | undefined): string =>
    typeof value === 'number' ? formatNumber(value) : (value ?? '');
  const widths = columns.map((column) =>
    Math.max(column.length, ...rows.map((row) => cell(row[column]).length)),
  );
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((text, i) => text.padEnd(widths[i] ?? 0)).join(' | ')} |`;
  console.log(line(columns));
  console.log(`|${widths.map((width) => '-'.repeat(width + 2)).join('|')}|`);
  for (const row of rows) console.log(line(columns.map((column) => cell(row[column]))));
}

function machine(): {
  readonly cpu: string;
  readonly cores: number;
  readonly node: string;
  readonly date: string;
} {
  const all = cpus();
  return {
    cpu: all[0]?.model ?? 'unknown',
    cores: all.length,
    node: process.version,
    date: new Date().toISOString(),
  };
}
