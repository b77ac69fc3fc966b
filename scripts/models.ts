/**
 * `npm run models -- coco-ssd yolox-nano`: downloads detectors of others into public/models, where the app and
 * the scripts find them without a network. Interrupted downloads go on where they stopped; every file is
 * verified, those that are there already too.
 */
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { downloadModel, type DownloadProgress } from '$src/detect/store/download';
import {
  bytesOf,
  thirdPartyModel,
  thirdPartyModels,
  type ModelOrigin,
  type ThirdPartyModel,
} from '$src/detect/store/third-party';
import { DetectError } from '$src/detect/types';
import { formatBytes, formatTimeLeft, timeLeftMs } from '$src/ui/format';
import { DiskFiles } from './models/disk-files';
import { ProgressLine } from './world/progress';

const shipped = fileURLToPath(new URL('../public/models', import.meta.url));

const usage = `npm run models -- NAME... [--all] [--out FOLDER] [--mirror URL]

${thirdPartyModels
  .map(
    (model) =>
      `  ${model.id.padEnd(12)}${formatBytes(bytesOf(model))}, ${model.licence}, from ${model.origins[0]?.host ?? 'a mirror'}\n              ${model.about}`,
  )
  .join('\n')}

  --all           all of these
  --out FOLDER    default public/models; each model gets a folder in it
  --mirror URL    ask this folder instead of the model's own origins (one model at a time)`;

export async function main(argv: string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: argv,
    allowPositionals: true,
    options: {
      all: { type: 'boolean', default: false },
      out: { type: 'string', default: shipped },
      mirror: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  if (values.help) {
    console.log(usage);
    return 0;
  }
  const names = values.all ? thirdPartyModels.map(({ id }) => id) : positionals;
  const unknown = names.filter((name) => thirdPartyModel(name) === undefined);
  if (names.length === 0 || unknown.length > 0) {
    const quoted = unknown.map((name) => `“${name}”`).join(', ');
    console.error(names.length === 0 ? usage : `No model is called ${quoted}.\n\n${usage}`);
    return 2;
  }
  if (values.mirror !== undefined && (names.length > 1 || !URL.canParse(values.mirror))) {
    console.error(
      `--mirror takes one address of a folder, and one model; got “${values.mirror}” for ${names.join(', ')}.`,
    );
    return 2;
  }
  const files = new DiskFiles(values.out);
  const stop = new AbortController();
  const onStop = (): void => stop.abort();
  process.once('SIGINT', onStop);
  let failed = 0;
  for (const model of thirdPartyModels.filter(({ id }) => names.includes(id))) {
    const origins = values.mirror === undefined ? model.origins : [mirrorOf(values.mirror)];
    if (!(await get(model, files, origins, stop.signal))) failed++;
    if (stop.signal.aborted) break;
  }
  process.off('SIGINT', onStop);
  return failed === 0 ? 0 : 1;
}

async function get(
  model: ThirdPartyModel,
  files: DiskFiles,
  origins: readonly ModelOrigin[],
  signal: AbortSignal,
): Promise<boolean> {
  const hosts = origins.map(({ host }) => host).join(', else ');
  console.log(`${model.id}: ${formatBytes(bytesOf(model))} from ${hosts} (${model.licence})`);
  const line = new ProgressLine();
  const startedAt = performance.now();
  let resumedBytes: number | undefined;
  const report = (progress: DownloadProgress): void => {
    resumedBytes ??= progress.bytes;
    const { bytes, totalBytes, path } = progress;
    const leftMs = timeLeftMs(
      bytes - resumedBytes,
      totalBytes - resumedBytes,
      performance.now() - startedAt,
    );
    const left = leftMs === undefined ? '' : `, ${formatTimeLeft(leftMs)}`;
    const text = `  ${path}: ${formatBytes(bytes)} of ${formatBytes(totalBytes)}${left}`;
    if (bytes < totalBytes) line.show(text, false);
  };
  try {
    await downloadModel(model, files, { origins, report, signal });
    line.show(`  Complete and verified (SHA-256) in ${join(files.folder, model.id)}.`, true);
    return true;
  } catch (error) {
    if (signal.aborted) {
      console.error('\n  Stopped. What came is kept; the same command goes on from there.');
    } else if (error instanceof DetectError) {
      console.error(`\n  ${error.message}`);
    } else {
      throw error;
    }
    return false;
  }
}

function mirrorOf(url: string): ModelOrigin {
  const base = url.endsWith('/') ? url : `${url}/`;
  return { host: new URL(base).host, base, allowsPages: false };
}
