// The convolution lab's own arithmetic: the traced pixel against the op, hand-worked windows, the
// transform against direct filtering, the learned kernel, counts against formulas.
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  filterByTransform,
  filterDirectly,
  kernelSpectrum,
  shareAboveQuarter,
  transform,
  emptySpectrum,
} from '$labs/convolution/fft';
import experiments from '$labs/convolution/experiments';
import { framePixels } from '$labs/convolution/experiments/border';
import { movedLeft, stripes } from '$labs/convolution/experiments/stride';
import { fitLine } from '$labs/convolution/experiments/support';
import {
  binomial,
  corner,
  divisorOf,
  filter2DDefaults,
  filterParams,
  mean,
  outer,
  presetOf,
  presets,
  turned,
} from '$labs/convolution/kernels';
import lab from '$labs/convolution/lab';
import { correlate, largestGap, learnKernel, noisePlane } from '$labs/convolution/learn';
import pipeline, { difference, impulsePicture } from '$labs/convolution/pipeline';
import {
  axesOf,
  borderMask,
  fits,
  outputNear,
  sizeFormula,
  strongestEdge,
  traceAt,
} from '$labs/convolution/trace';
import { createImage, grayFromRows, type U8Image } from '$src/core/image';
import { defaults, randomParam } from '$src/core/params';
import { createRng } from '$src/core/rng';
import { filter2D, type Filter2DParams } from '$src/ops/filter2d/reference';
import { createReferenceBackend } from '$src/ops/reference-backend';

function randomGray(width: number, height: number, seed: number): U8Image {
  const rng = createRng(seed);
  const image = createImage('u8', width, height);
  for (let i = 0; i < image.data.length; i++) image.data[i] = rng.integer(0, 255);
  return image;
}

describe('the traced pixel', () => {
  const image = grayFromRows([
    [10, 20, 30],
    [40, 50, 60],
    [70, 80, 90],
  ]);

  test('Sobel in the middle, worked by hand: (30 − 10) + 2 (60 − 40) + (90 − 70) = 80', () => {
    const trace = traceAt(image, 1, 1, {
      ...filter2DDefaults,
      kernel: [
        [-1, 0, 1],
        [-2, 0, 2],
        [-1, 0, 1],
      ],
    });
    expect(trace.taps.map((tap) => tap.product)).toEqual([-10, 0, 30, -80, 0, 120, -70, 0, 90]);
    expect(trace).toMatchObject({ sum: 80, rounded: 80, output: 80, outside: 0 });
  });

  test('in the corner the border rule is shown: reflect101 reads the pixel behind the edge pixel', () => {
    const { taps, outside } = traceAt(image, 0, 0, { ...filter2DDefaults, kernel: mean(3) });
    expect(outside).toBe(5);
    expect(taps[0]).toMatchObject({ x: -1, y: -1, isOutside: true, value: 50 });
    expect(taps[0]?.source).toEqual({ x: 1, y: 1 });
    expect(taps[1]).toMatchObject({ x: 0, y: -1, value: 40 });
    expect(taps[4]).toMatchObject({ x: 0, y: 0, isOutside: false, value: 10 });
  });

  test('the constant border has no source pixel and reads its value', () => {
    const { taps } = traceAt(image, 0, 0, {
      ...filter2DDefaults,
      kernel: mean(3),
      border: 'constant',
      borderValue: 7,
    });
    expect(taps[0]).toMatchObject({ isOutside: true, value: 7, source: undefined });
  });

  test('rounding is to even and saturation comes after it', () => {
    const half = { ...filter2DDefaults, kernel: [[0.05]] };
    // 50 · 0.05 = 2.5 → 2; 30 · 0.05 = 1.5 → 2.
    expect(traceAt(image, 1, 1, half)).toMatchObject({ sum: 2.5, rounded: 2, output: 2 });
    expect(traceAt(image, 2, 0, half)).toMatchObject({ sum: 1.5, rounded: 2, output: 2 });
    const dark = traceAt(image, 1, 1, { ...filter2DDefaults, kernel: [[-1]] });
    expect(dark).toMatchObject({ rounded: -50, output: 0 });
  });

  test('equals the op at every pixel for random kernels and all parameters', () => {
    const kernels = fc
      .tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 }))
      .chain(([rows, columns]) =>
        fc.array(
          fc.array(
            fc.integer({ min: -128, max: 128 }).map((n) => n / 16),
            {
              minLength: columns,
              maxLength: columns,
            },
          ),
          { minLength: rows, maxLength: rows },
        ),
      );
    const params = fc.record({
      kernel: kernels,
      delta: fc.integer({ min: -255, max: 255 }),
      border: fc.constantFrom('reflect101', 'reflect', 'replicate', 'constant'),
      outputType: fc.constantFrom('u8', 'i16'),
      flip: fc.boolean(),
      stride: fc.integer({ min: 1, max: 4 }),
      dilation: fc.integer({ min: 1, max: 4 }),
      padding: fc.constantFrom('same', 'valid'),
    });
    fc.assert(
      fc.property(
        params,
        fc.integer({ min: 1, max: 12 }),
        fc.integer({ min: 1, max: 12 }),
        fc.nat(),
        (drawn, width, height, seed) => {
          const p = { ...filter2DDefaults, ...drawn } as Filter2DParams;
          const picture = randomGray(width, height, seed);
          fc.pre(fits(picture, p));
          const result = filter2D(picture, p);
          const axes = axesOf(picture, p);
          expect([axes.x.size, axes.y.size]).toEqual([result.width, result.height]);
          for (let y = 0; y < result.height; y++) {
            for (let x = 0; x < result.width; x++) {
              expect(traceAt(picture, x, y, p).output).toBe(result.data[y * result.width + x]);
            }
          }
        },
      ),
      { numRuns: 150 },
    );
  });

  test('refuses a pixel outside the result and says how large that is', () => {
    expect(() => traceAt(image, 3, 0, filter2DDefaults)).toThrow('outside the result of 3 × 3');
  });
});

describe('where things lie', () => {
  test('sizes as Dumoulin & Visin write them', () => {
    const p = { ...filter2DDefaults, kernel: mean(3), stride: 2, padding: 'valid' as const };
    // 3 on 6 with stride 2: windows start at 0 and 2, the last pixel is left over.
    expect(sizeFormula(6, 3, p)).toBe('⌊(6 + 0 − 3) / 2⌋ + 1 = 2');
    expect(sizeFormula(5, 3, { ...p, padding: 'same', dilation: 2 })).toBe(
      '⌊(5 + 4 − 5) / 2⌋ + 1 = 3',
    );
  });

  test('pointing at the middle of a window finds its output again', () => {
    const size = { width: 30, height: 24 };
    fc.assert(
      fc.property(
        fc.constantFrom('same' as const, 'valid' as const),
        fc.integer({ min: 1, max: 4 }),
        fc.integer({ min: 1, max: 4 }),
        fc.boolean(),
        fc.nat(),
        (padding, stride, dilation, flip, n) => {
          const p = { ...filter2DDefaults, kernel: mean(3), padding, stride, dilation, flip };
          const axes = axesOf(size, p);
          const out = { x: n % axes.x.size, y: (n * 7) % axes.y.size };
          const taps = traceAt(randomGray(30, 24, 1), out.x, out.y, p).taps;
          const middle = taps[4];
          expect(outputNear({ x: middle?.x ?? 0, y: middle?.y ?? 0 }, size, p)).toEqual(out);
        },
      ),
    );
  });

  test('the mask marks exactly the outputs with a weight outside', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 7 }),
        fc.integer({ min: 1, max: 3 }),
        fc.integer({ min: 1, max: 3 }),
        fc.boolean(),
        (k, stride, dilation, flip) => {
          const p = { ...filter2DDefaults, kernel: mean(k), stride, dilation, flip };
          const picture = randomGray(13, 9, k);
          const { mask, count } = borderMask(picture, p);
          const expected = Array.from({ length: mask.width * mask.height }, (_, i) => {
            const trace = traceAt(picture, i % mask.width, Math.floor(i / mask.width), p);
            return trace.outside > 0 ? 255 : 0;
          });
          expect([...mask.data]).toEqual(expected);
          expect(count).toBe(expected.filter((value) => value === 255).length);
        },
      ),
    );
  });

  test('the frame formula counts the same pixels for odd kernels', () => {
    for (const k of [1, 3, 7, 15]) {
      for (const [width, height] of [
        [20, 20],
        [9, 4],
        [1, 1],
      ] as const) {
        const p = { ...filter2DDefaults, kernel: mean(k) };
        expect(framePixels(width, height, k)).toBe(borderMask({ width, height }, p).count);
      }
    }
    expect(framePixels(20, 20, 3)).toBe(76);
  });

  test('the strongest edge is found, and a flat picture gives its middle', () => {
    const picture = createImage('u8', 20, 16);
    picture.data.fill(90);
    expect(strongestEdge(picture)).toEqual({ x: 10, y: 8 });
    picture.data[6 * 20 + 9] = 200;
    expect(strongestEdge(picture)).toEqual({ x: 8, y: 6 });
    expect(strongestEdge(createImage('u8', 1, 1))).toEqual({ x: 0, y: 0 });
  });
});

describe('kernels', () => {
  test('Pascal’s triangle, the outer product, and turning twice', () => {
    expect(binomial(5)).toEqual([1, 4, 6, 4, 1]);
    expect(outer([1, 2], [3, 4])).toEqual([
      [3, 4],
      [6, 8],
    ]);
    expect(turned(corner)).toEqual([
      [0, 0, 0],
      [0, 0, 1],
      [0, 1, 2],
    ]);
    expect(turned(turned(corner))).toEqual(corner);
  });

  test('division by the sum is left out when the sum is 0 or the weights would leave the op’s range', () => {
    expect(divisorOf({ kernel: [[1, 2, 1]], normalise: true })).toBe(4);
    expect(divisorOf({ kernel: [[1, 2, 1]], normalise: false })).toBe(1);
    expect(divisorOf({ kernel: [[-1, 0, 1]], normalise: true })).toBe(1);
    expect(divisorOf({ kernel: [[8, -7.9]], normalise: true })).toBe(1); // 8 / 0.1 = 80 > 64
  });

  test('every preset is told apart, and the bench’s default is Sobel', () => {
    for (const preset of presets) expect(presetOf(preset)?.id).toBe(preset.id);
    expect(presetOf(defaults(lab.params))?.id).toBe('sobelX');
  });

  test('an impulse filtered by convolution is the kernel, by correlation the turned kernel', () => {
    const letter = presets.find(({ id }) => id === 'letter');
    const around = (flip: boolean): number[][] => {
      const out = filter2D(impulsePicture(), {
        ...filter2DDefaults,
        kernel: letter?.kernel ?? [],
        flip,
      });
      return Array.from({ length: 5 }, (_, i) =>
        Array.from({ length: 5 }, (_unused, j) => (out.data[(12 + i) * 39 + 17 + j] ?? 0) / 255),
      );
    };
    expect(around(true)).toEqual(letter?.kernel);
    expect(around(false)).toEqual(turned(letter?.kernel ?? []));
  });
});

describe('the transform', () => {
  test('a single one has a flat spectrum, and back again', () => {
    const s = emptySpectrum(4);
    s.re[0] = 1;
    transform(s);
    expect([...s.re]).toEqual(Array.from({ length: 16 }, () => 1));
    transform(s, true);
    expect(s.re[0]).toBeCloseTo(1, 12);
    expect(s.re[5]).toBeCloseTo(0, 12);
  });

  test('a cosine of one period puts half its energy at 1 and half at n − 1', () => {
    const n = 8;
    const s = emptySpectrum(n);
    for (let i = 0; i < n * n; i++) s.re[i] = Math.cos((2 * Math.PI * (i % n)) / n);
    transform(s);
    expect(s.re[1]).toBeCloseTo(32, 9);
    expect(s.re[n - 1]).toBeCloseTo(32, 9);
    expect(s.re[2]).toBeCloseTo(0, 9);
  });

  test('filters like filter2D with zeros outside: both plain ways, within rounding of a half', () => {
    const picture = randomGray(23, 17, 3);
    const kernel = randomParam(lab.params.kernel, createRng(4)) as number[][];
    const odd = Array.from({ length: 5 }, (_, i) =>
      Array.from({ length: 5 }, (_unused, j) => (kernel[i % kernel.length]?.[j] ?? 0.25) / 8),
    );
    const direct = filter2D(picture, { ...filter2DDefaults, kernel: odd, border: 'constant' });
    expect(filterDirectly(picture, odd).data).toEqual(direct.data);
    const through = filterByTransform(picture, kernelSpectrum(odd, 32));
    // The transform's error is about 1e-12; only a sum on an exact half may round to the other side.
    const worst = Math.max(...through.data.map((v, i) => Math.abs(v - (direct.data[i] ?? 0))));
    expect(worst).toBeLessThanOrEqual(1);
    const unequal = through.data.filter((v, i) => v !== direct.data[i]).length;
    expect(unequal).toBeLessThan(0.05 * through.data.length);
  });

  test('energy above a quarter: none in a slow wave, all in stripes, blur takes it away', () => {
    const wave = createImage('u8', 64, 64);
    for (let i = 0; i < wave.data.length; i++) {
      wave.data[i] = Math.round(128 + 100 * Math.cos((2 * Math.PI * (i % 64)) / 16));
    }
    expect(shareAboveQuarter(wave)).toBeLessThan(0.001);
    expect(shareAboveQuarter(stripes(64))).toBeGreaterThan(0.999);
    expect(shareAboveQuarter(createImage('u8', 1, 1))).toBe(0);
    const noise = randomGray(64, 64, 9);
    // White noise fills the band evenly: 1 − (½)² = ¾ of it lies above.
    expect(shareAboveQuarter(noise)).toBeGreaterThan(0.7);
    expect(shareAboveQuarter(noise)).toBeLessThan(0.8);
  });
});

describe('learning a kernel', () => {
  test('correlation by hand', () => {
    const plane = [
      [1, 2, 3],
      [4, 5, 6],
      [7, 8, 9],
    ];
    expect(
      correlate(plane, [
        [1, 0],
        [0, 2],
      ]),
    ).toEqual([
      [11, 14],
      [20, 23],
    ]);
  });

  test('a correlation layer learns the turned kernel of a convolution', () => {
    const noise = noisePlane(32, createRng(2));
    const target = correlate(noise, turned(corner));
    const learned = learnKernel(noise, target, { rows: 3, columns: 3 });
    expect(largestGap(learned, turned(corner))).toBeLessThan(1e-4);
    expect(largestGap(learned, corner)).toBeGreaterThan(1);
  });
});

test('a line through points on a line is found, with R² 1', () => {
  const line = fitLine([
    [0, 1],
    [1, 3],
    [2, 5],
  ]);
  expect(line.slope).toBeCloseTo(2, 12);
  expect(line.intercept).toBeCloseTo(1, 12);
  expect(line.r2).toBeCloseTo(1, 12);
});

test('movedLeft drops the first column', () => {
  expect([
    ...movedLeft(
      grayFromRows([
        [1, 2, 3],
        [4, 5, 6],
      ]),
    ).data,
  ]).toEqual([2, 3, 5, 6]);
});

describe('the bench', () => {
  const run = (params: object, image: U8Image) => {
    const backend = createReferenceBackend();
    return pipeline.run({
      backend,
      input: { image },
      params: { ...defaults(lab.params), ...params },
      seed: 1,
      signal: new AbortController().signal,
      now: () => 0,
    });
  };

  test('shows the stages and counts what flipping changes', async () => {
    const image = randomGray(12, 10, 5);
    const { stages, readings } = await run({}, image);
    expect(stages.map(({ id }) => id)).toEqual(['input', 'gray', 'border', 'flip', 'output']);
    expect(readings).toMatchObject({ fits: 1, macsPerPixel: 9, pixels: 120, border: 40 });
    const direct = filter2D(image, filterParams(defaults(lab.params)));
    expect(stages.at(-1)?.image.data).toEqual(direct.data);
  });

  test('keeps the picture when a valid window does not fit', async () => {
    const { stages, readings } = await run({ padding: 'valid' }, randomGray(2, 2, 1));
    expect(stages.map(({ id }) => id)).toEqual(['input', 'gray']);
    expect(readings['fits']).toBe(0);
  });

  test('difference counts and keeps the size of the gap', () => {
    const { image, count } = difference(grayFromRows([[5, 9]]), grayFromRows([[5, 12]]));
    expect([...image.data]).toEqual([0, 3]);
    expect(count).toBe(1);
  });
});

test('every experiment has a guess within reach of its slot', () => {
  for (const { predict, yields } of experiments) {
    expect(predict.prompt.endsWith('?')).toBe(true);
    expect(yields.some(({ id }) => id === predict.slot)).toBe(true);
  }
});
