/**
 * Sobel, Scharr and the Laplacian on pictures with a known answer: how far a step of 50 grey levels
 * stands out of Gaussian noise of σ 15, and how many degrees a gradient points astray.
 */
import { createImage, type U8Image } from '$src/core/image';
import { withChain } from '$src/lab/chain';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { referenceOf } from '$src/lab/experiment';
import { subjectOf } from '$src/sources/subject';
import { derivativeOp, type Context, type EdgesParams, type Specs } from '../front';

const noiseSigma = 15;
const stepLevels = 50;
const side = 160;
/** Fine texture: the shorter the wave, the more a 3 × 3 kernel matters. */
const wavelengthPx = 5;
const anglesDegrees = [5, 10, 15, 20, 25, 30, 35, 40];

export const derivatives: Experiment<Specs> = {
  id: 'derivatives',
  title: 'Sobel, Scharr and Laplacian where the answer is known',
  predict: {
    prompt:
      'A step of 50 grey levels in Gaussian noise of σ 15. How many times larger than the noise (one standard deviation) is Sobel’s answer to the step?',
    slot: 'snr-sobel',
    min: 0,
    max: 30,
  },
  yields: [
    { id: 'snr-sobel', label: 'Step of 50 over noise of σ 15, Sobel', unit: '×', digits: 1 },
    { id: 'snr-scharr', label: 'Step of 50 over noise of σ 15, Scharr', unit: '×', digits: 1 },
    {
      id: 'snr-laplacian',
      label: 'Step of 50 over noise of σ 15, Laplacian',
      unit: '×',
      digits: 1,
    },
    {
      id: 'angle-sobel',
      label: 'Largest error of direction on a wave of 5 px, Sobel',
      unit: '°',
      digits: 2,
    },
    {
      id: 'angle-scharr',
      label: 'Largest error of direction on a wave of 5 px, Scharr',
      unit: '°',
      digits: 2,
    },
  ],
  dependsOn: [],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { seed, signal } = context;
    const backend = referenceOf(context);
    const total = 3 + anglesDegrees.length;
    const step = stepPicture();
    const stepSubject = await subjectOf(step, 'a step of 50 grey levels');
    for (const [index, operator] of (['sobelX', 'scharrX', 'laplacian'] as const).entries()) {
      signal.throwIfAborted();
      yield { kind: 'progress', done: index, total, note: operator };
      const answer = largestSize(await derive(context, step, operator));
      const flat = createImage('u8', side, side);
      flat.data.fill(128);
      const noisy = await withChain(backend, async (chain) =>
        chain.read(
          await chain.main('gaussianNoise', await chain.upload(flat), { sigma: noiseSigma, seed }),
        ),
      );
      const noise = rootMeanSquare(await derive(context, noisy as U8Image, operator));
      const snr = answer / noise;
      const slot = { sobelX: 'snr-sobel', scharrX: 'snr-scharr', laplacian: 'snr-laplacian' }[
        operator
      ];
      yield { kind: 'finding', slot, value: snr, subject: stepSubject, backend };
      yield {
        kind: 'row',
        table: `Step of ${stepLevels} in noise of σ ${noiseSigma}`,
        cells: { operator, 'answer to the step': answer, 'noise, σ': noise, ratio: snr },
      };
    }
    const worst = { sobel: 0, scharr: 0 };
    for (const [index, degrees] of anglesDegrees.entries()) {
      signal.throwIfAborted();
      yield { kind: 'progress', done: 3 + index, total, note: `${degrees}°` };
      const wave = wavePicture(degrees);
      const errors = {
        sobel: directionError(
          await derive(context, wave, 'sobelX'),
          await derive(context, wave, 'sobelY'),
          degrees,
        ),
        scharr: directionError(
          await derive(context, wave, 'scharrX'),
          await derive(context, wave, 'scharrY'),
          degrees,
        ),
      };
      worst.sobel = Math.max(worst.sobel, errors.sobel);
      worst.scharr = Math.max(worst.scharr, errors.scharr);
      yield {
        kind: 'row',
        table: `Error of direction, wave of ${wavelengthPx} px`,
        cells: {
          'true direction, °': degrees,
          'Sobel, °': errors.sobel,
          'Scharr, °': errors.scharr,
        },
      };
    }
    const waves = await subjectOf(wavePicture(anglesDegrees[0] ?? 0), 'waves of 5 px');
    yield { kind: 'finding', slot: 'angle-sobel', value: worst.sobel, subject: waves, backend };
    yield { kind: 'finding', slot: 'angle-scharr', value: worst.scharr, subject: waves, backend };
  },
};

interface Plane {
  readonly width: number;
  readonly height: number;
  readonly data: ArrayLike<number>;
}

function derive(
  context: Context,
  image: U8Image,
  operator: EdgesParams['operator'],
): Promise<Plane> {
  const { op, params } = derivativeOp(operator);
  return withChain(referenceOf(context), async (chain) =>
    chain.read(await chain.main(op, await chain.upload(image), params)),
  );
}

/** A vertical step in the middle. */
function stepPicture(): U8Image {
  const image = createImage('u8', side, side);
  for (let i = 0; i < image.data.length; i++) {
    image.data[i] = i % side < side / 2 ? 128 - stepLevels / 2 : 128 + stepLevels / 2;
  }
  return image;
}

/** A sine wave that grows fastest towards `degrees`, y down. */
export function wavePicture(degrees: number): U8Image {
  const image = createImage('u8', side, side);
  const angle = (degrees * Math.PI) / 180;
  for (let y = 0; y < side; y++) {
    for (let x = 0; x < side; x++) {
      const along = x * Math.cos(angle) + y * Math.sin(angle);
      image.data[y * side + x] = Math.round(
        128 + 120 * Math.sin((2 * Math.PI * along) / wavelengthPx),
      );
    }
  }
  return image;
}

/**
 * How far, in degrees, the gradients point away from `degrees` on the whole: the direction of the
 * first principal axis of all gradients against the true one, borders left out.
 */
export function directionError(dx: Plane, dy: Plane, degrees: number): number {
  let xx = 0;
  let xy = 0;
  let yy = 0;
  for (let y = 2; y < dx.height - 2; y++) {
    for (let x = 2; x < dx.width - 2; x++) {
      const gx = dx.data[y * dx.width + x] ?? 0;
      const gy = dy.data[y * dx.width + x] ?? 0;
      xx += gx * gx;
      xy += gx * gy;
      yy += gy * gy;
    }
  }
  const found = (0.5 * Math.atan2(2 * xy, xx - yy) * 180) / Math.PI;
  const gap = (((found - degrees) % 180) + 180) % 180;
  return Math.min(gap, 180 - gap);
}

function largestSize({ data }: Plane): number {
  let largest = 0;
  for (let i = 0; i < data.length; i++) largest = Math.max(largest, Math.abs(data[i] ?? 0));
  return largest;
}

function rootMeanSquare({ data }: Plane): number {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += (data[i] ?? 0) ** 2;
  return Math.sqrt(sum / data.length);
}
