import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { createImage, grayFromRows, imageOf, type U8Image } from '$src/core/image';
import { createRng } from '$src/core/rng';
import { defaults } from '$src/core/params';
import { withChain } from '$src/lab/chain';
import type { LabSession } from '$src/lab/session.svelte';
import { calcHist } from '$src/ops/calc-hist/reference';
import { clipAndRedistribute } from '$src/ops/clahe/reference';
import { equalizeHist } from '$src/ops/equalize-hist/reference';
import { createReferenceBackend } from '$src/ops/reference-backend';
import { blackAreasOf, foundInBlack } from '$labs/histogram/black-areas';
import { equalise, luma } from '$labs/histogram/equalise';
import {
  clippedAreas,
  cumulativeShares,
  edgeRecall,
  entropyBits,
  flattestBlocks,
  fScore,
  gradientCorrelation,
  hueDegrees,
  hueShiftDegrees,
  localContrast,
  mean,
  meanAbsoluteDifference,
  michelsonContrast,
  noiseSigma,
  occupiedLevels,
  percentAt,
  percentile,
  rmsContrast,
} from '$labs/histogram/measures';
import lab from '$labs/histogram/lab';
import { HistogramModel } from '$labs/histogram/model.svelte';
import pipeline from '$labs/histogram/pipeline';
import { agreement, edgesAt, ownThresholds, structureOf } from '$labs/histogram/structure';
import { measureOnSuites } from '$test/support/bench';
import { doorTo, LookingDetector } from '$test/support/looking-detector';
import { handSuite } from '$test/support/suites';

/** Counts from pairs of grey value and pixels. */
function counts(...pairs: readonly (readonly [value: number, pixels: number])[]): number[] {
  const all = new Array<number>(256).fill(0);
  for (const [value, pixels] of pairs) all[value] = pixels;
  return all;
}

function countsOf(plane: U8Image): number[] {
  return Array.from(calcHist(plane).data);
}

const planes = fc
  .record({
    width: fc.integer({ min: 1, max: 24 }),
    height: fc.integer({ min: 1, max: 24 }),
    seed: fc.integer({ min: 0, max: 9999 }),
    low: fc.integer({ min: 0, max: 200 }),
    span: fc.integer({ min: 0, max: 55 }),
  })
  .map(({ width, height, seed, low, span }) => {
    const rng = createRng(seed);
    const plane = createImage('u8', width, height);
    plane.data.forEach((_, i) => (plane.data[i] = rng.integer(low, low + span)));
    return plane;
  });

describe('measures of a histogram, by hand', () => {
  test('half black, half white: the largest RMS contrast, 0.5; one bit; two levels', () => {
    const half = counts([0, 8], [255, 8]);
    expect(rmsContrast(half)).toBeCloseTo(0.5, 12);
    expect(entropyBits(half)).toBe(1);
    expect(occupiedLevels(half)).toBe(2);
    expect(michelsonContrast(half)).toBe(1);
    expect(mean(half)).toBe(127.5);
    expect(percentAt(half, 0)).toBe(50);
    expect(percentAt(half, 1)).toBe(0);
  });

  test('a flat picture has no contrast and no entropy', () => {
    const flat = counts([80, 5]);
    expect(rmsContrast(flat)).toBe(0);
    expect(entropyBits(flat)).toBe(0);
    expect(michelsonContrast(flat)).toBe(0);
    expect(michelsonContrast(counts([0, 5]))).toBe(0);
  });

  test('four values: mean 40, deviation √500; entropy 0.5·1 + 0.25·2 + 2·0.125·3 = 1.75 bits', () => {
    // Values 20, 20, 60, 60: deviations ±20, so σ = 20.
    expect(rmsContrast(counts([20, 2], [60, 2]))).toBeCloseTo(20 / 255, 12);
    // 10, 30, 50, 70: squares 900 + 100 + 100 + 900 = 2000, mean 500.
    expect(rmsContrast(counts([10, 1], [30, 1], [50, 1], [70, 1]))).toBeCloseTo(
      Math.sqrt(500) / 255,
      12,
    );
    expect(entropyBits(counts([1, 4], [2, 2], [3, 1], [4, 1]))).toBeCloseTo(1.75, 12);
  });

  test('percentiles: the smallest value that covers the share', () => {
    const c = counts([10, 1], [20, 98], [200, 1]);
    expect(percentile(c, 0.01)).toBe(10);
    expect(percentile(c, 0.02)).toBe(20);
    expect(percentile(c, 0.99)).toBe(20);
    expect(percentile(c, 1)).toBe(200);
    // (20 − 10) / (20 + 10): the single bright pixel does not count.
    expect(michelsonContrast(c)).toBeCloseTo(1 / 3, 12);
    expect(cumulativeShares(c)[19]).toBeCloseTo(0.01, 12);
    expect(cumulativeShares(c)[255]).toBe(1);
  });

  test('merging two levels loses exactly the bits of telling them apart', () => {
    // 2 of 4 pixels could be told apart by one bit each: 0.5 bits a pixel.
    const before = entropyBits(counts([1, 1], [2, 1], [9, 2]));
    const after = entropyBits(counts([2, 2], [9, 2]));
    expect(before - after).toBeCloseTo(0.5, 12);
  });

  test('no mapping of grey values raises entropy or adds levels: global equalisation on any plane', () => {
    fc.assert(
      fc.property(planes, (plane) => {
        const before = countsOf(plane);
        const after = countsOf(equalizeHist(plane).result);
        // A sum of up to 256 logarithms: 1e-9 is far above its rounding and far below any real loss.
        expect(entropyBits(after)).toBeLessThanOrEqual(entropyBits(before) + 1e-9);
        expect(occupiedLevels(after)).toBeLessThanOrEqual(occupiedLevels(before));
      }),
    );
  });
});

test('with clip limit L no bin exceeds L + 1 times the mean: the bound on the gain that the text states', () => {
  fc.assert(
    fc.property(
      fc.array(fc.integer({ min: 0, max: 4000 }), { minLength: 256, maxLength: 256 }),
      fc.integer({ min: 1, max: 16 }),
      (bins, clipLimit) => {
        const pixels = bins.reduce((sum, count) => sum + count, 0);
        const limit = Math.max(1, Math.trunc((clipLimit * pixels) / 256));
        const clipped = clipAndRedistribute(Int32Array.from(bins), limit);
        // One more for the remainder, one for a limit that was raised to 1.
        expect(Math.max(...clipped)).toBeLessThanOrEqual(((clipLimit + 1) * pixels) / 256 + 2);
      },
    ),
  );
});

describe('flat areas and noise', () => {
  test('a plane and a step along an axis are no noise; a single bright pixel is', () => {
    const slope = grayFromRows(
      Array.from({ length: 8 }, (_, y) => [0, 1, 2, 3, 4, 5, 6, 7].map((x) => 10 + 3 * x + 2 * y)),
    );
    const block = [{ x: 0, y: 0, side: 8 }];
    expect(noiseSigma(slope, block)).toBe(0);
    const step = grayFromRows(Array.from({ length: 8 }, () => [0, 0, 0, 9, 9, 9, 9, 9]));
    expect(noiseSigma(step, block)).toBe(0);
    const spot = createImage('u8', 5, 5);
    spot.data[12] = 6;
    // The 3 × 3 answers are 6·[1 2 1; 2 4 2; 1 2 1]: absolute sum 96 over 9 pixels.
    expect(noiseSigma(spot, [{ x: 0, y: 0, side: 5 }])).toBeCloseTo(
      (Math.sqrt(Math.PI / 2) * 96) / 9 / 6,
      12,
    );
    expect(noiseSigma(spot, [])).toBe(0);
  });

  test('finds the deviation of Gaussian noise that was put in', () => {
    const rng = createRng(3);
    const plane = createImage('u8', 128, 128);
    plane.data.forEach((_, i) => (plane.data[i] = Math.round(128 + 6 * rng.normal())));
    const sigma = noiseSigma(plane, [{ x: 0, y: 0, side: 128 }]);
    // Rounding adds 1/12 to the variance; 15 876 answers leave about 1 % of chance.
    expect(sigma).toBeGreaterThan(6 * 0.96);
    expect(sigma).toBeLessThan(6 * 1.04);
  });

  test('picks the flattest blocks and leaves out black and white ones', () => {
    const plane = createImage('u8', 12, 4);
    for (let y = 0; y < 4; y++) {
      for (let x = 0; x < 12; x++) {
        plane.data[y * 12 + x] = x < 4 ? 0 : x < 8 ? 100 + ((x + y) % 2) : 50 + 40 * (x % 2);
      }
    }
    expect(flattestBlocks(plane, 4)).toEqual([{ x: 4, y: 0, side: 4 }]);
    expect(flattestBlocks(plane, 16)).toEqual([]);
    // Deviations 0, 0.5 and 20.
    expect(localContrast(plane, 4)).toBeCloseTo(20.5 / 3, 12);
    expect(localContrast(plane, 16)).toBe(0);
  });

  test('mean absolute difference', () => {
    const a = grayFromRows([[10, 20, 30]]);
    expect(meanAbsoluteDifference(a, grayFromRows([[13, 20, 24]]))).toBe(3);
    expect(() => meanAbsoluteDifference(a, grayFromRows([[1, 2]]))).toThrow('3 × 1 and 2 × 1');
  });
});

describe('hue', () => {
  test('the six pure colours, 60° apart; gray has none', () => {
    expect(hueDegrees(255, 0, 0)).toBe(0);
    expect(hueDegrees(255, 255, 0)).toBe(60);
    expect(hueDegrees(0, 255, 0)).toBe(120);
    expect(hueDegrees(0, 255, 255)).toBe(180);
    expect(hueDegrees(0, 0, 255)).toBe(240);
    expect(hueDegrees(255, 0, 255)).toBe(300);
    expect(hueDegrees(7, 7, 7)).toBeUndefined();
  });

  test('adding one amount to R, G and B does not turn it', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 200 }), { minLength: 3, maxLength: 3 }),
        fc.integer({ min: 0, max: 55 }),
        ([r = 0, g = 0, b = 0], d) => {
          expect(hueDegrees(r + d, g + d, b + d)).toEqual(hueDegrees(r, g, b));
        },
      ),
    );
  });

  test('turns the short way, weighted by chroma before', () => {
    const rgb = (...values: number[]) =>
      imageOf('u8', values.length / 3, 1, 3, new Uint8Array(values));
    // Red to magenta-red: hue 0 to 330, 30° the short way.
    expect(hueShiftDegrees(rgb(200, 0, 0), rgb(200, 0, 100))).toBeCloseTo(30, 12);
    // Chroma 200 turned by 120°, chroma 100 turned by 0°: (200·120 + 0) / 300.
    expect(hueShiftDegrees(rgb(200, 0, 0, 0, 100, 0), rgb(0, 200, 0, 0, 90, 0))).toBeCloseTo(
      80,
      12,
    );
    expect(hueShiftDegrees(rgb(9, 9, 9), rgb(200, 0, 0))).toBe(0);
    expect(hueShiftDegrees(grayFromRows([[4]]), grayFromRows([[9]]))).toBe(0);
  });
});

describe('edges and clipped areas', () => {
  test('recall within one pixel, in the asked area only', () => {
    const truth = grayFromRows([
      [255, 0, 0, 0, 255],
      [0, 0, 0, 0, 0],
      [0, 0, 0, 0, 255],
    ]);
    const found = grayFromRows([
      [0, 0, 0, 0, 0],
      [0, 255, 0, 0, 0],
      [0, 0, 0, 0, 0],
    ]);
    expect(edgeRecall(truth, found)).toBeCloseTo(100 / 3, 12);
    expect(edgeRecall(found, truth)).toBe(100);
    const left = grayFromRows([
      [1, 1, 0, 0, 0],
      [1, 1, 0, 0, 0],
      [1, 1, 0, 0, 0],
    ]);
    expect(edgeRecall(truth, found, left)).toBe(100);
    expect(edgeRecall(createImage('u8', 5, 3), found)).toBe(0);
    expect(fScore(100, 100 / 3)).toBeCloseTo(50, 12);
    expect(fScore(0, 0)).toBe(0);
  });

  test('gradient correlation does not see a gain, and is −1 for the negative', () => {
    const a = { dx: [1, 2, 0], dy: [0, 1, 3] };
    expect(gradientCorrelation(a, { dx: [3, 6, 0], dy: [0, 3, 9] })).toBeCloseTo(1, 12);
    expect(gradientCorrelation(a, { dx: [-1, -2, 0], dy: [0, -1, -3] })).toBeCloseTo(-1, 12);
    expect(gradientCorrelation(a, { dx: [0, 0, 0], dy: [0, 0, 0] })).toBe(0);
  });

  test('clipped: black or white over 5 × 5, other flat areas not', () => {
    const plane = createImage('u8', 9, 5);
    plane.data.fill(255);
    for (let y = 0; y < 5; y++) plane.data[y * 9 + 8] = 254;
    const row = [255, 255, 255, 255, 255, 255, 0, 0, 0];
    expect(Array.from(clippedAreas(plane).data)).toEqual([...row, ...row, ...row, ...row, ...row]);
    const gray = createImage('u8', 5, 5);
    gray.data.fill(128);
    expect(Math.max(...clippedAreas(gray).data)).toBe(0);
  });
});

describe('on a backend', () => {
  const backend = createReferenceBackend();
  const setting = { clipLimit: 2, tiles: 4 };

  test('a gray picture is equalised alike whatever channel is chosen', async () => {
    const plane = createImage('u8', 20, 11);
    const rng = createRng(5);
    plane.data.forEach((_, i) => (plane.data[i] = rng.integer(40, 90)));
    await withChain(backend, async (chain) => {
      for (const channels of ['y', 'lab', 'rgb'] as const) {
        const done = await equalise(chain, plane, 'global', channels, setting);
        expect(done.image.data).toEqual(equalizeHist(plane).result.data);
        expect(done.luts).toHaveLength(1);
      }
      expect(await luma(chain, plane)).toBe(plane);
    });
  });

  test('R, G and B each: three mappings, each that of its channel; luma: one', async () => {
    const image = createImage('u8', 16, 9, 3);
    const rng = createRng(6);
    image.data.forEach((_, i) => (image.data[i] = rng.integer(20 * (i % 3), 120)));
    await withChain(backend, async (chain) => {
      const rgb = await equalise(chain, image, 'global', 'rgb', setting);
      expect(rgb.luts).toHaveLength(3);
      const green = createImage('u8', 16, 9);
      green.data.forEach((_, i) => (green.data[i] = image.data[3 * i + 1] ?? 0));
      expect(rgb.luts[1]?.data).toEqual(equalizeHist(green).lut.data);
      expect(rgb.image.channels).toBe(3);
      const y = await equalise(chain, image, 'clahe', 'y', setting);
      expect(y.luts.map((lut) => lut.height)).toEqual([16]);
      expect(y.before[0]?.data).toEqual((await luma(chain, image)).data);
    });
    expect(backend.counts().textures).toBe(0);
  });

  test('own thresholds do not see a darker picture, tuned thresholds do', async () => {
    const [bright, dark] = [createImage('u8', 48, 32), createImage('u8', 48, 32)];
    for (let i = 0; i < bright.data.length; i++) {
      const x = i % 48;
      bright.data[i] = x < 16 ? 40 : x < 32 ? 200 : 120;
      // A quarter of the light; all three values divide by 4, so that nothing else changes.
      dark.data[i] = (bright.data[i] ?? 0) / 4;
    }
    await withChain(backend, async (chain) => {
      const clean = await structureOf(chain, bright);
      const score = agreement(clean, await structureOf(chain, dark, clean.thresholds));
      expect(score.ownF).toBe(100);
      expect(score.tunedF).toBeLessThan(50);
      // Rounding to 8 bits after the blur leaves the gradients almost proportional.
      expect(score.correlation).toBeGreaterThan(0.99);
    });
  });
});

describe('before a detector', () => {
  /** An AP of 1 is a mean of hits / (hits + ε). */
  const rounded = (value = NaN) => Number(value.toFixed(9));
  const cup = {
    className: 'cup',
    categoryId: 47,
    boxXywh: [20, 20, 40, 40],
    areaPx: 1600,
  } as const;
  /** A ramp from black to `most`; three pictures of it. */
  const ramp = (name: string, most: number) => {
    const image = createImage('u8', 100, 100, 3);
    for (let i = 0; i < image.data.length; i++) {
      image.data[i] = Math.round((most * (Math.floor(i / 3) % 100)) / 99);
    }
    const labels = createImage('u8', 100, 100);
    return handSuite(
      name,
      Array.from({ length: 3 }, () => ({ image, labels, objects: [cup] })),
    );
  };

  test('a step shows in AP by what the detector then sees, with its interval and its pictures', async () => {
    // Sees a cup wherever the brightest pixel is far above the darkest.
    let looks = 0;
    const sees = ({ data }: U8Image): boolean => {
      looks++;
      const [low, high] = [
        data.reduce((a, b) => Math.min(a, b)),
        data.reduce((a, b) => Math.max(a, b)),
      ];
      return high - low > 150;
    };
    const findings = [{ share: [0.2, 0.2, 0.6, 0.6], score: 0.9, classIndex: 0 }] as const;
    const door = doorTo(() => new LookingDetector(sees, { modelId: 'sees-contrast', findings }));
    const suites = [
      ramp('test', 255),
      ramp('dark', 40),
      ramp('dark-clipped', 0),
      ramp('motion-blur', 255),
    ];
    // CLAHE with a limit of 1 changes nothing to speak of: every slope is held down.
    const found = await measureOnSuites(
      'histogram',
      'detector',
      suites,
      { clipLimit: 1, tiles: 2 },
      door,
    );
    const value = (slot: string) => rounded(found.get(slot)?.value);
    expect(['ordinary', 'dark', 'clipped', 'motion'].map((key) => value(`ap-${key}`))).toEqual([
      1, 0, 0, 1,
    ]);
    expect(value('ap-dark-global')).toBe(1);
    expect(value('ap-dark-clahe')).toBe(0);
    expect(value('ap-clipped-global')).toBe(0); // what is not there does not come back
    expect(value('ap-ordinary-global')).toBe(0);
    const change = found.get('ap-dark-global');
    // The pictures are alike: so is every draw of them.
    expect([rounded(change?.interval?.low), rounded(change?.interval?.high)]).toEqual([1, 1]);
    expect(change?.subject.label).toBe('suite “dark”, pictures 1 to 3');
    expect(change?.models).toMatchObject([{ label: 'sees-contrast' }]);
    expect(change?.params).toEqual({ clipLimit: 1, tiles: 2, channels: 'y' });
    // Four suites, each as it is and after two steps.
    expect(looks).toBe(4 * 3 * 3);

    // The detector is asked again only where a setting has changed the pictures: not for those as they are.
    const strong = { clipLimit: 0, tiles: 1 };
    const again = await measureOnSuites('histogram', 'detector', suites, strong, door);
    expect(rounded(again.get('ap-dark-clahe')?.value)).toBe(1);
    expect(looks).toBe(4 * 3 * (3 + 2));
  }, 60_000);
});

describe('twins', () => {
  /**
   * Two squares of 16 pixels on two grounds, the left half the darker one. Both
   * lie where CLAHE with two tiles does not blend one tile's curve into the next one's.
   */
  function scene(change: (level: number) => number) {
    const image = createImage('u8', 160, 40);
    const labels = createImage('u8', 160, 40);
    for (let i = 0; i < image.data.length; i++) {
      const [x, y] = [i % 160, Math.floor(i / 160)];
      const isIn = y >= 12 && y < 28 && x % 80 >= 12 && x % 80 < 28;
      const isLeft = x < 80;
      image.data[i] = change(isLeft ? (isIn ? 11 : 5) : isIn ? 70 : 30);
      labels.data[i] = isIn ? (isLeft ? 1 : 2) : 0;
    }
    return { image, labels };
  }

  test('what was cut stays gone, what is only dark comes back', async () => {
    const found = await measureOnSuites(
      'histogram',
      'twins',
      [
        handSuite('test', [scene((level) => Math.round(level / 2))]),
        handSuite('dark', [scene((level) => level)]),
        handSuite('dark-clipped', [scene((level) => Math.max(0, level - 12))]),
      ],
      { clipLimit: 0, tiles: 2 },
    );
    const value = (name: string): number => found.get(`twin-${name}`)?.value ?? Number.NaN;
    expect([value('levels-dark'), value('levels-clipped')]).toEqual([4, 3]);
    expect([value('black-dark'), value('black-clipped')]).toEqual([0, 50]);
    // The left square's outline, one pixel up and left: 16 above, 16 beside, 16 and 16 inside, less one corner.
    expect(value('gone-outlines')).toBe(63);
    expect(value('gone-clipped')).toBe(0);
    expect(value('gone-dark')).toBe(100);
    // Without noise, edges lie at the outlines and nowhere else.
    expect(value('gone-chance')).toBeLessThan(30);
    expect(value('recall-clipped-clahe')).toBeLessThan(value('recall-dark-clahe'));
    expect(found.get('twin-gone-dark')?.subject.label).toBe('suite “dark-clipped”, picture 1');
  });

  test('black areas: 5 × 5 without a pixel above level 2', async () => {
    const plane = grayFromRows([[0, 2, 1, 0, 2, 3, 0, 0, 2, 1]]);
    await withChain(createReferenceBackend(), async (chain) => {
      expect([...(await blackAreasOf(chain, plane)).data]).toEqual([
        ...[255, 255, 255, 0, 0, 0, 0, 0, 255, 255],
      ]);
    });
  });

  test('found in black, worked by hand and counted over all scenes together', () => {
    const row = (...values: number[]) => grayFromRows([values]);
    const areas = row(1, 1, 1, 1, 1, 1, 0, 0);
    const scene1 = {
      outline: row(1, 0, 0, 0, 0, 1, 0, 1), // two of three inside
      areas,
      cut: row(0, 0, 0, 0, 0, 0, 0, 1), // beside none of them
      whole: row(0, 1, 0, 0, 0, 0, 0, 0), // beside the first; beside 3 of 6 area pixels
    };
    const nothing = row(0, 0, 0, 0, 0, 0, 0, 0);
    const scene2 = { outline: areas, areas, cut: areas, whole: nothing }; // 6 outlines more
    expect(foundInBlack([scene1])).toEqual({ outlines: 2, clipped: 0, dark: 50, chance: 50 });
    const both = foundInBlack([scene1, scene2]);
    expect(both.outlines).toBe(8);
    expect(both.clipped).toBeCloseTo(75, 9);
    expect(both.dark).toBeCloseTo(12.5, 9);
    expect(both.chance).toBeCloseTo(25, 9);
    expect(foundInBlack([])).toEqual({ outlines: 0, clipped: 0, dark: 0, chance: 0 });
  });

  test('thresholds and edges are those of the whole structure', async () => {
    const plane = scene((level) => level).image;
    await withChain(createReferenceBackend(), async (chain) => {
      const whole = await structureOf(chain, plane);
      const thresholds = await ownThresholds(chain, plane);
      expect(thresholds).toEqual(whole.thresholds);
      expect(await edgesAt(chain, plane, thresholds)).toEqual(whole.own);
    });
  });
});

describe('the page’s model', () => {
  /** As much of a session as the model reads. */
  async function sessionAt(stage: string, params: Readonly<Record<string, number | string>> = {}) {
    const image = createImage('u8', 64, 32, 3);
    const rng = createRng(9);
    image.data.forEach((_, i) => (image.data[i] = rng.integer(30, 30 + 20 * (i % 3))));
    const all = { ...defaults(lab.params), ...params } as ReturnType<
      typeof defaults<(typeof lab)['params']>
    >;
    const result = await pipeline.run({
      backend: createReferenceBackend(),
      input: { image },
      params: all,
      seed: 1,
      signal: new AbortController().signal,
      now: () => 0,
    });
    return {
      state: { stage, params: all },
      result,
      param: (key: keyof typeof all) => all[key],
    } as unknown as LabSession;
  }

  test('the chosen stage decides what the plots are about; none chosen means CLAHE', async () => {
    expect(new HistogramModel(await sessionAt('')).version).toBe('clahe');
    expect(new HistogramModel(await sessionAt('clipped')).version).toBe('before');
    const global = new HistogramModel(await sessionAt('global'));
    expect(global.version).toBe('global');
    expect(global.tile).toBeUndefined();
    expect(global.mapping).toHaveLength(1);
    expect(global.alt).toContain('after global equalisation');
  });

  test('the tile under the cursor, and its own curve', async () => {
    const session = await sessionAt('clahe', { tiles: 4 });
    const model = new HistogramModel(session);
    // Without a cursor the tile in the middle: 64 × 32 in 4 × 4 tiles of 16 × 8.
    expect(model.tile).toEqual({ column: 1, row: 1, x: 16, y: 8, width: 16, height: 8 });
    model.cursor = { x: 50, y: 31 };
    expect(model.tile).toEqual({ column: 3, row: 3, x: 48, y: 24, width: 16, height: 8 });
    const curves = session.result?.stages.find(({ id }) => id === 'curves-clahe')?.image;
    expect(model.mapping[0]?.values).toEqual(Array.from(curves?.data.subarray(15 * 256) ?? []));
    model.cursor = { x: 500, y: 500 }; // of a larger picture, a moment ago
    expect(model.tile?.column).toBe(3);
  });

  test('R, G and B have three curves; what a pixel was and became is that of the plotted channel', async () => {
    const session = await sessionAt('global', { channels: 'rgb' });
    const model = new HistogramModel(session);
    expect(model.mapping.map(({ label }) => label)).toEqual(['R', 'G', 'B']);
    const plane = session.result?.stages.find(({ id }) => id === 'plane-global')?.image;
    expect(model.valuesAt({ x: 3, y: 2 })?.after).toBe(plane?.data[2 * 64 + 3]);
    expect(model.valuesAt({ x: 64, y: 2 })).toBeUndefined();
    expect(model.readings.find(({ name }) => name === 'Entropy')?.unit).toBe('bits');
  });

  test('before the first result there is nothing to show, and it says so', () => {
    const session = { state: { stage: '', params: {} }, param: () => 8 } as unknown as LabSession;
    const model = new HistogramModel(session);
    expect(model.alt).toBe('The picture is being computed.');
    expect(model.counts).toHaveLength(256);
    expect(model.readings[0]?.before).toBe('–');
  });
});
