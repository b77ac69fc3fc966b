/**
 * The two masks over the sheet, as the chosen measure sees them: all of them, their bands alone, or their outlines. Sky blue
 * is truth alone, orange guess alone, white what counts as agreement.
 */
import type { U8Image } from '$src/core/image';
import { boundaryBand } from '$src/metrics/boundary-iou';
import { boundaryOf } from '$src/metrics/mask-overlap';
import type { Rgb, Rgba } from '$src/ui/paint';
import type { MaskMeasure } from './algebra';
import { layerOf } from './shapes';

/** Okabe and Ito's sky blue and orange, told apart by every eye; also the boxes' colours. */
const colours: Readonly<Record<'truth' | 'guess' | 'both', Rgb>> = {
  truth: [86, 180, 233],
  guess: [230, 159, 0],
  both: [243, 239, 229],
};
/** What is left of the picture under the shapes. */
const dim = 0.45;

export function paintSheet({ width, height, channels, data }: U8Image): Rgba {
  const out = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    for (let c = 0; c < 3; c++) {
      out[4 * i + c] = dim * (data[i * channels + (channels === 1 ? 0 : c)] ?? 0);
    }
    out[4 * i + 3] = 255;
  }
  return { width, height, data: out };
}

export function paintPair(
  ground: Rgba,
  pair: U8Image,
  look: MaskMeasure,
  distances: { readonly bandPx: number; readonly tolerancePx: number },
): Rgba {
  const data = ground.data.slice();
  const truth = layerOf(pair, 'truth');
  const guess = layerOf(pair, 'guess');
  const put = (i: number, [r, g, b]: Rgb, share: number): void => {
    const over = (c: number, value: number): void => {
      data[4 * i + c] = (1 - share) * (data[4 * i + c] ?? 0) + share * value;
    };
    over(0, r);
    over(1, g);
    over(2, b);
  };
  const isBand = look === 'boundaryIou';
  const [first, second] = isBand
    ? [boundaryBand(truth, distances.bandPx), boundaryBand(guess, distances.bandPx)]
    : [truth, guess];
  const isOutline = look === 'boundaryF';
  for (let i = 0; i < pair.data.length; i++) {
    const [inTruth, inGuess] = [first.data[i] !== 0, second.data[i] !== 0];
    if (!inTruth && !inGuess) continue;
    const colour = inTruth && inGuess ? colours.both : inTruth ? colours.truth : colours.guess;
    put(i, colour, isOutline ? 0.14 : 0.72);
  }
  if (isOutline) {
    const [ofTruth, ofGuess] = [pixelsOf(boundaryOf(truth)), pixelsOf(boundaryOf(guess))];
    const reach = distances.tolerancePx;
    for (const spot of ofTruth)
      put(spot.i, isNear(spot, ofGuess, reach) ? colours.both : colours.truth, 1);
    for (const spot of ofGuess)
      put(spot.i, isNear(spot, ofTruth, reach) ? colours.both : colours.guess, 1);
  }
  return { width: pair.width, height: pair.height, data };
}

interface OutlinePixel {
  readonly i: number;
  readonly x: number;
  readonly y: number;
}

function pixelsOf({ width, data }: U8Image): readonly OutlinePixel[] {
  const found: OutlinePixel[] = [];
  data.forEach((value, i) => {
    if (value !== 0) found.push({ i, x: i % width, y: Math.floor(i / width) });
  });
  return found;
}

function isNear(spot: OutlinePixel, others: readonly OutlinePixel[], reachPx: number): boolean {
  return others.some(({ x, y }) => (x - spot.x) ** 2 + (y - spot.y) ** 2 <= reachPx ** 2);
}
