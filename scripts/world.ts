/**
 * `npm run world`: renders data sets of the tabletop with exact truth. `npm run world -- --help` lists
 * the options. Interrupted runs go on where they stopped; the same seed gives the same bytes on one
 * machine, whatever the number of workers.
 */
import { join } from 'node:path';
import { sheetSetOf, sheetSets } from '$src/world/sets/sets';
import { suiteOf, suites } from '$src/world/suites';
import { servePages } from './support/browser-page';
import { writeContactSheet } from './world/contact-sheet';
import { writeDataCard } from './world/data-card-file';
import { DrawingPage, pagePath } from './world/drawing-page';
import { worldFingerprint } from './world/fingerprint';
import { LogError } from './world/log';
import {
  allShipped,
  OptionError,
  readOptions,
  usage,
  type GenerateOptions,
  type Options,
} from './world/options';
import { runJob } from './world/run-job';
import { sheetJob, sheetPlanOf, writeSheets } from './world/sheet-job';
import { beginAnew, shippedFolder, shippedLogs, shippedNames } from './world/shipped';
import { planOf, suiteJob, writeAnnotations } from './world/suite-job';

const names = [...suites, ...sheetSets].map(({ name }) => name);

export async function main(argv: string[]): Promise<number> {
  let options: Options;
  try {
    options = readOptions(argv, names);
  } catch (error) {
    if (!(error instanceof OptionError)) throw error;
    console.error(error.message);
    return 2;
  }
  switch (options.kind) {
    case 'help':
      console.log(usage.replace('SUITES', names.join(', ')));
      return 0;
    case 'data-card':
      return writeDataCard(options.folder);
    default:
      return withPages(options.kind === 'generate' ? options.workers : 1, (pages, stop) =>
        options.kind === 'generate'
          ? generate(options, pages, stop)
          : writeContactSheet(options.folder, options.out, pages),
      );
  }
}

type Pages = readonly [DrawingPage, ...DrawingPage[]];

/** Opens pages, and lets Ctrl-C stop cleanly: pictures under way are finished, then everything closes. */
async function withPages(
  workers: number,
  use: (pages: Pages, stop: AbortSignal) => Promise<number>,
): Promise<number> {
  const stop = new AbortController();
  const onStop = (): void => {
    if (stop.signal.aborted) process.exit(130); // asked twice: at once
    console.error('\nStopping after the pictures under way. Again to stop at once.');
    stop.abort();
  };
  process.on('SIGINT', onStop);
  process.on('SIGTERM', onStop);
  const server = await servePages({ path: pagePath, cacheDir: 'node_modules/.vite-world' });
  const pages: Pages = [
    new DrawingPage(server.base),
    ...Array.from({ length: workers - 1 }, () => new DrawingPage(server.base)),
  ];
  try {
    return await use(pages, stop.signal);
  } catch (error) {
    if (!(error instanceof LogError)) throw error;
    console.error(error.message);
    return 2;
  } finally {
    await Promise.all(pages.map((page) => page.close()));
    await server.close();
    process.off('SIGINT', onStop);
    process.off('SIGTERM', onStop);
  }
}

async function generate(
  options: GenerateOptions,
  pages: Pages,
  stop: AbortSignal,
): Promise<number> {
  const made = { world: await worldFingerprint(), browser: await pages[0].browserName() };
  if (options.name !== allShipped) {
    const folder = options.out ?? '.';
    return generateOne(options, folder, folder, pages, stop, made);
  }
  for (const name of shippedNames) {
    const logs = join(shippedLogs, name);
    await beginAnew(logs, made);
    // Sets of textures need more quality than scenes: theirs stays as it is.
    const quality = sheetSetOf(name) ? undefined : options.quality;
    const one: GenerateOptions = { ...options, name, quality };
    const code = await generateOne(one, join(shippedFolder, name), logs, pages, stop, made);
    if (code !== 0) return code;
  }
  return 0;
}

async function generateOne(
  options: GenerateOptions,
  folder: string,
  logFolder: string,
  pages: Pages,
  stop: AbortSignal,
  made: Readonly<Record<string, string>>,
): Promise<number> {
  const set = sheetSetOf(options.name);
  if (set) {
    const plan = sheetPlanOf(set, options);
    const { finished, isComplete } = await runJob(sheetJob(plan, logFolder, made), pages, stop);
    if (!isComplete) return stopped(finished.length);
    await writeSheets(plan, folder, logFolder, finished, pages[0], made);
    console.log(`${set.name}: ${finished.length} pictures in ${folder}`);
    return 0;
  }
  const plan = planOf(suiteOf(options.name), options);
  const { finished, isComplete } = await runJob(
    suiteJob(plan, folder, logFolder, made),
    pages,
    stop,
  );
  if (!isComplete) return stopped(finished.length);
  const breaches = await writeAnnotations(plan, folder, finished, options.exports, made);
  if (breaches.length > 0) {
    console.error(`${folder}/annotations.json breaks rules of COCO:`);
    for (const breach of breaches.slice(0, 20)) console.error(`  ${breach}`);
    if (breaches.length > 20) console.error(`  and ${breaches.length - 20} more`);
    return 1;
  }
  const bytes = finished.reduce((sum, picture) => sum + picture.bytes, 0);
  const objects = finished.reduce((sum, { record }) => sum + record.annotations.length, 0);
  console.log(
    `${plan.suite.name}: ${finished.length} pictures (${(bytes / 1e6).toFixed(2)} MB, ${(bytes / finished.length / 1000).toFixed(1)} kB each), ${objects} objects in ${folder}; COCO rules kept`,
  );
  return 0;
}

function stopped(count: number): number {
  console.error(`Stopped with ${count} pictures finished. The same command goes on from there.`);
  return 130;
}
