// Everything that must hold, in one command: types, lint, format, import boundaries, unit tests,
// browser tests on every backend, end-to-end tests of the built app. Each static check counts as one
// test. Prints last `N passed, N failed, N skipped` and exits non-zero on any failure.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { resolve } from 'node:path';
import { provisionBrowser } from './provision-browser.mjs';

const root = fileURLToPath(new URL('..', import.meta.url));
const cache = resolve(root, '.cache');
mkdirSync(cache, { recursive: true });

const totals = { passed: 0, failed: 0, skipped: 0 };
/** @type {string[]} */
const failures = [];
/** @type {string[]} */
const skips = [];

/** @param {string} title @param {string} script */
function check(title, script) {
  const started = Date.now();
  console.log(`\n=== ${title}`);
  const isGood =
    spawnSync('npm', ['run', '--silent', script], {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      shell: process.platform === 'win32',
    }).status === 0;
  console.log(
    `${isGood ? 'ok' : 'FAILED'} ${title} (${Math.round((Date.now() - started) / 1000)} s)`,
  );
  if (isGood) totals.passed++;
  else {
    totals.failed++;
    failures.push(title);
  }
  return isGood;
}

/** @param {string} project */
function vitest(project) {
  const started = Date.now();
  console.log(`\n=== Vitest, project ${project}`);
  const report = resolve(cache, `vitest-${project}.json`);
  rmSync(report, { force: true });
  const { status } = spawnSync(
    'npx',
    [
      'vitest',
      'run',
      '--project',
      project,
      '--reporter=default',
      '--reporter=json',
      `--outputFile.json=${report}`,
    ],
    { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' },
  );
  if (!existsSync(report)) {
    totals.failed++;
    failures.push(`vitest ${project}: no report was written`);
    return;
  }
  /** @type {{ numPassedTests: number, numFailedTests: number, numPendingTests: number, numTodoTests: number, testResults: { name: string, status: string, message: string, assertionResults: { status: string, fullName: string }[] }[] }} */
  const result = JSON.parse(readFileSync(report, 'utf8'));
  totals.passed += result.numPassedTests;
  totals.failed += result.numFailedTests;
  totals.skipped += result.numPendingTests + result.numTodoTests;
  for (const file of result.testResults) {
    for (const test of file.assertionResults) {
      if (test.status === 'failed')
        failures.push(`${file.name.replace(root, '')}: ${test.fullName}`);
      if (test.status === 'pending' || test.status === 'skipped') skips.push(test.fullName);
    }
    if (
      file.status === 'failed' &&
      file.assertionResults.every((test) => test.status !== 'failed')
    ) {
      totals.failed++;
      failures.push(`${file.name.replace(root, '')}: did not run (${file.message.split('\n')[0]})`);
    }
  }
  if (
    status !== 0 &&
    result.numFailedTests === 0 &&
    !failures.some((line) => line.includes('did not run'))
  ) {
    totals.failed++;
    failures.push(`vitest ${project}: exit status ${status} (an error outside a test)`);
  }
  console.log(`project ${project}: ${Math.round((Date.now() - started) / 1000)} s`);
}

// First of all: some Node tests drive a browser themselves.
const browser = provisionBrowser();

check('Types', 'check');
check('Lint', 'lint');
check('Format', 'format:check');
vitest('node');
const isBuilt = check('Build', 'build');
if (browser === undefined) {
  totals.failed++;
  failures.push('no browser for the browser and end-to-end tests');
} else {
  vitest('browser');
  if (isBuilt) vitest('e2e');
}

if (skips.length > 0)
  console.log(`\nSkipped, with the reason in the name:\n${skips.map((s) => `  ${s}`).join('\n')}`);
if (failures.length > 0) console.log(`\nFailed:\n${failures.map((f) => `  ${f}`).join('\n')}`);
console.log(`\n${totals.passed} passed, ${totals.failed} failed, ${totals.skipped} skipped`);
process.exit(totals.failed === 0 ? 0 : 1);
