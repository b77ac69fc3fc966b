/** One picture of many pictures of the shipped sets, for the README. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { parseCoco, type CocoDataset } from '$src/metrics/coco-format';
import { parseSheetFile } from '$src/world/sets/sheet-file';
import { sheetSets } from '$src/world/sets/sets';
import { classes } from '$src/world/classes';
import { writeWhole } from './run-job';
import { sideOf, type ContactBox, type ContactPicture, type ContactSheet } from './contact-layout';
import type { DrawingPage } from './drawing-page';
import { isMissing } from './log';
import { shippedSuites } from './shipped';

const grid = { width: 1600, columns: 8, gap: 6, paper: '#f7f4ec' };
const mostRows = 5;
const mostBytes = 400_000;

/** How many pictures of each suite are shown, in this order; one cell of each set follows. */
const shown: Readonly<Record<(typeof shippedSuites)[number], number>> = {
  test: 16,
  dense: 3,
  occluded: 2,
  small: 2,
  dark: 2,
  'dark-clipped': 1,
  'motion-blur': 2,
  noisy: 1,
  field: 6,
  clips: 2,
};

type Cell = ContactPicture & { base64: string; type: string };

/** Reads the sets in `folder`, writes the picture to `out`. Returns the exit code. */
export async function writeContactSheet(
  folder: string,
  out: string,
  [page]: readonly [DrawingPage, ...DrawingPage[]],
): Promise<number> {
  const cells: Cell[] = [];
  for (const name of shippedSuites) {
    cells.push(...(await suiteCells(join(folder, name), shown[name], cells.length)));
  }
  for (const { name } of sheetSets) {
    cells.push(...(await sheetCells(join(folder, name))));
  }
  if (cells.length === 0) {
    console.error(
      `${folder} holds no rendered set. Make them: npm run world -- --suite all-shipped`,
    );
    return 1;
  }
  const rows = Math.min(mostRows, Math.ceil(cells.length / grid.columns));
  const sheet: ContactSheet = { ...grid, height: rows * (sideOf(grid) + grid.gap) + grid.gap };
  for (let quality = 84; ; quality -= 6) {
    const bytes = Buffer.from(await page.call('contactSheet', sheet, cells, quality), 'base64');
    if (bytes.length > mostBytes && quality > 40) continue;
    await writeWhole(out, bytes);
    console.log(`${out}: ${cells.length} pictures, ${(bytes.length / 1000).toFixed(0)} kB`);
    return 0;
  }
}

/** Pictures spread evenly over a suite; every third one with its boxes. */
async function suiteCells(folder: string, count: number, before: number): Promise<Cell[]> {
  const text = await textOf(join(folder, 'annotations.json'));
  if (text === undefined) return [];
  const dataset = parseCoco(text);
  const cells: Cell[] = [];
  const most = Math.min(count, dataset.images.length);
  for (let i = 0; i < most; i++) {
    const image = dataset.images[Math.floor(((i + 0.5) / most) * dataset.images.length)];
    if (!image) continue;
    cells.push({
      base64: await readFile(join(folder, image.file_name), 'base64'),
      type: typeOf(image.file_name),
      boxes: (before + i) % 3 === 1 ? boxesOf(dataset, image.id) : [],
    });
  }
  return cells;
}

/** The upper left corner of a sheet, as large as the other pictures. */
async function sheetCells(folder: string): Promise<Cell[]> {
  const text = await textOf(join(folder, 'annotations.json'));
  if (text === undefined) return [];
  const { splits, size } = parseSheetFile(text);
  const [split] = splits;
  if (!split) return [];
  const side = size * Math.min(4, split.columns);
  return [
    {
      base64: await readFile(join(folder, split.file), 'base64'),
      type: typeOf(split.file),
      boxes: [],
      part: { sx: 0, sy: 0, sw: side, sh: side },
    },
  ];
}

/** One hue per class, evenly spaced. */
function boxesOf(dataset: CocoDataset, imageId: number): ContactBox[] {
  return dataset.annotations
    .filter(({ image_id: id }) => id === imageId)
    .map(({ bbox, category_id: category }) => {
      const at = classes.findIndex(({ id }) => id === category);
      const [x, y, w, h] = bbox;
      return {
        bbox: [x, y, w, h],
        label: classes[at]?.name ?? String(category),
        colour: `hsl(${(at * 360) / classes.length} 75% 38%)`,
      };
    });
}

function typeOf(file: string): string {
  return `image/${file.endsWith('.jpg') ? 'jpeg' : (file.split('.').at(-1) ?? '')}`;
}

export async function textOf(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch (error) {
    if (isMissing(error)) return undefined;
    throw error;
  }
}
