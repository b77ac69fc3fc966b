/** What is kept in the repository, and where. Their logs stay out of it, in the ignored cache. */
import { readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { sheetSets } from '$src/world/sets/sets';
import { isMissing, logName } from './log';

export const shippedFolder = 'public/samples';
export const shippedLogs = '.cache/world';

export const shippedSuites = [
  'test',
  'small',
  'dense',
  'dark',
  'dark-clipped',
  'motion-blur',
  'noisy',
  'occluded',
  'field',
  'clips',
] as const;

export const shippedNames: readonly string[] = [
  ...shippedSuites,
  ...sheetSets.map(({ name }) => name),
];

/** Forgets the log of a shipped set that other code or another browser made: pictures must not mix. */
export async function beginAnew(
  logFolder: string,
  made: Readonly<Record<string, string>>,
): Promise<void> {
  let text: string;
  try {
    text = await readFile(join(logFolder, logName), 'utf8');
  } catch (error) {
    if (isMissing(error)) return;
    throw error;
  }
  const first = text.split('\n', 1)[0] ?? '';
  const isSame = Object.entries(made).every(([key, value]) =>
    first.includes(`${JSON.stringify(key)}:${JSON.stringify(value)}`),
  );
  if (isSame) return;
  console.log(`${logFolder}: made by other code, begun anew.`);
  await rm(logFolder, { recursive: true });
}
