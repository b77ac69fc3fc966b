/** A set of small pictures as a job: drawn one by one as PNG, then put together, a sheet per split. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { perClassOf, countOf, itemAt, splits, type SheetSet } from '$src/world/sets/sets';
import { columnsOf, type SheetFile } from '$src/world/sets/sheet-file';
import type { DrawingPage } from './drawing-page';
import type { SpriteRecord } from './generator';
import type { Finished } from './log';
import type { Format, GenerateOptions } from './options';
import { writeWhole, type Job } from './run-job';

export interface SheetPlan {
  readonly set: SheetSet;
  readonly perClass: ReturnType<typeof perClassOf>;
  readonly size: number;
  readonly seed: number;
  readonly samples: number;
  readonly format: Format;
  readonly quality: number;
}

export function sheetPlanOf(set: SheetSet, options: GenerateOptions): SheetPlan {
  return {
    set,
    perClass: perClassOf(set, options.count),
    size: options.size ?? set.size,
    seed: options.seed ?? set.seed,
    samples: options.samples ?? set.samples,
    format: options.format,
    quality: options.quality ?? set.quality,
  };
}

const spriteFolder = '.sprites';

/** Sprites stay beside the log: sheets of another quality are then made without drawing again. */
export function sheetJob(
  { set, perClass, size, seed, samples }: SheetPlan,
  logFolder: string,
  made: Readonly<Record<string, string>>,
): Job<SpriteRecord> {
  return {
    name: set.name,
    folder: join(logFolder, spriteFolder),
    logFolder,
    count: countOf(set, perClass),
    // The number of training pictures decides which index is which picture, so it belongs here.
    settings: { set: set.name, train: perClass.train, size, seed, samples, ...made },
    fileOf: (index) => `${String(index).padStart(6, '0')}.png`,
    draw: (page, index) =>
      page.call('sprite', {
        set: set.name,
        item: itemAt(set, perClass, index, seed),
        size,
        samples,
      }),
  };
}

export async function writeSheets(
  plan: SheetPlan,
  folder: string,
  logFolder: string,
  finished: readonly Finished<SpriteRecord>[],
  page: DrawingPage,
  made: Readonly<Record<string, string>>,
): Promise<void> {
  const { set, perClass, size, format, quality } = plan;
  const ending = format === 'jpeg' ? 'jpg' : format;
  const sheets: SheetFile['splits'][number][] = [];
  for (const split of splits) {
    const own = finished.filter(({ record }) => record.split === split);
    const columns = columnsOf(own.length);
    const name = `${set.name}-${split}`;
    await page.call('beginSheet', name, columns * size, Math.ceil(own.length / columns) * size);
    for (let from = 0; from < own.length; from += 64) {
      const part = await Promise.all(
        own.slice(from, from + 64).map(async ({ file }, i) => ({
          base64: await readFile(join(logFolder, spriteFolder, file), 'base64'),
          x: ((from + i) % columns) * size,
          y: Math.floor((from + i) / columns) * size,
        })),
      );
      await page.call('addToSheet', name, part);
    }
    const bytes = Buffer.from(await page.call('endSheet', name, format, quality), 'base64');
    const file = `${split}.${ending}`;
    await writeWhole(join(folder, file), bytes);
    sheets.push({
      name: split,
      file,
      columns,
      count: own.length,
      labels: own.map(({ record }) => record.classIndex),
      seeds: own.map(({ record }) => record.seed),
    });
  }
  const coding = format === 'png' ? '--format png' : `--format ${format} --quality ${quality}`;
  const description: SheetFile = {
    kind: 'sprite sheets',
    version: 1,
    info: {
      name: set.name,
      title: set.title,
      description: set.description,
      ...made,
      seed: plan.seed,
      samples: plan.samples,
      license: 'Apache-2.0',
      layout:
        'Picture i of a split is at column i % columns, row floor(i / columns) of its file. labels[i] is the number of its class, seeds[i] the seed from which it is drawn again.',
      command: `npm run world -- --suite ${set.name} --count ${perClass.train} --size ${size} --seed ${plan.seed} --samples ${plan.samples} ${coding} --out DIR`,
    },
    size,
    classes: set.classes,
    splits: sheets,
  };
  await writeWhole(join(folder, 'annotations.json'), `${JSON.stringify(description)}\n`);
}
