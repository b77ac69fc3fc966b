/** The oracle runner on folders made here: what passes, what fails, what it says, and its exit status. */
import { encode } from 'fast-png';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { formatReport, main, runOracle } from '$scripts/oracle';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'oracle-'));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
  vi.restoreAllMocks();
});

const png = (file: string, values: readonly number[]): void =>
  writeFileSync(
    join(folder, file),
    encode({
      width: values.length,
      height: 1,
      channels: 1,
      depth: 8,
      data: Uint8Array.from(values),
    }),
  );

/** A folder with a threshold case at 100 on [99, 100, 101] and a case of an unknown op. */
function write(expected: readonly number[]): void {
  png('in.png', [99, 100, 101]);
  png('out.png', expected);
  const entry = (id: string, op: string) => ({
    id,
    op,
    input: 'in.png',
    params: { thresh: 100, maxValue: 255, type: 'binary' },
    format: { kind: 'png', dtype: 'u8', shape: [1, 3] },
    expected: 'out.png',
    compare: { maxAbs: 0, maxFractionDiffering: 0, because: 'integers' },
  });
  const cases = [entry('threshold-01', 'threshold'), entry('hough-01', 'houghLines')];
  writeFileSync(join(folder, 'cases.json'), JSON.stringify({ format: 1, cases }));
}

describe('oracle', () => {
  it('passes what is equal and counts other ops as unsupported', async () => {
    write([0, 0, 255]);
    const lines = formatReport(await runOracle({ path: folder })).split('\n');
    expect(lines.at(-1)).toBe('1 passed, 0 failed, 1 unsupported');
  });

  it('fails what differs, with the first position', async () => {
    write([0, 255, 255]);
    const report = formatReport(await runOracle({ path: join(folder, 'cases.json') }));
    expect(report).toContain('FAILED threshold-01: at x 1 y 0: got 0, expected 255');
    expect(report.split('\n').at(-1)).toBe('0 passed, 1 failed, 1 unsupported');
  });

  it('fails a case whose files are missing, and goes on', async () => {
    write([0, 0, 255]);
    rmSync(join(folder, 'out.png'));
    const { outcomes } = await runOracle({ path: folder });
    expect(outcomes.map((outcome) => outcome.status)).toEqual(['failed', 'unsupported']);
  });

  it('ends with 0, 1 or 2', async () => {
    const log = vi.spyOn(console, 'log').mockImplementation(() => undefined);
    const error = vi.spyOn(console, 'error').mockImplementation(() => undefined);
    write([0, 0, 255]);
    expect(await main([folder, '--op', 'threshold'])).toBe(0);
    expect(String(log.mock.lastCall?.[0])).toMatch(/1 passed, 0 failed, 0 unsupported$/);
    write([9, 9, 9]);
    expect(await main([folder, '--case', 'threshold-01'])).toBe(1);
    expect(await main([])).toBe(2);
    expect(await main([folder, '--sideways'])).toBe(2);
    expect(String(error.mock.lastCall?.[0])).toContain('Usage');
  });

  it('says what is wrong with a path, a filter or a backend', async () => {
    await expect(runOracle({ path: join(folder, 'nowhere') })).rejects.toThrow('does not exist');
    await expect(runOracle({ path: folder })).rejects.toThrow('holds no cases.json');
    writeFileSync(join(folder, 'other.json'), JSON.stringify({ images: [] }));
    await expect(runOracle({ path: join(folder, 'other.json') })).rejects.toThrow(
      'is not a case file of format 1: at format',
    );
    writeFileSync(join(folder, 'cases.json'), '{');
    await expect(runOracle({ path: folder })).rejects.toThrow('cannot be read as JSON');
    write([0, 0, 255]);
    await expect(runOracle({ path: folder, op: 'sharpen' })).rejects.toThrow(
      'threshold, houghLines',
    );
    await expect(runOracle({ path: folder, backend: 'abacus' })).rejects.toThrow(
      'Available: reference',
    );
  });
});
