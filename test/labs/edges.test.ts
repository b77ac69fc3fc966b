// The edges lab: what it computes itself, against hand-worked arrays and closed forms.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createImage, grayFromRows, type U8Image } from '$src/core/image';
import { defaults } from '$src/core/params';
import { withChain } from '$src/lab/chain';
import type { LabSession } from '$src/lab/session.svelte';
import { canny } from '$src/ops/canny/reference';
import { distanceTransform } from '$src/ops/distance-transform/reference';
import { gaussianBlur } from '$src/ops/gaussian-blur/reference';
import { createReferenceBackend } from '$src/ops/reference-backend';
import { directionError, wavePicture } from '$labs/edges/experiments/derivatives';
import { idealStep, lossPercent } from '$labs/edges/experiments/ridge';
import { middleOf, strongestTenth } from '$labs/edges/experiments/smoothers';
import { addNoise, prepare, thresholdsOf, type EdgesParams } from '$labs/edges/front';
import lab from '$labs/edges/lab';
import { EdgesModel } from '$labs/edges/model.svelte';
import pipeline from '$labs/edges/pipeline';
import {
  countPieces,
  countPixels,
  cuts,
  magnitudeHistogram,
  otsuOfMagnitude,
  percentAbove,
} from '$labs/edges/measure';
import { doorTo, LookingDetector } from '$test/support/looking-detector';
import { handSuite } from '$test/support/suites';
import { measureOnSuites } from '$test/support/bench';
import { edgeProbes, riseAt, riseDistance } from '$labs/edges/rise';
import { naivePasses, spiralPicture, spiralThresholds } from '$labs/edges/spiral';
import { scoreEdges, shareInside } from '$labs/edges/truth';

const params: EdgesParams = defaults(lab.params);
const o = 255;

describe('counting', () => {
  test('pieces are 8-connected: a diagonal holds together, a gap of one does not', () => {
    const mask = grayFromRows([
      [o, 0, 0, 0, o],
      [0, o, 0, 0, 0],
      [0, 0, o, 0, o],
    ]);
    expect(countPieces(mask)).toBe(3);
    expect(countPixels(mask)).toBe(5);
    expect(countPieces(createImage('u8', 4, 4))).toBe(0);
  });

  test('three cuts of one labelled picture', () => {
    // 3 strong, 2 weak and kept, 1 weak and dropped
    const kept = grayFromRows([[3, 2, 0, 1, 0, 3]]);
    const { high, low, both } = cuts(kept);
    expect([...high.data]).toEqual([o, 0, 0, 0, 0, o]);
    expect([...low.data]).toEqual([o, o, 0, o, 0, o]);
    expect([...both.data]).toEqual([o, o, 0, 0, 0, o]);
  });

  test('the share above a threshold leaves out the pixel that equals it', () => {
    const magnitude = grayFromRows([[0, 10, 20, 30]]);
    expect(percentAbove(magnitude, 10)).toBe(50);
    expect(percentAbove(magnitude, 9)).toBe(75);
  });

  test('the last bin of the histogram holds everything beyond the axis', () => {
    const magnitude = grayFromRows([[0, 4, 5, 250]]);
    const counts = magnitudeHistogram(magnitude, 160); // bins of 2
    expect(counts[0]).toBe(1);
    expect(counts[2]).toBe(2); // 4 and 5
    expect(counts[79]).toBe(1);
    expect(counts.reduce((sum, n) => sum + n, 0)).toBe(4);
  });

  test('Otsu on two heaps of magnitudes lands between them, in units of the magnitude', () => {
    const magnitude = createImage('i32', 10, 10);
    magnitude.data.fill(40);
    magnitude.data.fill(510, 0, 20);
    // levels 20 and 255: the first of the tied levels is 20, so above means more than 20 of 255
    expect(otsuOfMagnitude(magnitude)).toBe(42);
    expect(percentAbove(magnitude, otsuOfMagnitude(magnitude))).toBe(20);
    expect(otsuOfMagnitude(createImage('i32', 3, 3))).toBe(0);
  });

  test('thresholds named the wrong way round are swapped', () => {
    expect(thresholdsOf({ low: 90, high: 20 })).toEqual({ low: 20, high: 90 });
  });
});

describe('precision and recall', () => {
  const edges = grayFromRows([
    [0, o, 0, 0, 0, 0],
    [0, o, 0, 0, 0, o],
    [0, 0, 0, 0, 0, 0],
    [0, 0, 0, 0, 0, 0],
  ]);
  const outline = grayFromRows([
    [o, 0, 0, 0, 0, 0],
    [o, 0, 0, 0, 0, 0],
    [o, 0, 0, 0, 0, 0],
    [o, 0, 0, 0, 0, 0],
  ]);

  test('worked by hand at t = 1', () => {
    const score = scoreEdges(edges, outline, 1);
    expect([score.edgePixels, score.correct]).toEqual([3, 2]);
    // rows 0 and 1 have an edge beside them; row 2 only diagonally (√2), row 3 not at all
    expect([score.outlinePixels, score.found]).toEqual([4, 2]);
    expect(score.precision).toBeCloseTo(2 / 3);
    expect(score.recall).toBeCloseTo(1 / 2);
    expect(score.f).toBeCloseTo((2 * (2 / 3) * (1 / 2)) / (2 / 3 + 1 / 2));
    expect([...score.verdict.data.slice(0, 12)]).toEqual([0, 3, 0, 0, 0, 0, 0, 3, 0, 0, 0, 1]);
    expect([score.verdict.data[12], score.verdict.data[18]]).toEqual([2, 2]);
  });

  test('at t = 2 the diagonal counts, √5 does not', () => {
    const score = scoreEdges(edges, outline, 2);
    expect(score.found).toBe(3);
  });

  test('perfect, empty, and no outline at all', () => {
    expect(scoreEdges(outline, outline, 1).f).toBe(1);
    const empty = createImage('u8', 6, 4);
    expect(scoreEdges(empty, outline, 2)).toMatchObject({ precision: 0, recall: 0, f: 0 });
    expect(scoreEdges(edges, empty, 2)).toMatchObject({ precision: 0, recall: 0, f: 0 });
  });

  test('two sizes are refused', () => {
    expect(() => scoreEdges(edges, createImage('u8', 5, 4), 1)).toThrow(/6 × 4.*5 × 4/);
  });

  test('is a threshold on the exact distance transform, whatever the pictures', () => {
    const mask = (bits: readonly boolean[], width: number): U8Image => {
      const image = createImage('u8', width, bits.length / width);
      bits.forEach((bit, i) => (image.data[i] = bit ? 255 : 0));
      return image;
    };
    const pair = fc.integer({ min: 1, max: 9 }).chain((width) =>
      fc.integer({ min: 1, max: 9 }).chain((height) => {
        const bits = fc.array(fc.boolean(), {
          minLength: width * height,
          maxLength: width * height,
        });
        return fc.tuple(bits, bits, fc.constant(width));
      }),
    );
    fc.assert(
      fc.property(pair, fc.constantFrom(1, 2, 3), ([a, b, width], t) => {
        const [edge, truth] = [mask(a, width), mask(b, width)];
        const zeroOn = (image: U8Image): U8Image => ({
          ...image,
          data: image.data.map((value) => (value === 0 ? 255 : 0)),
        });
        const toTruth = distanceTransform(zeroOn(truth), 'L2', 'precise');
        const toEdge = distanceTransform(zeroOn(edge), 'L2', 'precise');
        const near = (where: U8Image, distances: { data: Float32Array }): number =>
          where.data.reduce((n, v, i) => n + (v !== 0 && (distances.data[i] ?? 0) <= t ? 1 : 0), 0);
        const score = scoreEdges(edge, truth, t);
        expect(score.correct).toBe(near(edge, toTruth));
        expect(score.found).toBe(near(truth, toEdge));
      }),
    );
  });

  test('false edges are counted inside objects and outside', () => {
    const { verdict } = scoreEdges(edges, outline, 1);
    expect(shareInside(verdict, { data: new Array<number>(24).fill(0) })).toBe(0);
    expect(shareInside(verdict, { data: new Array<number>(24).fill(7) })).toBe(1);
  });
});

describe('edge softness', () => {
  const blurParams = { kernelWidth: -1, kernelHeight: -1, sigmaY: 0, border: 'replicate' } as const;

  // A Gaussian-blurred step passes 10 % and 90 % at ∓1.2816 σ. 3 %: the sampled Gaussian is cut at 3 σ,
  // grey levels are whole, and at σ 2 the plateaus begin where the step is not quite over.
  test.each([1, 1.4, 2])('of a step blurred by σ %d is 2.563 σ', (sigma) => {
    const blurred = gaussianBlur(idealStep(), { ...blurParams, sigmaX: sigma });
    const { dx, dy, suppressed } = canny(blurred, {
      low: 0,
      high: 0,
      apertureSize: 3,
      L2gradient: false,
    });
    const rise = riseDistance(blurred, edgeProbes(suppressed, dx, dy, 100));
    expect(rise).toBeGreaterThan(0.97 * 2.563 * sigma);
    expect(rise).toBeLessThan(1.03 * 2.563 * sigma);
  });

  test('is the same along any direction: a blurred disc', () => {
    const disc = createImage('u8', 96, 96);
    const sigma = 1.5;
    const levels = 160;
    // The closed form of a straight step blurred by σ; a disc of radius 30 is straight enough.
    for (let y = 0; y < 96; y++) {
      for (let x = 0; x < 96; x++) {
        const depth = 30 - Math.hypot(x - 48, y - 48);
        disc.data[y * 96 + x] = Math.round(40 + levels * normalCdf(depth / sigma));
      }
    }
    const { dx, dy, suppressed } = canny(disc, {
      low: 0,
      high: 0,
      apertureSize: 3,
      L2gradient: false,
    });
    const rise = riseDistance(disc, edgeProbes(suppressed, dx, dy, 200));
    expect(rise).toBeCloseTo(2.563 * sigma, 1);
  });

  test('is undefined on an even picture, on a faint step and at the picture’s border', () => {
    const flat = createImage('u8', 32, 32);
    const probe = { x: 16, y: 16, nx: 1, ny: 0 };
    expect(riseAt(flat, probe)).toBeUndefined();
    for (let i = 0; i < flat.data.length; i++) flat.data[i] = i % 32 < 16 ? 100 : 120;
    expect(riseAt(flat, probe)).toBeUndefined();
    expect(riseAt(idealStep(), { x: 2, y: 20, nx: 1, ny: 0 })).toBeUndefined();
    expect(riseDistance(flat, [probe])).toBeUndefined();
  });

  test('takes at most the asked number of probes', () => {
    const where = createImage('u8', 20, 20);
    where.data.fill(255);
    const slope = createImage('i16', 20, 20);
    slope.data.fill(3);
    const probes = edgeProbes(where, slope, slope, 50);
    expect(probes.length).toBe(50);
    expect(probes[0]).toMatchObject({ x: 0, y: 0 });
    expect(probes[0]?.nx).toBeCloseTo(Math.SQRT1_2);
  });
});

describe('hysteresis, counted in passes', () => {
  test('worked by hand: three steps from the strong pixel, and one pass that finds nothing', () => {
    expect(naivePasses(grayFromRows([[3, 2, 2, 2, 0, 1]]))).toBe(4);
    expect(naivePasses(grayFromRows([[2, 3, 2]]))).toBe(2);
    expect(naivePasses(grayFromRows([[3, 3]]))).toBe(1);
    expect(naivePasses(grayFromRows([[0, 1]]))).toBe(1);
  });

  test('the spiral is one contour: strong at its beginning, kept to its end', () => {
    const { kept, edges } = canny(spiralPicture(), {
      ...spiralThresholds,
      apertureSize: 3,
      L2gradient: false,
    });
    const strong = kept.data.filter((label) => label === 3).length;
    expect(strong).toBeGreaterThan(0);
    expect(strong).toBeLessThan(40);
    expect(kept.data.filter((label) => label === 1).length).toBe(0);
    expect(countPieces(edges)).toBe(1);
    // 18 turns' worth of arm: 160² / 8 pixels of it, give or take its corners
    expect(naivePasses(kept)).toBeGreaterThan(2000);
    expect(naivePasses(kept)).toBeLessThan(3200);
  });
});

describe('what blur costs', () => {
  test('an ideal step loses what the weights say', () => {
    // Beside a step of height h, Sobel's difference f(x + 1) − f(x − 1) of the blurred step is
    // h · (w(0) + w(1)), w being the sampled Gaussian cut at 3 σ.
    const peak = (sigma: number): number => {
      const w = (k: number): number => Math.exp(-(k * k) / (2 * sigma * sigma));
      let sum = 0;
      for (let k = -3 * sigma; k <= 3 * sigma; k++) sum += w(k);
      return (w(0) + w(1)) / sum;
    };
    const at = (sigmaX: number) =>
      canny(
        gaussianBlur(idealStep(), {
          kernelWidth: -1,
          kernelHeight: -1,
          sigmaX,
          sigmaY: 0,
          border: 'replicate',
        }),
        { low: 30, high: 80, apertureSize: 3, L2gradient: false },
      );
    const loss = lossPercent({ sharp: at(1), soft: at(2) });
    expect(loss).toBeCloseTo(100 * (1 - peak(2) / peak(1)), 0); // whole grey levels
    const none = { magnitude: createImage('i32', 3, 3), edges: createImage('u8', 3, 3) };
    expect(lossPercent({ sharp: none, soft: none })).toBe(0);
  });
});

describe('directions', () => {
  test('a plane of gradients at 30° is 30°, and 180° apart is the same', () => {
    const plane = (value: number) => ({
      width: 9,
      height: 9,
      data: new Array<number>(81).fill(value),
    });
    const angle = Math.PI / 6;
    const [x, y] = [Math.cos(angle), Math.sin(angle)];
    expect(directionError(plane(x), plane(y), 30)).toBeCloseTo(0);
    expect(directionError(plane(-x), plane(-y), 30)).toBeCloseTo(0);
    expect(directionError(plane(x), plane(y), 20)).toBeCloseTo(10);
    expect(directionError(plane(1), plane(0), 175)).toBeCloseTo(5);
  });

  test('the wave grows towards its angle', () => {
    const wave = wavePicture(0);
    expect(wave.data[0]).toBe(128);
    expect(wave.data[160]).toBe(128); // the same column, one row down
    expect(wave.data[1]).toBe(Math.round(128 + 120 * Math.sin((2 * Math.PI) / 5)));
  });
});

describe('the front end', () => {
  const image = spiralPicture(40);

  test('without noise and smoothing the gray picture passes through untouched', async () => {
    await withChain(createReferenceBackend(), async (chain) => {
      const input = await chain.upload(image);
      const ready = await prepare(chain, input, { ...params, smoother: 'none' }, 1);
      expect(ready).toBe(input);
      expect(await prepare(chain, input, { ...params, sigma: 0 }, 1)).toBe(input);
    });
  });

  test('salt and pepper loses about the share that the slider says', async () => {
    await withChain(createReferenceBackend(), async (chain) => {
      const gray = createImage('u8', 100, 100);
      gray.data.fill(100);
      const noise = { ...params, noise: 'saltAndPepper', noiseShare: 20 } as const;
      const noisy = await chain.read(await addNoise(chain, await chain.upload(gray), noise, 3));
      const lost = noisy.data.filter((value) => value === 0 || value === 255).length;
      // 10 000 draws at p = 0.2: σ is 40, so five of them
      expect(Math.abs(lost - 2000)).toBeLessThan(200);
    });
  });

  test('the middle of a picture, and all of a small one', () => {
    const wide = createImage('u8', 300, 2);
    wide.data.forEach((_, i) => (wide.data[i] = (i % 300) % 256));
    const middle = middleOf(wide);
    expect([middle.width, middle.height]).toEqual([192, 2]);
    expect(middle.data[0]).toBe(54);
    expect(middle.data[192]).toBe(54);
    expect(middleOf(image)).toMatchObject({ width: 40, height: 40 });
  });

  test('the strongest tenth of the ridges', () => {
    const ridge = grayFromRows([[o, o, o, o, o, o, o, o, o, o, 0]]);
    const magnitude = grayFromRows([[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 99]]);
    expect([...strongestTenth(ridge, magnitude).data]).toEqual([
      ...new Array<number>(9).fill(0),
      o,
      0,
    ]);
  });
});

describe('the bench', () => {
  const image = spiralPicture(64);
  const outline = createImage('u8', 64, 64);
  outline.data[8 * 64 + 8] = 255;
  const truth = { labels: createImage('u8', 64, 64), outline };

  async function resultOf(own: Partial<EdgesParams>, withTruth: boolean) {
    const backend = createReferenceBackend();
    const run = await pipeline.run({
      backend,
      input: { image, ...(withTruth ? { truth } : {}) },
      params: { ...params, ...own },
      seed: 3,
      signal: new AbortController().signal,
      now: () => 0,
    });
    return { ...run, backend: backend.name, isEdited: false };
  }

  test('shows a stage per step, and those steps only that are taken', async () => {
    const ids = async (own: Partial<EdgesParams>, withTruth: boolean) =>
      (await resultOf(own, withTruth)).stages.map(({ id }) => id);
    const canny = ['derivative', 'gradient', 'thinned', 'cuts', 'edges'];
    expect(await ids({ smoother: 'none' }, false)).toEqual(['input', 'gray', ...canny]);
    expect(await ids({ noise: 'gaussian' }, true)).toEqual([
      ...['input', 'gray', 'noisy', 'smooth'],
      ...canny,
      'truth',
    ]);
  });

  test('reads what an independent count gives', async () => {
    const { readings, stages, series } = await resultOf(
      { smoother: 'none', low: 30, high: 120 },
      true,
    );
    const stage = (id: string) => stages.find((candidate) => candidate.id === id)?.image;
    const kept = stage('edges')?.data ?? [];
    expect(readings['edgePixels']).toBe([...kept].filter((label) => label >= 2).length);
    expect(readings['pieces']).toBe(1);
    const magnitude = stages.find(({ id }) => id === 'gradient')?.with?.data ?? [];
    const above = [...magnitude].filter((m) => m > 120).length;
    expect(readings['percentAbove']).toBeCloseTo((100 * above) / 4096);
    expect(readings['recall']).toBe(1); // the only outline pixel lies on the arm's corner
    expect(series['magnitude']?.reduce((sum, n) => sum + n, 0)).toBe(4096);
  });

  test('a truth of another size is no truth', async () => {
    const other = { labels: createImage('u8', 5, 5), outline: createImage('u8', 5, 5) };
    const run = await pipeline.run({
      backend: createReferenceBackend(),
      input: { image, truth: other },
      params,
      seed: 3,
      signal: new AbortController().signal,
      now: () => 0,
    });
    expect(run.readings['f']).toBeUndefined();
  });

  async function modelAt(stage: string, own: Partial<EdgesParams> = {}, withTruth = true) {
    const written: [string, unknown][] = [];
    const session = {
      state: { stage, wipe: 40, seed: 999_999, params: { ...params, ...own } },
      result: await resultOf(own, withTruth),
      source: { current: { description: 'A spiral.' } },
      set: (key: string, value: unknown) => written.push([key, value]),
    } as unknown as LabSession;
    return { model: new EdgesModel(session), written };
  }

  test('opens on the result, and says in words what is seen, with the numbers of now', async () => {
    const { model } = await modelAt('');
    expect(model.stage?.id).toBe('edges');
    const { edgePixels = 0, pieces = 0 } = model.readings;
    expect(model.alt).toContain(`${edgePixels} edge pixels in ${pieces} pieces`);
    expect(model.alt).toMatch(/A spiral\..*thresholds 30 and 80.*within 2 px/);
    const { model: blind } = await modelAt('', {}, false);
    expect(blind.hasTruth).toBe(false);
    expect(blind.alt).not.toContain('outlines');
  });

  test('reads a pixel: magnitude, direction, what became of it', async () => {
    const { model } = await modelAt('edges', { smoother: 'none', low: 30, high: 120 });
    // The arm's left side at mid-height: a step of 15 between columns 7 and 8, Sobel 4 · 15.
    const at = model.readAt({ x: 8, y: 40 });
    expect(at?.magnitude).toBe(60);
    expect(at?.degrees).toBe(0);
    const left = model.readAt({ x: 7, y: 40 });
    expect([left?.isRidge, at?.isRidge].filter(Boolean)).toHaveLength(1);
    expect(model.readAt({ x: 1, y: 1 })).toEqual({
      magnitude: 0,
      degrees: undefined,
      isRidge: false,
      value: 'no candidate',
    });
  });

  test('ticks stand on ridges; on the edge map only where an edge is painted', async () => {
    const { model } = await modelAt('edges', { smoother: 'none', low: 100, high: 300 });
    const ridge = [7, 8].map((x) => ({ x, y: 40 })).find((pixel) => model.isRidge(pixel));
    if (!ridge) throw new Error('the step at column 8 has no ridge');
    expect(model.tickAt(ridge, { x: 2, y: 40 })).toBe(0); // left of the wipe: the input
    expect(model.tickAt(ridge, { x: 60, y: 40 })).toBeUndefined(); // suppressed by the thresholds
    expect(model.tickAt({ x: 1, y: 1 }, { x: 2, y: 2 })).toBeUndefined();
  });

  test('thresholds are written together, and the seed wraps', async () => {
    const { model, written } = await modelAt('', { low: 90, high: 20 });
    expect(model.thresholds).toEqual({ low: 20, high: 90 });
    model.setThresholds(10, 50);
    model.newNoise();
    expect(written).toEqual([
      ['params', { ...params, low: 10, high: 50 }],
      ['seed', 1],
    ]);
  });
});

/** Φ by Simpson's rule: exact to 1e-9 for |z| ≤ 8. */
function normalCdf(z: number): number {
  const n = 400;
  const h = z / n;
  let sum = 0;
  for (let i = 0; i <= n; i++) {
    const weight = i === 0 || i === n ? 1 : i % 2 === 1 ? 4 : 2;
    sum += weight * Math.exp(-((i * h) ** 2) / 2);
  }
  return 0.5 + (sum * h) / 3 / Math.sqrt(2 * Math.PI);
}

describe('over a set', () => {
  /** A square of 20 pixels in 48, `step` grey levels above its ground. */
  function square(step: number) {
    const image = createImage('u8', 48, 48);
    const labels = createImage('u8', 48, 48);
    for (let i = 0; i < image.data.length; i++) {
      const isIn = [i % 48, Math.floor(i / 48)].every((at) => at >= 14 && at < 34);
      image.data[i] = isIn ? 60 + step : 60;
      labels.data[i] = isIn ? 1 : 0;
    }
    return { image, labels };
  }

  test('strong steps are found, faint ones are not, and the spread is over pictures', async () => {
    const found = await measureOnSuites('edges', 'set', [
      handSuite('test', [square(120), square(120), square(0)]),
      handSuite('dark', [square(4), square(4)]),
      handSuite('noisy', [square(120)]),
      handSuite('motion-blur', [square(0)]),
    ]);
    const ordinary = found.get('set-recall');
    expect(ordinary).toMatchObject({
      n: 3,
      value: 100,
      runs: [100, 100, 0],
      isSubjectPinned: true,
    });
    expect(ordinary?.p05).toBeCloseTo(10, 9); // type 7 of 0, 100, 100
    expect(ordinary?.subject.label).toBe('suite “test”, pictures 1 to 3');
    expect(found.get('set-precision')?.value).toBe(100);
    expect(['set-f', 'set-f-low', 'set-f-high'].map((slot) => found.get(slot)?.value)).toEqual([
      1, 0, 1,
    ]);
    expect(found.get('set-recall-dark')?.value).toBe(0);
    expect(found.get('set-recall-noisy')?.value).toBe(100);
    expect(found.get('set-recall-motion')?.value).toBe(0);
  });

  test('the thresholds of the bench decide', async () => {
    const suites = ['test', 'dark', 'noisy', 'motion-blur'].map((name) =>
      handSuite(name, [square(4)]),
    );
    const found = await measureOnSuites('edges', 'set', suites, { low: 1, high: 2 });
    expect(found.get('set-recall-dark')?.value).toBe(100);
  });
});

describe('before a detector', () => {
  const cup = {
    className: 'cup',
    categoryId: 47,
    boxXywh: [20, 20, 40, 40],
    areaPx: 1600,
  } as const;
  /** Black, with a white pixel here and there, or without. */
  const picture = (hasSpecks: boolean) => {
    const image = createImage('u8', 100, 100, 3);
    for (let y = 5; hasSpecks && y < 100; y += 20) {
      for (let x = 5; x < 100; x += 20)
        image.data.fill(255, (y * 100 + x) * 3, (y * 100 + x) * 3 + 3);
    }
    return { image, labels: createImage('u8', 100, 100), objects: [cup] };
  };

  test('a filter shows in AP by what the detector then sees, and works on colour', async () => {
    const channels = new Set<number>();
    const sees = ({ channels: count, data }: U8Image): boolean => {
      channels.add(count);
      return data.every((level) => level < 60); // a speck blinds it
    };
    const findings = [{ share: [0.2, 0.2, 0.6, 0.6], score: 0.9, classIndex: 0 }] as const;
    const door = doorTo(() => new LookingDetector(sees, { modelId: 'blinded', findings }));
    const found = await measureOnSuites(
      'edges',
      'detector',
      [handSuite('test', [picture(false)]), handSuite('noisy', [picture(true), picture(true)])],
      {},
      door,
    );
    const values = (condition: string) =>
      ['', '-gaussian', '-median', '-bilateral'].map(
        // An AP of 1 is a mean of hits / (hits + ε).
        (step) => Number(found.get(`ap-${condition}${step}`)?.value.toFixed(9)),
      );
    expect(values('ordinary')).toEqual([1, 0, 0, 0]);
    // A Gaussian of σ 1.4 leaves 255/(2π 1.96) = 21 of a speck, a median nothing, a bilateral filter all.
    expect(values('noisy')).toEqual([0, 1, 1, 0]);
    const { interval } = found.get('ap-noisy-median') ?? {};
    expect(interval?.low).toBeCloseTo(1, 9); // the pictures are alike
    expect(interval?.high).toBeCloseTo(1, 9);
    expect([...channels]).toEqual([3]);
  }, 60_000);
});
