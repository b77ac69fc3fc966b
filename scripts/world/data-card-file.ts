/** Reads the shipped sets and writes their data card. */
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCoco } from '$src/metrics/coco-format';
import { parseSheetFile } from '$src/world/sets/sheet-file';
import { sheetSets } from '$src/world/sets/sets';
import { textOf } from './contact-sheet';
import { dataCard, type CardSheetSet, type CardSuite } from './data-card';
import { isMissing } from './log';
import { writeWhole } from './run-job';
import { shippedSuites } from './shipped';

/** What the rendered sets together may weigh; the PNGs of the bench are counted apart. */
export const mostShippedBytes = 25e6;

/** Writes `folder`/README.md. Returns the exit code: 1 when there is nothing, or more than may be shipped. */
export async function writeDataCard(folder: string): Promise<number> {
  const suites: CardSuite[] = [];
  for (const name of shippedSuites) {
    const path = join(folder, name, 'annotations.json');
    const text = await textOf(path);
    if (text === undefined) continue;
    const annotationBytes = await bytesBelow(path);
    suites.push({
      name,
      dataset: parseCoco(text),
      annotationBytes,
      pictureBytes: (await bytesBelow(join(folder, name))) - annotationBytes,
    });
  }
  const sets: CardSheetSet[] = [];
  for (const { name } of sheetSets) {
    const text = await textOf(join(folder, name, 'annotations.json'));
    if (text === undefined) continue;
    sets.push({ name, file: parseSheetFile(text), bytes: await bytesBelow(join(folder, name)) });
  }
  if (suites.length + sets.length === 0) {
    console.error(
      `${folder} holds no rendered set. Make them: npm run world -- --suite all-shipped`,
    );
    return 1;
  }
  const all = await bytesBelow(folder);
  const described = [
    ...suites.map((suite) => suite.pictureBytes + suite.annotationBytes),
    ...sets.map(({ bytes }) => bytes),
  ].reduce((a, b) => a + b, 0);
  const card = join(folder, 'README.md');
  // The card itself is not counted, or writing it again would change it.
  const other = all - described - (await bytesBelow(card));
  await writeWhole(card, dataCard(suites, sets, other));
  console.log(
    `${card}: ${suites.length} suites, ${sets.length} sets, ${(described / 1e6).toFixed(2)} MB, with the bench ${(all / 1e6).toFixed(2)} MB`,
  );
  if (described <= mostShippedBytes) return 0;
  console.error(
    `The sets weigh ${(described / 1e6).toFixed(2)} MB; at most ${mostShippedBytes / 1e6} MB are shipped.`,
  );
  return 1;
}

/** Of a file, or of all files below a folder; 0 for what is not there. */
async function bytesBelow(path: string): Promise<number> {
  try {
    const found = await stat(path);
    if (!found.isDirectory()) return found.size;
  } catch (error) {
    if (isMissing(error)) return 0;
    throw error;
  }
  const names = await readdir(path);
  const sizes = await Promise.all(names.map((name) => bytesBelow(join(path, name))));
  return sizes.reduce((a, b) => a + b, 0);
}
