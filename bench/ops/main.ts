/** The bench page: measures one op after the other when the script asks for it. */
import { createImage } from '$src/core/image';
import type { Image } from '$src/core/image';
import { defaults } from '$src/core/params';
import type { AnyParams } from '$src/core/params';
import { createRng } from '$src/core/rng';
import { browserOf } from '$src/evidence/environment';
import type { Contender } from '$src/evidence/protocol';
import { bootstrapRatio, summarise } from '$src/evidence/statistics';
import type { RatioInterval } from '$src/evidence/types';
import { openTested } from '$src/gpu/backends';
import { differenceOf } from '$src/gpu/difference';
import type { Backend } from '$src/ops/backend';
import type { BackendName, Op } from '$src/ops/op';
import { opNamed, ops } from '$src/ops/registry';
import { jobs } from './jobs';
import type { Job } from './jobs';
import { imageOfMat, matOf, openCv } from './opencv';
import type { OpenCv } from './opencv';
import { interleave, tickMs } from './rounds';

export interface BenchSetup {
  readonly ops: readonly string[];
  readonly width: number;
  readonly height: number;
  readonly browser: string;
  readonly isCrossOriginIsolated: boolean;
  readonly tickMs: number;
  readonly openCv: string;
  readonly devices: Readonly<Record<string, string>>;
}

export interface BenchCell {
  /** `reference`, `opencv.js`, `webgpu`, `webgpu resident`, ... */
  readonly contender: string;
  readonly medianMs: number;
  readonly p05Ms: number;
  readonly p95Ms: number;
  readonly n: number;
  /** Time divided by that of OpenCV.js: below 1 is faster than OpenCV.js. */
  readonly ratio?: number;
  readonly interval?: RatioInterval;
}

export interface BenchRow {
  readonly op: string;
  readonly note: string;
  readonly cells: readonly BenchCell[];
  /** Largest difference of the reference from OpenCV.js. */
  readonly maxAbs?: number;
  readonly problem?: string;
}

const width = 1280;
const height = 720;
const gpuNames: readonly BackendName[] = ['webgpu', 'webgl2'];

const gray = testImage(1);
const colour = testImage(3);
const ready = prepare();

async function prepare() {
  const cv = await openCv();
  const backends: Backend[] = [];
  const devices: Record<string, string> = {};
  for (const name of gpuNames) {
    const { report, backend } = await openTested(name);
    devices[name] = report.ok ? report.device : `not used: ${report.reason ?? 'unknown'}`;
    if (backend) backends.push(backend);
  }
  return { cv, backends, devices };
}

const api = {
  async setup(): Promise<BenchSetup> {
    const { cv, devices } = await ready;
    return {
      ops: jobs.filter((job) => ops.has(job.op)).map((job) => job.op),
      width,
      height,
      browser: browserOf(globalThis),
      isCrossOriginIsolated: globalThis.crossOriginIsolated,
      tickMs,
      openCv: describeOpenCv(cv),
      devices,
    };
  },

  /** Compares the results of one op with OpenCV.js, without timing. Never rejects. */
  async check(name: string): Promise<BenchRow> {
    return guarded(name, async (job) => {
      const { cv } = await ready;
      const op = opNamed(job.op);
      const image = job.isColour ? colour : gray;
      const result = compareResults(job, op, image, paramsOf(job, op), () => {
        const src = matOf(cv, image);
        const dst = new cv.Mat();
        const call = job.opencv?.(cv, src, dst);
        call?.();
        return call && imageOfMat(cv, dst);
      });
      return { op: name, note: job.note, cells: [], ...result };
    });
  },

  /** Times one op on everything. Never rejects: what went wrong is in the row. */
  async measure(name: string, seconds: number): Promise<BenchRow> {
    return guarded(name, (job) => measure(job, seconds));
  },
};

export type CvLabBench = typeof api;
Object.assign(globalThis, { cvLabBench: api });

function paramsOf(job: Job, op: Op): AnyParams {
  return { ...defaults(op.params), ...job.params };
}

async function guarded(name: string, work: (job: Job) => Promise<BenchRow>): Promise<BenchRow> {
  const job = jobs.find((candidate) => candidate.op === name);
  if (!job) return { op: name, note: '', cells: [], problem: 'no such job' };
  try {
    return await work(job);
  } catch (error) {
    // OpenCV.js throws the address of its C++ exception, a number.
    const problem = error instanceof Error ? error.message : `OpenCV.js threw ${String(error)}`;
    return { op: name, note: job.note, cells: [], problem };
  }
}

async function measure(job: Job, seconds: number): Promise<BenchRow> {
  const { cv, backends } = await ready;
  const op = opNamed(job.op);
  const params = paramsOf(job, op);
  const image = job.isColour ? colour : gray;
  const main = op.outputs[0] ?? '';
  const contenders: Contender[] = [];
  const cleanUps: (() => void)[] = [];

  contenders.push({
    label: 'reference',
    run: () => Promise.resolve(void op.reference([image], params)),
  });
  const src = matOf(cv, image);
  const dst = new cv.Mat();
  const call = job.opencv?.(cv, src, dst);
  if (call) contenders.push({ label: 'opencv.js', run: () => Promise.resolve(call()) });
  for (const backend of 'missing' in op.gpu ? [] : backends) {
    const input = await backend.upload(image);
    cleanUps.push(() => backend.release(input));
    contenders.push({
      label: backend.name,
      run: async () => {
        const uploaded = await backend.upload(image);
        const { outputs } = await backend.run(op, [uploaded], params);
        const result = outputs[main];
        if (result) await backend.read(result);
        backend.release(uploaded, ...Object.values(outputs));
      },
    });
    contenders.push({
      label: `${backend.name} resident`,
      run: async () => {
        const { outputs } = await backend.run(op, [input], params);
        await backend.finish();
        backend.release(...Object.values(outputs));
      },
    });
  }

  const { maxAbs, problem } = compareResults(job, op, image, params, () => {
    call?.();
    return call && imageOfMat(cv, dst);
  });
  const limits = { seconds, fewestRounds: 5, mostRounds: 40 };
  const times = await interleave(contenders, limits);
  for (const cleanUp of cleanUps) cleanUp();
  for (const backend of backends) backend.trim?.();
  src.delete();
  dst.delete();

  const theirs = times[contenders.findIndex((contender) => contender.label === 'opencv.js')];
  const cells = contenders.map(({ label }, index): BenchCell => {
    const ours = times[index] ?? [];
    const { n, median: medianMs, p05: p05Ms, p95: p95Ms } = summarise(ours);
    const cell = { contender: label, n, medianMs, p05Ms, p95Ms };
    if (!theirs || label === 'opencv.js') return cell;
    const ratio = medianMs / summarise(theirs).median;
    return { ...cell, ratio, interval: bootstrapRatio(theirs, ours, { rng: createRng(1) }) };
  });
  return {
    op: op.name,
    note: job.note,
    cells,
    ...(maxAbs === undefined ? {} : { maxAbs }),
    ...(problem === undefined ? {} : { problem }),
  };
}

/** Whether the reference and OpenCV.js do the same job, so that their times may be compared. */
function compareResults(
  job: Job,
  op: Op,
  image: Image,
  params: AnyParams,
  theirResult: () => Image | undefined,
): Pick<BenchRow, 'maxAbs' | 'problem'> {
  const theirs = theirResult();
  const ours = op.reference([image], params)[op.outputs[0] ?? ''];
  if (!theirs || !ours) return {};
  const period = op.name === 'gradientDirection' ? 360 : undefined;
  const { maxAbs, where } = differenceOf(like(ours, theirs), ours, period);
  if (maxAbs <= (job.maxAbs ?? 0)) return { maxAbs };
  return {
    maxAbs,
    problem: `differs from OpenCV.js by ${maxAbs}, ${job.maxAbs ?? 0} allowed (${where})`,
  };
}

/** OpenCV's histogram is a column of floats, ours a row of integers: the same numbers. */
function like(reference: Image, theirs: Image): Image {
  const isSame =
    reference.type === theirs.type &&
    reference.width === theirs.width &&
    reference.height === theirs.height;
  if (isSame || reference.data.length !== theirs.data.length) return theirs;
  const image = createImage(reference.type, reference.width, reference.height, reference.channels);
  image.data.set(theirs.data);
  return image as Image;
}

function describeOpenCv(cv: OpenCv): string {
  const build = cv.getBuildInformation();
  const version = /OpenCV (\S+)/.exec(build)?.[1] ?? 'unknown version';
  const parallel = /Parallel framework:\s*(\S+)/.exec(build)?.[1] ?? 'unknown';
  const simd = /msimd128/.test(build) ? 'SIMD' : 'no SIMD';
  return `OpenCV.js ${version} (${parallel === 'none' ? '1 thread' : parallel}, ${simd})`;
}

/** Soft shading, hard shapes, texture and noise: something for every op to do. Seeded. */
function testImage(channels: 1 | 3): Image {
  const image = createImage('u8', width, height, channels);
  const rng = createRng(7);
  const discs = Array.from({ length: 60 }, () => ({
    x: rng.integer(0, width),
    y: rng.integer(0, height),
    r: rng.integer(8, 90),
    level: rng.integer(0, 255),
  }));
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let value = 60 + (90 * x) / width + 40 * Math.sin(y / 37);
      for (const disc of discs) {
        if ((x - disc.x) ** 2 + (y - disc.y) ** 2 < disc.r ** 2) value = disc.level;
      }
      for (let c = 0; c < channels; c++) {
        const noisy = value + 6 * rng.normal() + 12 * c;
        image.data[(y * width + x) * channels + c] = Math.max(0, Math.min(255, noisy));
      }
    }
  }
  return image as Image;
}
