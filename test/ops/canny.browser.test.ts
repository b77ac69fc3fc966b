/** Hysteresis on the GPU: exactly the reference's set, on maps that are hard to flood. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createImage, imageOf, type U8Image } from '$src/core/image';
import { createRng } from '$src/core/rng';
import { openBackend } from '$src/gpu/backends';
import type { Backend } from '$src/ops/backend';
import cannyOp from '$src/ops/canny';
import { hysteresis } from '$src/ops/canny/reference';
import { defineOp } from '$src/ops/op';
import { expectedBackends } from '$test/gpu/expected-backends';

if ('missing' in cannyOp.gpu) throw new Error('canny has no GPU passes');
const { gpu } = cannyOp;

/** The last passes of Canny alone, on a given map of candidates. */
const hysteresisOnly = defineOp({
  name: 'hysteresisOnly',
  title: 'Hysteresis',
  summary: 'Stage 4 of Canny on its own.',
  source: 'test',
  inputs: [{ name: 'suppressed', types: ['u8'], channels: [1] }],
  params: {},
  outputs: ['edges'],
  reference: ([map]) => ({ edges: hysteresis(map as U8Image) }),
  gpu: {
    channels: 'joint',
    kernels: gpu.kernels,
    plan([shape]) {
      const whole = gpu.plan(
        shape ? [shape] : [],
        {
          low: 50,
          high: 150,
          apertureSize: 3,
          L2gradient: false,
        },
        0,
      );
      const passes = whole.passes.filter((pass) =>
        ['pack', 'hysteresis', 'edges'].includes(pass.kernel),
      );
      return { passes, outputs: { edges: { image: 'edges', type: 'u8', channels: 1 } } };
    },
  },
  tolerance: { maxAbs: 0, because: 'integers' },
});

/** A one-pixel-wide path that fills the image back and forth, strong only at its end. */
function serpentine(width: number, height: number, isUpright: boolean): U8Image {
  const map = createImage('u8', width, height);
  const [along, across] = isUpright ? [height, width] : [width, height];
  const put = (a: number, b: number, v: number): void => {
    map.data[isUpright ? a * width + b : b * width + a] = v;
  };
  for (let b = 0; b < across; b += 2) {
    for (let a = 0; a < along; a++) put(a, b, 128);
    if (b + 1 < across) put((b / 2) % 2 === 0 ? along - 1 : 0, b + 1, 128);
  }
  put(0, 0, 255);
  return map;
}

/** Random candidates near the density at which 8-connected clusters begin to span the image (0.407). */
function random(seed: number, width: number, height: number, density: number): U8Image {
  const rng = createRng(seed);
  const map = createImage('u8', width, height);
  for (let i = 0; i < map.data.length; i++) {
    if (rng.next() < density) map.data[i] = rng.next() < 0.01 ? 255 : 128;
  }
  return map;
}

/** Alternating diagonals: only corner contacts, across every word and row. */
function zigzag(width: number, height: number): U8Image {
  const map = createImage('u8', width, height);
  for (let x = 0; x < width; x++) {
    const phase = x % (2 * (height - 1));
    map.data[(phase < height ? phase : 2 * (height - 1) - phase) * width + x] = 128;
  }
  map.data[width * Math.floor((height - 1) / 2) + Math.floor((height - 1) / 2)] = 255;
  return map;
}

const maps: [string, U8Image][] = [
  ['1 × 1', imageOf('u8', 1, 1, 1, new Uint8Array([128]))],
  ['31 wide', random(1, 31, 20, 0.5)],
  ['32 wide', random(2, 32, 20, 0.5)],
  ['33 wide', random(3, 33, 20, 0.5)],
  ['sparse', random(4, 150, 100, 0.35)],
  ['near the spanning density', random(5, 200, 150, 0.42)],
  ['serpentine along rows', serpentine(70, 41, false)],
  ['serpentine along columns', serpentine(41, 70, true)],
  ['zigzag', zigzag(150, 37)],
  ['no strong pixel', imageOf('u8', 40, 3, 1, new Uint8Array(120).fill(128))],
];

describe.each(expectedBackends)('hysteresis on %s', (name) => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await openBackend(name);
  });
  afterAll(() => backend.dispose());

  it.each(maps)('%s', async (_label, map) => {
    const input = await backend.upload(map);
    const { outputs, repeats } = await backend.run(hysteresisOnly, [input], {});
    const edges = outputs['edges'];
    if (!edges) throw new Error('no edges');
    const actual = await backend.read(edges);
    backend.release(input, edges);
    expect([...actual.data]).toEqual([...hysteresis(map).data]);
    expect(repeats['hysteresis']).toBeLessThan(map.data.length + 1);
  });
});
