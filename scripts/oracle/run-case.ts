/** Runs one case: reads its images, calls the runner, compares, and says what came of it. */
import { boundFor } from '$test/oracle/bounds';
import { messageOf, readExpected, readInputs, type OracleFolder } from './cases';
import { compareImages, compareJson, isImage, isWithin } from './compare';
import type { CaseOutcome, Difference, ImageWithValue, OracleCase, Runner } from './types';

export async function runCase(
  folder: OracleFolder,
  entry: OracleCase,
  run: Runner | undefined,
): Promise<CaseOutcome> {
  if (!run) return { case: entry, status: 'unsupported' };
  try {
    const result = await run(readInputs(folder, entry), entry.params);
    return judge(entry, difference(entry, result, readExpected(folder, entry)));
  } catch (error) {
    return { case: entry, status: 'failed', worst: Infinity, problem: messageOf(error) };
  }
}

function judge(entry: OracleCase, found: Difference): CaseOutcome {
  const { worst } = found;
  if (worst === 0) return { case: entry, status: 'exact', worst };
  const ours = boundFor(entry.op, entry.params);
  if (isWithin(found, entry.compare) || (ours && isWithin(found, ours))) {
    return { case: entry, status: 'within bound', worst };
  }
  const share = found.fraction > 0 ? `, ${(100 * found.fraction).toPrecision(3)} % differ` : '';
  const problem = `${found.first ?? 'differs'} (worst ${worst}${share})`;
  return { case: entry, status: 'failed', worst, problem };
}

function difference(entry: OracleCase, result: unknown, expected: unknown): Difference {
  const tolerated = Math.max(entry.compare.maxAbs, boundFor(entry.op, entry.params)?.maxAbs ?? 0);
  if (!isImage(expected)) return compareJson(result, expected, tolerated);
  const { image, value } = split(result);
  if (entry.expectedValue) {
    const ofValue = compareJson(value, entry.expectedValue, 0);
    if (ofValue.worst > 0) return { ...ofValue, worst: Infinity };
  }
  return compareImages(entry.op, image, expected, tolerated);
}

function split(result: unknown): Partial<ImageWithValue> & Pick<ImageWithValue, 'image'> {
  if (isImage(result)) return { image: result };
  if (typeof result === 'object' && result !== null && 'image' in result && isImage(result.image)) {
    return result as ImageWithValue;
  }
  throw new TypeError('the runner returned no image, but the case expects one');
}
