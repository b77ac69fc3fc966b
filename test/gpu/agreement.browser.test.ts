/**
 * Every op with a GPU plan, on every GPU backend, against its reference: fixed corner sizes at default
 * parameters, then random sizes and parameters from a seed that a failure prints. Run one op with
 * `npx vitest run --project browser test/gpu/agreement.browser.test.ts -t gaussianBlur`.
 */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { Channels, Image } from '$src/core/image';
import { defaults, randomParam } from '$src/core/params';
import type { AnyParams } from '$src/core/params';
import { createRng } from '$src/core/rng';
import type { Rng } from '$src/core/rng';
import { openBackend } from '$src/gpu/backends';
import { breachOf, differenceOf } from '$src/gpu/difference';
import type { Backend } from '$src/ops/backend';
import type { InputSpec, Op, Outputs } from '$src/ops/op';
import { ops } from '$src/ops/registry';
import { expectedBackends } from './expected-backends';
import { randomImage } from './fixtures/images';

const randomDraws = 8;
const largestRandomSide = 56;
const suiteSeed = 20261122;

const cornerSizes = [
  [1, 1],
  [1, 9],
  [9, 1],
  [2, 2],
  [17, 13],
  [64, 48],
  [150, 70],
] as const;

interface Case {
  readonly label: string;
  readonly images: readonly Image[];
  readonly params: AnyParams;
}

interface Worst {
  readonly op: string;
  readonly backend: string;
  maxAbs: number;
  fraction: number;
  readonly bound: number;
  cases: number;
}

const worst: Worst[] = [];
const runnable = [...ops.values()].filter((op) => !('missing' in op.gpu));

describe.each(expectedBackends)('%s agrees with the reference', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await openBackend(name);
  });
  afterAll(() => backend.dispose());

  test('there are ops to compare', () => expect(runnable.length).toBeGreaterThan(0));

  for (const op of runnable) {
    test(op.name, async () => {
      const record: Worst = {
        op: op.name,
        backend: name,
        maxAbs: 0,
        fraction: 0,
        bound: op.tolerance.maxAbs,
        cases: 0,
      };
      worst.push(record);
      const failures: string[] = [];
      for (const { label, images, params } of casesOf(op)) {
        const expected = attempt(() => op.reference(images, params));
        const actual = await runOn(backend, op, images, params);
        record.cases++;
        const problem = compare(op, expected, actual, record);
        if (problem) failures.push(`${label}, ${JSON.stringify(params)}: ${problem}`);
      }
      if (failures.length > 0) {
        const shown = failures.slice(0, 6).join('\n');
        throw new Error(
          `${failures.length} of ${record.cases} cases disagree on ${name}:\n${shown}`,
        );
      }
    });
  }
});

afterAll(() => {
  const rows = worst.map((w) => {
    const share = (100 * w.fraction).toFixed(3);
    return `${w.op.padEnd(24)} ${w.backend.padEnd(8)} worst ${String(Number(w.maxAbs.toPrecision(4))).padStart(9)} of ${w.bound} allowed, ${share.padStart(7)} % differ, ${w.cases} cases`;
  });
  console.warn(`Worst differences from the reference\n${rows.join('\n')}`);
});

function casesOf(op: Op): Case[] {
  const rng = createRng(suiteSeed).fork(op.name);
  const cases: Case[] = cornerSizes.map(([width, height]) => ({
    label: `${width} × ${height}`,
    images: imagesOf(op, rng, width, height, 1),
    params: defaults(op.params),
  }));
  for (const channels of [3, 4] as const) {
    if (!op.inputs.some((input) => input.channels.includes(channels))) continue;
    for (const [width, height] of [
      [1, 1],
      [17, 13],
    ] as const) {
      const images = imagesOf(op, rng, width, height, channels);
      cases.push({ label: shapeOf(images), images, params: defaults(op.params) });
    }
  }
  for (let draw = 0; draw < randomDraws; draw++) {
    const drawRng = rng.fork(`draw ${draw}`);
    const width = drawRng.integer(1, largestRandomSide);
    const height = drawRng.integer(1, largestRandomSide);
    const channels = ([1, 1, 3, 4] as const)[drawRng.integer(0, 3)] ?? 1;
    const params = Object.fromEntries(
      Object.entries(op.params).map(([key, spec]) => [key, randomParam(spec, drawRng)]),
    );
    const images = imagesOf(op, drawRng, width, height, channels);
    cases.push({ label: `seed ${suiteSeed}, draw ${draw}, ${shapeOf(images)}`, images, params });
  }
  return cases;
}

/** One random image per input, with `channels` where the input takes it. */
function imagesOf(op: Op, rng: Rng, width: number, height: number, channels: Channels): Image[] {
  return op.inputs.map((input: InputSpec) => {
    const type = input.types[rng.integer(0, input.types.length - 1)] ?? 'u8';
    const taken = input.channels.includes(channels) ? channels : (input.channels[0] ?? 1);
    return randomImage(rng, width, height, taken, type);
  });
}

type Attempt = { readonly outputs: Outputs } | { readonly error: unknown };

function attempt(work: () => Outputs): Attempt {
  try {
    return { outputs: work() };
  } catch (error) {
    return { error };
  }
}

async function runOn(
  backend: Backend,
  op: Op,
  images: readonly Image[],
  params: AnyParams,
): Promise<Attempt> {
  const inputs = await Promise.all(images.map((image) => backend.upload(image)));
  try {
    const result = await backend.run(op, inputs, params);
    const outputs: Record<string, Image> = {};
    for (const [name, handle] of Object.entries(result.outputs)) {
      outputs[name] = await backend.read(handle);
      backend.release(handle);
    }
    return { outputs };
  } catch (error) {
    return { error };
  } finally {
    backend.release(...inputs);
  }
}

/** What is wrong, or undefined. A refusal by the reference must be a refusal on the GPU. */
function compare(op: Op, expected: Attempt, actual: Attempt, record: Worst): string | undefined {
  if ('error' in actual) {
    return 'error' in expected ? undefined : `the GPU failed: ${String(actual.error)}`;
  }
  if ('error' in expected) {
    return `the reference refuses (${String(expected.error)}), the GPU does not`;
  }
  for (const name of op.outputs) {
    const problem = compareOutput(op, expected.outputs[name], actual.outputs[name], record);
    if (problem) return `${name} ${problem}`;
  }
  return undefined;
}

function compareOutput(
  op: Op,
  e: Image | undefined,
  a: Image | undefined,
  record: Worst,
): string | undefined {
  if (!e || !a) return 'is missing';
  const difference = differenceOf(e, a, op.tolerance.period);
  record.maxAbs = Math.max(record.maxAbs, difference.maxAbs);
  record.fraction = Math.max(record.fraction, difference.fraction);
  return breachOf(op.tolerance, difference);
}

function shapeOf(images: readonly Image[]): string {
  return images.map((i) => `${i.width} × ${i.height} × ${i.channels} ${i.type}`).join(' and ');
}
