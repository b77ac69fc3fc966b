/** A suite as a job, and what is written when all its pictures are there. */
import { join } from 'node:path';
import {
  checkCoco,
  cocoText,
  datasetOf,
  type CocoRecord,
  type TabletopDataset,
} from '$src/world/export/coco';
import { vocFile } from '$src/world/export/voc';
import { yoloFiles } from '$src/world/export/yolo';
import type { Suite } from '$src/world/suites';
import type { Finished } from './log';
import type { Export, Format, GenerateOptions } from './options';
import { writeWhole, type Job } from './run-job';

/** What the options and the suite's own defaults make together. */
export interface SuitePlan {
  readonly suite: Suite;
  readonly count: number;
  readonly size: number;
  readonly seed: number;
  readonly samples: number;
  readonly format: Format;
  readonly quality: number;
  /** YOLO finds labels by putting `labels` for `images` in a path: pictures go there when it is asked for. */
  readonly prefix: '' | 'images/';
}

export function planOf(suite: Suite, options: GenerateOptions): SuitePlan {
  return {
    suite,
    count: options.count ?? suite.count,
    size: options.size ?? suite.size,
    seed: options.seed ?? suite.seed,
    samples: options.samples ?? suite.samples,
    format: options.format,
    quality: options.quality ?? Math.round(100 * suite.quality),
    prefix: options.exports.includes('yolo') ? 'images/' : '',
  };
}

/** `000042.webp`; for clips `clip-03-17.webp`. */
export function fileNameOf({ suite, format, prefix }: SuitePlan, index: number): string {
  const ending = format === 'jpeg' ? 'jpg' : format;
  const { framesPerClip } = suite;
  const stem =
    framesPerClip === undefined
      ? String(index).padStart(6, '0')
      : `clip-${pad2(Math.floor(index / framesPerClip))}-${pad2(index % framesPerClip)}`;
  return `${prefix}${stem}.${ending}`;
}

const pad2 = (value: number): string => String(value).padStart(2, '0');

export function suiteJob(
  plan: SuitePlan,
  folder: string,
  logFolder: string,
  made: Readonly<Record<string, string>>,
): Job<CocoRecord> {
  const { suite, size, seed, samples, format, quality } = plan;
  return {
    name: suite.name,
    folder,
    logFolder,
    count: plan.count,
    settings: {
      suite: suite.name,
      size,
      seed,
      samples,
      format,
      quality: format === 'png' ? null : quality,
      prefix: plan.prefix,
      ...made,
    },
    fileOf: (index) => fileNameOf(plan, index),
    draw: (page, index) =>
      page.call('picture', {
        suite: suite.name,
        index,
        seed,
        size,
        samples,
        fileName: fileNameOf(plan, index),
        format,
        quality,
      }),
  };
}

/** The command that makes the same pictures again. */
export function commandOf({
  suite,
  count,
  size,
  seed,
  samples,
  format,
  quality,
}: SuitePlan): string {
  const coding = format === 'png' ? '--format png' : `--format ${format} --quality ${quality}`;
  return `npm run world -- --suite ${suite.name} --count ${count} --size ${size} --seed ${seed} --samples ${samples} ${coding} --out DIR`;
}

/**
 * Writes annotations.json and the other forms asked for. Returns what the COCO rules find wrong;
 * annotations.json is then written all the same, for looking into it.
 */
export async function writeAnnotations(
  plan: SuitePlan,
  folder: string,
  finished: readonly Finished<CocoRecord>[],
  forms: readonly Export[],
  made: Readonly<Record<string, string>>,
): Promise<string[]> {
  const info = { ...plan.suite, seed: plan.seed };
  const records = finished.map(({ record }) => record);
  const bare = datasetOf(info, records);
  const dataset: TabletopDataset = {
    ...bare,
    info: { ...bare.info, ...made, command: commandOf(plan) },
  };
  await writeWhole(join(folder, 'annotations.json'), cocoText(dataset));
  if (forms.includes('yolo')) {
    for (const [file, text] of yoloFiles(dataset)) await writeWhole(join(folder, file), text);
  }
  if (forms.includes('voc')) {
    for (const { image, annotations } of records) {
      const stem = image.file_name.replace(/^images\//, '').replace(/\.\w+$/, '');
      await writeWhole(
        join(folder, 'Annotations', `${stem}.xml`),
        vocFile({ ...dataset, annotations }, image),
      );
    }
  }
  return checkCoco(dataset);
}
