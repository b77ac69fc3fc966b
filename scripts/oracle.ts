/**
 * `npm run oracle -- DIR|FILE.json [--op NAME] [--case ID] [--backend reference]`
 *
 * Runs every case of an oracle folder (results that another program computed: OpenCV, scikit-image)
 * against this project's ops, or of a file of COCO's metrics (pycocotools) against evaluateCoco. Exit status: 0 all passed, 1 something failed, 2 cannot start.
 */
import { parseArgs } from 'node:util';
import { backends } from './oracle/backends';
import { messageOf, openFolder, OracleError, readCases } from './oracle/cases';
import { idOf, opOf, runMetricsCase } from './oracle/metrics';
import { isMetricsFile, metricsCases } from './oracle/metrics-cases';
import { runCase } from './oracle/run-case';
import type { CaseOutcome } from './oracle/types';

const USAGE =
  'Usage: npm run oracle -- DIR|FILE.json [--op NAME] [--case ID] [--backend reference]';

export interface OracleOptions {
  /** Folder with cases.json, or a file in that format. */
  readonly path: string;
  readonly op?: string | undefined;
  readonly caseId?: string | undefined;
  readonly backend?: string | undefined;
}

export interface OracleReport {
  readonly outcomes: readonly CaseOutcome[];
  /** Runner tables that could not be loaded: the run counts as failed. */
  readonly problems: readonly string[];
}

/** Runs the chosen cases. Throws OracleError when the folder, a filter or the backend is unusable. */
export async function runOracle(options: OracleOptions): Promise<OracleReport> {
  const name = options.backend ?? 'reference';
  const load = Object.hasOwn(backends, name) ? backends[name] : undefined;
  if (!load) {
    throw new OracleError(
      `The oracle cannot run on "${name}". Available: ${Object.keys(backends).join(', ')}.`,
    );
  }
  const { file, content } = readCases(options.path);
  if (isMetricsFile(content)) return runMetrics(file, content, options);
  const folder = openFolder(options.path);
  const chosen = folder.cases.filter(
    (entry) =>
      (options.op === undefined || entry.op === options.op) &&
      (options.caseId === undefined || entry.id === options.caseId),
  );
  if (chosen.length === 0) {
    const known = [...new Set(folder.cases.map((entry) => entry.op))].join(', ');
    throw new OracleError(`No case matches. Ops in ${folder.path}: ${known || 'none'}.`);
  }
  const { runners, problems } = await load();
  const outcomes: CaseOutcome[] = [];
  for (const entry of chosen) outcomes.push(await runCase(folder, entry, runners.get(entry.op)));
  return { outcomes, problems };
}

function runMetrics(file: string, content: unknown, { op, caseId }: OracleOptions): OracleReport {
  let cases: ReturnType<typeof metricsCases>;
  try {
    cases = metricsCases(content);
  } catch (error) {
    throw new OracleError(`${file} is no file of metric cases: ${messageOf(error)}.`, {
      cause: error,
    });
  }
  const chosen = [...cases.entries()].filter(
    ([i, entry]) =>
      (op === undefined || op === opOf(entry)) &&
      (caseId === undefined || caseId === idOf(entry, i)),
  );
  if (chosen.length === 0) {
    const known = [...new Set(cases.map(opOf))].join(', ');
    throw new OracleError(`No case matches. Ops in ${file}: ${known || 'none'}.`);
  }
  return { outcomes: chosen.map(([i, entry]) => runMetricsCase(entry, i)), problems: [] };
}

/** The report as text; the last line is `N passed, N failed, N unsupported`. */
export function formatReport({ outcomes, problems }: OracleReport): string {
  const count = (status: CaseOutcome['status'], among = outcomes) =>
    among.filter((outcome) => outcome.status === status).length;
  const ops = [...new Set(outcomes.map((outcome) => outcome.case.op))];
  const rows = ops.map((op) => {
    const own = outcomes.filter((outcome) => outcome.case.op === op);
    const isSupported = own.some((outcome) => outcome.status !== 'unsupported');
    const worst = Math.max(0, ...own.map((outcome) => outcome.worst ?? 0));
    return [
      op,
      ...(['exact', 'within bound', 'failed', 'unsupported'] as const).map(
        (s) => `${count(s, own)}`,
      ),
      isSupported ? `${Number(worst.toPrecision(4))}` : '-',
    ];
  });
  const table = columns([
    ['op', 'exact', 'within bound', 'failed', 'unsupported', 'worst difference'],
    ...rows,
  ]);
  const failures = outcomes
    .filter((outcome) => outcome.status === 'failed')
    .map((outcome) => `FAILED ${outcome.case.id}: ${outcome.problem ?? 'differs'}`);
  const passed = count('exact') + count('within bound');
  return [
    ...table,
    '',
    ...failures,
    ...problems.map((problem) => `PROBLEM ${problem}`),
    `${passed} passed, ${count('failed')} failed, ${count('unsupported')} unsupported`,
  ].join('\n');
}

function columns(rows: readonly (readonly string[])[]): string[] {
  const widths = (rows[0] ?? []).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  return rows.map((row) =>
    row
      .map((cell, i) => (i === 0 ? cell.padEnd(widths[i] ?? 0) : cell.padStart(widths[i] ?? 0)))
      .join('  '),
  );
}

export async function main(argv: readonly string[]): Promise<number> {
  try {
    const { positionals, values } = parseArgs({
      args: [...argv],
      allowPositionals: true,
      options: {
        op: { type: 'string' },
        case: { type: 'string' },
        backend: { type: 'string' },
        help: { type: 'boolean', short: 'h' },
      },
    });
    const [path] = positionals;
    if (values.help || path === undefined || positionals.length > 1) {
      console.error(USAGE);
      return values.help ? 0 : 2;
    }
    const report = await runOracle({
      path,
      op: values.op,
      caseId: values.case,
      backend: values.backend,
    });
    console.log(formatReport(report));
    const hasFailed = report.outcomes.some((outcome) => outcome.status === 'failed');
    return hasFailed || report.problems.length > 0 ? 1 : 0;
  } catch (error) {
    const isUsage = error instanceof TypeError && 'code' in error; // parseArgs: unknown option
    if (!(error instanceof OracleError) && !isUsage) throw error;
    console.error(messageOf(error));
    if (isUsage) console.error(USAGE);
    return 2;
  }
}
