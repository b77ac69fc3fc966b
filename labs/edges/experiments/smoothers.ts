/**
 * Gaussian, median and bilateral against two kinds of noise, at fixed settings: how close they come
 * back to the clean picture (PSNR, SSIM) over several draws of the noise, and what they cost in
 * sharpness on the picture without noise (10 to 90 % rise of its edges).
 */
import { expectU8, imageOf, type Image, type U8Image } from '$src/core/image';
import { summarise } from '$src/evidence/statistics';
import { Chain, withChain } from '$src/lab/chain';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import type { ImageHandle } from '$src/ops/backend';
import { psnr } from '$src/ops/psnr/reference';
import { ssim } from '$src/ops/ssim/reference';
import { addNoise, readCanny, smooth, type Context, type Specs } from '../front';
import { edgeProbes, riseDistance, type Probe } from '../rise';

type Noise = 'gauss' | 'salt';
type Smoother = 'none' | 'gaussian' | 'median' | 'bilateral';

/** Fixed, and quoted in the answers. */
export const fixedNoise = { noiseSigma: 15, noiseShare: 5 } as const;
export const fixedSmoothing = { sigma: 1.4, medianSize: 5, sigmaColour: 30 } as const;

const noises: readonly { readonly id: Noise; readonly name: string }[] = [
  { id: 'gauss', name: 'Gaussian noise, σ 15' },
  { id: 'salt', name: 'salt and pepper, one pixel in 20' },
];
const smoothers4: readonly { readonly id: Smoother; readonly name: string }[] = [
  { id: 'none', name: 'no smoothing' },
  { id: 'gaussian', name: 'Gaussian σ 1.4' },
  { id: 'median', name: 'median 5 × 5' },
  { id: 'bilateral', name: 'bilateral, disc 9, colour σ 30' },
];
const real = smoothers4.filter(({ id }) => id !== 'none');

/** Draws of the noise. */
const draws = 5;
/** The middle of the picture, at most this wide and high: noise is the same everywhere. */
const cropSide = 192;
/** Equal images have no PSNR; beyond this the difference is no more than a grey level here and there. */
const mostDb = 100;
const probesAtMost = 400;
/** SSIM compares windows of 11 × 11. */
const ssimWindowSide = 11;

export const smoothers: Experiment<Specs> = {
  id: 'smoothers',
  title: 'Gaussian, median and bilateral against noise',
  predict: {
    prompt:
      'One pixel in 20 turns black or white, then a 5 × 5 median runs. What PSNR does the result reach against the clean picture?',
    slot: 'psnr-salt-median',
    min: 5,
    max: 60,
  },
  yields: [
    ...noises.flatMap((noise) =>
      smoothers4.map(({ id, name }) => ({
        id: `psnr-${noise.id}-${id}`,
        label: `PSNR after ${name}, ${noise.name}`,
        unit: 'dB',
        digits: 1,
      })),
    ),
    ...noises.flatMap((noise) =>
      real.map(({ id, name }) => ({
        id: `ssim-${noise.id}-${id}`,
        label: `SSIM after ${name}, ${noise.name}`,
        unit: '',
        digits: 2,
      })),
    ),
    ...smoothers4.map(({ id, name }) => ({
      id: id === 'none' ? 'rise-clean' : `rise-${id}`,
      label: `10 to 90 % rise of an edge after ${name}, no noise`,
      unit: 'px',
      digits: 2,
    })),
  ],
  dependsOn: [],
  usesReaderImage: true,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { backend, input, seed, signal } = context;
    const total = (draws * noises.length + 1) * smoothers4.length;
    let done = 0;
    const clean = await grayOf(context, input.clean ?? input.image);
    const crop = middleOf(clean);
    const hasSsim = Math.min(crop.width, crop.height) >= ssimWindowSide;

    for (const noise of noises) {
      const psnrs = new Map<Smoother, number[]>();
      const ssims = new Map<Smoother, number[]>();
      for (let draw = 0; draw < draws; draw++) {
        const chain = new Chain(backend);
        try {
          const kind = noise.id === 'gauss' ? 'gaussian' : 'saltAndPepper';
          const noisy = await addNoise(
            chain,
            await chain.upload(crop),
            { noise: kind, ...fixedNoise },
            seed + draw,
          );
          for (const { id, name } of smoothers4) {
            signal.throwIfAborted();
            yield { kind: 'progress', done: done++, total, note: `${name}, draw ${draw + 1}` };
            const result = await smoothed(chain, noisy, id);
            push(psnrs, id, Math.min(mostDb, psnr(result, crop)));
            if (hasSsim) push(ssims, id, ssim(result, crop, ssimParams));
          }
        } finally {
          chain.release();
        }
      }
      for (const { id, name } of smoothers4) {
        const db = summarise(psnrs.get(id) ?? []);
        const likeness = hasSsim ? summarise(ssims.get(id) ?? []) : undefined;
        yield { kind: 'finding', slot: `psnr-${noise.id}-${id}`, value: db };
        if (likeness && id !== 'none') {
          yield { kind: 'finding', slot: `ssim-${noise.id}-${id}`, value: likeness };
        }
        yield {
          kind: 'row',
          table: `${noise.name}: ${draws} draws, ${crop.width} × ${crop.height}`,
          cells: {
            'smoothed by': name,
            'PSNR, dB': db.median,
            SSIM: likeness ? likeness.median : 'too small',
          },
        };
      }
    }
    yield* softness(context, clean, done, total);
  },
};

async function* softness(
  { backend, input, signal }: Context,
  clean: U8Image,
  done: number,
  total: number,
): AsyncGenerator<ExperimentEvent, void, void> {
  const chain = new Chain(backend);
  try {
    yield { kind: 'progress', done, total, note: 'edges without noise' };
    const gray = await chain.upload(clean);
    const { probes, where } = await probesOf(chain, gray, input.truth?.outline);
    for (const [index, { id, name }] of smoothers4.entries()) {
      signal.throwIfAborted();
      yield { kind: 'progress', done: done + index, total, note: `${name}, edges without noise` };
      const rise = riseDistance(await smoothed(chain, gray, id), probes);
      if (rise === undefined) continue;
      yield { kind: 'finding', slot: id === 'none' ? 'rise-clean' : `rise-${id}`, value: rise };
      yield {
        kind: 'row',
        table: `10 to 90 % rise across ${where}, no noise`,
        cells: { 'smoothed by': name, 'rise, px': rise },
      };
    }
  } finally {
    chain.release();
  }
}

/** Where the softness is measured: on the exact outlines, else on the strongest tenth of all ridges. */
async function probesOf(
  chain: Chain,
  gray: ImageHandle,
  outline: Image | undefined,
): Promise<{ readonly probes: readonly Probe[]; readonly where: string }> {
  // Directions from a blurred copy, so that one pixel's texture does not turn the profile.
  const calm = await chain.main('gaussianBlur', gray, { sigmaX: 1.4 });
  const { dx, dy, magnitude, suppressed } = await readCanny(chain, calm, { low: 0, high: 0 }, [
    'dx',
    'dy',
    'magnitude',
    'suppressed',
  ]);
  if (outline?.width === gray.width && outline.height === gray.height) {
    return { probes: edgeProbes(outline, dx, dy, probesAtMost), where: 'the exact outlines' };
  }
  const strongest = strongestTenth(suppressed, magnitude);
  return { probes: edgeProbes(strongest, dx, dy, probesAtMost), where: 'the strongest edges' };
}

/** The ridge pixels whose magnitude belongs to the upper tenth of all ridge pixels. */
export function strongestTenth(ridge: Image, magnitude: Image): Image {
  const strengths: number[] = [];
  ridge.data.forEach((value, i) => {
    if (value !== 0) strengths.push(magnitude.data[i] ?? 0);
  });
  strengths.sort((a, b) => a - b);
  const cut = strengths[Math.floor(0.9 * strengths.length)] ?? Infinity;
  const data = Uint8Array.from(ridge.data, (value, i) =>
    value !== 0 && (magnitude.data[i] ?? 0) >= cut ? 255 : 0,
  );
  return imageOf('u8', ridge.width, ridge.height, 1, data);
}

/** The image after one of the fixed smoothers, read back. */
async function smoothed(chain: Chain, image: ImageHandle, id: Smoother): Promise<U8Image> {
  const result = await smooth(chain, image, { smoother: id, ...fixedSmoothing });
  return expectU8(await chain.read(result), 'PSNR', [1]);
}

function grayOf({ backend }: Context, image: Image): Promise<U8Image> {
  return withChain(backend, async (chain) =>
    expectU8(await chain.read(await chain.gray(await chain.upload(image))), 'Smoothing', [1]),
  );
}

/** The middle of a gray picture, at most `cropSide` wide and high. */
export function middleOf(gray: U8Image): U8Image {
  const width = Math.min(cropSide, gray.width);
  const height = Math.min(cropSide, gray.height);
  const left = Math.floor((gray.width - width) / 2);
  const top = Math.floor((gray.height - height) / 2);
  const data = new Uint8Array(width * height);
  for (let y = 0; y < height; y++) {
    const from = (top + y) * gray.width + left;
    data.set(gray.data.subarray(from, from + width), y * width);
  }
  return imageOf('u8', width, height, 1, data);
}

/** Wang's: Gaussian window, variances as in the paper. */
const ssimParams = { window: 'gaussian', windowSize: 11, useSampleCovariance: false } as const;

function push(map: Map<Smoother, number[]>, key: Smoother, value: number): void {
  const list = map.get(key) ?? [];
  list.push(value);
  map.set(key, list);
}
