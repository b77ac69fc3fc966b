/**
 * Draws the pictures of a job that are not in its log yet, side by side in several browsers. The order
 * in which they are finished does not matter: every picture depends on its index alone.
 */
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { DrawingPage } from './drawing-page';
import type { Drawn } from './generator';
import { ProgressLog, type Finished, type Settings } from './log';
import { duration, PaceMeter, paceLine, ProgressLine, StageTimes } from './progress';

export interface Job<R> {
  readonly name: string;
  readonly folder: string;
  /** Of the log; usually the same as `folder`. */
  readonly logFolder: string;
  readonly count: number;
  readonly settings: Settings;
  fileOf(index: number): string;
  draw(page: DrawingPage, index: number): Promise<Drawn<R>>;
}

export interface Outcome<R> {
  /** By index, in order; all of them unless the run was stopped. */
  readonly finished: readonly Finished<R>[];
  readonly isComplete: boolean;
}

/** Throws LogError when the folder belongs to another run, or what drawing threw three times over. */
export async function runJob<R>(
  job: Job<R>,
  pages: readonly DrawingPage[],
  stop: AbortSignal,
): Promise<Outcome<R>> {
  await mkdir(job.folder, { recursive: true });
  await mkdir(job.logFolder, { recursive: true });
  const log = await ProgressLog.open<R>(job.logFolder, job.folder, job.settings);
  const startS = seconds();
  const [line, times] = [new ProgressLine(), new StageTimes()];
  const inRange = [...log.finished.keys()].filter((index) => index < job.count).length;
  const meter = new PaceMeter(job.count, inRange, startS);
  if (inRange > 0) console.log(`${job.name}: ${inRange} of ${job.count} are there already.`);
  let next = 0;
  let drawn = 0;
  const failures: unknown[] = [];
  const work = async (page: DrawingPage): Promise<void> => {
    while (!stop.aborted && failures.length === 0) {
      while (log.finished.has(next)) next++;
      if (next >= job.count) return;
      const index = next++;
      const entry = await make(job, page, index, times);
      await log.append(entry);
      drawn++;
      const pace = meter.add(seconds());
      line.show(paceLine(job.name, pace), pace.done === job.count);
    }
  };
  try {
    await Promise.all(
      pages.map((page) => work(page).catch((error: unknown) => void failures.push(error))),
    );
  } finally {
    await log.close();
  }
  if (failures.length > 0) throw failures[0];
  if (drawn > 0) {
    const tookS = seconds() - startS;
    console.log(
      `${job.name}: ${drawn} pictures in ${duration(tookS)}, ${((60 * drawn) / tookS).toFixed(1)} per minute; ${times.summary()}`,
    );
  }
  const finished = [...log.finished.values()]
    .filter(({ index }) => index < job.count)
    .sort((a, b) => a.index - b.index);
  return { finished, isComplete: finished.length === job.count };
}

async function make<R>(
  job: Job<R>,
  page: DrawingPage,
  index: number,
  times: StageTimes,
): Promise<Finished<R>> {
  const asked = performance.now();
  const { base64, record, stagesMs } = await job.draw(page, index);
  const answered = performance.now();
  const bytes = Buffer.from(base64, 'base64');
  const file = job.fileOf(index);
  await writeWhole(join(job.folder, file), bytes);
  const inPage = Object.values(stagesMs).reduce((a, b) => a + b, 0);
  times.add({
    ...stagesMs,
    transfer: answered - asked - inPage,
    write: performance.now() - answered,
  });
  return { index, file, bytes: bytes.length, record };
}

/** Under its name only when complete, so that a killed run leaves no half file. */
export async function writeWhole(path: string, data: string | Uint8Array): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  const temporary = `${path}.part`;
  await writeFile(temporary, data);
  await rename(temporary, path);
}

const seconds = (): number => performance.now() / 1000;
