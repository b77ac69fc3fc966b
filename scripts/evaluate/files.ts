/**
 * `npm run evaluate -- --ground-truth GT.json --detections DT.json [--iou-type bbox|segm] [--json FILE]`:
 * the twelve numbers of result files, as pycocotools prints them.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { evaluateCoco, statNames, type CocoDetection, type IouType } from '$src/metrics';
import { instancesOf, readJson, resultsOf } from '$src/metrics/formats/coco';
import { FormatError } from '$src/metrics/formats';
import { completed } from '../support/coco-json';
import { OptionError } from './options';

/** Whether the command line asks for files instead of for a detector. */
export function isAboutFiles(argv: readonly string[]): boolean {
  return argv.some((option) => /^--(ground-truth|detections|iou-type)(=|$)/.test(option));
}

/** Throws OptionError for what cannot be followed, and for files that cannot be read. */
export function evaluateFiles(argv: readonly string[]): void {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      'ground-truth': { type: 'string' },
      detections: { type: 'string' },
      'iou-type': { type: 'string', default: 'bbox' },
      json: { type: 'string' },
    },
  });
  const { 'ground-truth': truthFile, detections: resultFile, 'iou-type': iouType } = values;
  if (truthFile === undefined || resultFile === undefined) {
    throw new OptionError(
      '--ground-truth and --detections go together: two files of COCO’s formats.',
    );
  }
  if (iouType !== 'bbox' && iouType !== 'segm') {
    throw new OptionError(`--iou-type must be bbox or segm; got ${iouType}.`);
  }
  try {
    const dataset = instancesOf(completed(readJson(textOf(truthFile), truthFile)), truthFile);
    const results = resultsOf(readJson(textOf(resultFile), resultFile), resultFile);
    for (const [i, { image_id: imageId }] of results.entries()) {
      if (typeof imageId === 'number') continue;
      throw new OptionError(
        `${resultFile}, [${i}].image_id: expected the id of an image, got ${JSON.stringify(imageId)}.`,
      );
    }
    report(
      evaluateCoco(dataset, results as readonly CocoDetection[], { iouType }),
      iouType,
      values,
    );
  } catch (error) {
    if (!(error instanceof FormatError || error instanceof RangeError)) throw error;
    throw new OptionError(error.message, { cause: error });
  }
}

function textOf(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw new OptionError(`${file} cannot be read: ${reason}.`, { cause: error });
  }
}

function report(
  { stats, perClass }: ReturnType<typeof evaluateCoco>,
  iouType: IouType,
  { json }: { readonly json?: string | undefined },
): void {
  statLines.forEach((line, i) => {
    console.log(`${line} = ${(stats[i] ?? -1).toFixed(3)}`);
  });
  if (stats.includes(null)) console.log('-1.000: no object of this size, so there is no number.');
  if (json === undefined) return;
  const named = Object.fromEntries(statNames.map((name, i) => [name, stats[i] ?? null]));
  writeFileSync(json, `${JSON.stringify({ iouType, stats, named, perClass }, undefined, 2)}\n`);
  console.log(`Written to ${json}.`);
}

/** Letter by letter what pycocotools prints before each number. */
const statLines = [
  ...[
    ['0.50:0.95', 'all'],
    ['0.50', 'all'],
    ['0.75', 'all'],
    ['0.50:0.95', 'small'],
    ['0.50:0.95', 'medium'],
    ['0.50:0.95', 'large'],
  ].map(([iou = '', area = '']) => statLine('Average Precision', 'AP', iou, area, 100)),
  ...[1, 10, 100].map((most) => statLine('Average Recall', 'AR', '0.50:0.95', 'all', most)),
  ...['small', 'medium', 'large'].map((area) =>
    statLine('Average Recall', 'AR', '0.50:0.95', area, 100),
  ),
];

function statLine(title: string, short: string, iou: string, area: string, most: number): string {
  return ` ${title.padEnd(18)} (${short}) @[ IoU=${iou.padEnd(9)} | area=${area.padStart(6)} | maxDets=${`${most}`.padStart(3)} ]`;
}
