/**
 * `npm run evaluate`: runs a detector over pictures with known objects, headless and in the code that the
 * page uses, and prints COCO's twelve numbers, AP per class and the time per stage. With `--ground-truth` and
 * `--detections` it runs no detector and evaluates the two files.
 * `npm run evaluate -- --help` lists the options.
 */
import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { cocoProtocol } from '$src/detect/evaluation';
import type { DetectOptions, DetectorInfo, RuntimeReport } from '$src/detect/types';
import { runtimeText } from '$src/evidence/environment';
import { calibrationOf, calibrationSuite, expectCard, writeFigures } from './evaluate/card-file';
import { evaluateFiles, isAboutFiles } from './evaluate/files';
import { RunError, withDetector, type OpenPage } from './evaluate/in-browser';
import { OptionError, readOptions, usage, type EvaluateOptions } from './evaluate/options';
import { printSet, printSummary, protocolOf, reportOf, type SetReport } from './evaluate/report';
import { openFolder, openSuiteFolder, suiteNames, type PictureSet } from './evaluate/sets';

const modelsFolder = fileURLToPath(new URL('../public/models', import.meta.url));

export async function main(argv: string[]): Promise<number> {
  try {
    if (isAboutFiles(argv)) {
      evaluateFiles(argv);
      return 0;
    }
    const options = readOptions(argv, suiteNames());
    if (!options) {
      console.log(usage);
      return 0;
    }
    await evaluate(options);
    return 0;
  } catch (error) {
    if (!(error instanceof OptionError || error instanceof RunError)) throw error;
    console.error(error.message);
    return error instanceof OptionError ? 2 : 1;
  }
}

async function evaluate(options: EvaluateOptions): Promise<void> {
  const { modelId, weights, adapter, runtime } = options;
  const sets = setsOf(options);
  const folder = join(modelsFolder, modelId);
  // Before an hour of running, not after it.
  if (options.writesCard) expectCard(folder, options);
  await withDetector({ adapter, modelId, runtime }, { folder, weights }, progress, async (page) => {
    const detectOptions = optionsOf(options);
    const protocol = protocolOf(
      { ...cocoProtocol, ...detectOptions },
      options.inputSide ?? page.info.spec.inputSidePx,
      page.info.spec.isTransparent,
    );
    printHead(page.info, protocol);
    const reports: SetReport[] = [];
    for (const set of sets) reports.push(await runSet(page, set, detectOptions));
    if (reports.length > 1) printSummary(reports);
    if (options.json !== undefined) {
      writeFileSync(options.json, `${JSON.stringify(everything(page.info, protocol, reports))}\n`);
      console.log(`\nWritten to ${options.json}.`);
    }
    if (options.writesCard) writeCard(options, folder, page.info, protocol, sets, reports);
  });
}

async function runSet(
  page: OpenPage,
  set: PictureSet,
  options: Partial<DetectOptions>,
): Promise<SetReport> {
  const report = reportOf(set, await page.run(set, options), page.info.spec);
  printSet(report, set.dataset);
  return report;
}

function setsOf({ suites, images, annotations, limit }: EvaluateOptions): readonly PictureSet[] {
  if (images === undefined || annotations === undefined) {
    return suites.map((name) => openSuiteFolder(name, limit));
  }
  // The folder's name says more than "instances.json" does.
  const name = `${basename(dirname(annotations))}/${basename(annotations)}`;
  return [openFolder(name, images, annotations, limit)];
}

function optionsOf(options: EvaluateOptions): Partial<DetectOptions> {
  const { inputSide, scoreThreshold, iouThreshold } = options;
  return {
    ...(inputSide === undefined ? {} : { inputSide }),
    ...(scoreThreshold === undefined ? {} : { scoreThreshold }),
    ...(iouThreshold === undefined ? {} : { iouThreshold }),
  };
}

function writeCard(
  { modelId, images }: EvaluateOptions,
  folder: string,
  info: DetectorInfo,
  protocol: string,
  sets: readonly PictureSet[],
  reports: readonly SetReport[],
): void {
  const at = reports.findIndex(({ name }) => name === calibrationSuite);
  const [dataset, detections] = [sets[at]?.dataset, reports[at]?.detections];
  writeFigures(folder, {
    suites: images === undefined ? reports : [],
    photos: images === undefined ? undefined : reports[0],
    calibration: dataset && detections ? calibrationOf(dataset, detections) : undefined,
    protocol,
    runtime: recordOf(info.runtime),
    sha256: info.spec.sha256,
  });
  console.log(`\nWritten to the card of ${modelId}.`);
}

function printHead({ spec, runtime, loadMs, firstRunMs }: DetectorInfo, protocol: string): void {
  console.log(`# ${spec.name} (${spec.modelId}), adapter ${spec.adapter}`);
  console.log(`Runtime: ${recordOf(runtime)}.`);
  console.log(`Protocol: ${protocol}.`);
  console.log(`Model sha256 ${spec.sha256}.`);
  console.log(`Load ${loadMs.toFixed(0)} ms, first run ${firstRunMs.toFixed(0)} ms.`);
}

/** As in the records of the labs, with the device. */
function recordOf(report: RuntimeReport): string {
  const { device } = report;
  return device === undefined ? runtimeText(report) : `${runtimeText(report)}, ${device}`;
}

function everything(info: DetectorInfo, protocol: string, sets: readonly SetReport[]): object {
  const [cpu] = cpus();
  return {
    model: info.spec,
    runtime: info.runtime,
    machine: { cpu: cpu?.model ?? 'unknown', cores: cpus().length, date: new Date().toISOString() },
    protocol,
    loadMs: info.loadMs,
    firstRunMs: info.firstRunMs,
    sets,
  };
}

function progress(set: string, done: number, total: number): void {
  if (done % 25 === 0 || done === total) console.error(`  ${set}: ${done} of ${total}`);
}
