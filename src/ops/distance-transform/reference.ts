/**
 * The distance of every pixel to the nearest zero pixel.
 *
 * `mask 3` and `mask 5` are chamfer distances (Borgefors 1986): two sweeps over the image that add up
 * the lengths of short steps, in integers of 1/65536 pixel with OpenCV's step lengths. `precise` is
 * the exact Euclidean distance by lower envelopes of parabolas (Felzenszwalb & Huttenlocher 2012).
 * L1 and C (chessboard) distances are exact already with 3 × 3 steps; mask size does not matter there.
 */
import { createImage, type TypedImage, type U8Image } from '$src/core/image';
import { roundHalfEven } from '$src/core/rounding';

export type DistanceMetric = 'L1' | 'L2' | 'C';
export type DistanceMask = 3 | 5 | 'precise';

/** f32 distances in pixels. Without any zero pixel every distance is 8192 (31622776 for `precise`). */
export function distanceTransform(
  image: U8Image,
  metric: DistanceMetric,
  mask: DistanceMask,
): TypedImage<'f32'> {
  if (metric === 'L2' && mask === 'precise') return euclidean(image);
  return chamfer(image, metric === 'L2' ? chamferL2(mask === 5) : chamfer3x3[metric]);
}

// ---- Chamfer ----------------------------------------------------------------------------------

const ONE = 65536; // one pixel in the integers of the sweeps
const FAR = 0x1fffffff; // "infinity" that can still be added to

interface Step {
  readonly dx: number;
  readonly dy: number;
  readonly length: number;
}

const length = (pixels: number): number => roundHalfEven(Math.fround(pixels) * ONE);

/** The steps of the forward sweep: to neighbours left and above. The backward sweep mirrors them. */
function steps3x3(straight: number, diagonal: number): Step[] {
  return [
    { dx: -1, dy: 0, length: length(straight) },
    { dx: 0, dy: -1, length: length(straight) },
    { dx: -1, dy: -1, length: length(diagonal) },
    { dx: 1, dy: -1, length: length(diagonal) },
  ];
}

const chamfer3x3 = { L1: steps3x3(1, 2), C: steps3x3(1, 1) } as const;

/** Borgefors' step lengths that approximate the Euclidean distance best, as OpenCV rounds them. */
function chamferL2(isFiveByFive: boolean): Step[] {
  if (!isFiveByFive) return steps3x3(0.955, 1.3693);
  const knight = length(2.1969);
  return [
    ...steps3x3(1, 1.4),
    { dx: -2, dy: -1, length: knight },
    { dx: 2, dy: -1, length: knight },
    { dx: -1, dy: -2, length: knight },
    { dx: 1, dy: -2, length: knight },
  ];
}

function chamfer(image: U8Image, steps: readonly Step[]): TypedImage<'f32'> {
  const { width, height, data } = image;
  const distances = Int32Array.from(data, (value) => (value === 0 ? 0 : FAR));
  const relax = (x: number, y: number, mirror: 1 | -1): void => {
    let best = distances[y * width + x] ?? FAR;
    for (const step of steps) {
      const nx = x + mirror * step.dx;
      const ny = y + mirror * step.dy;
      if (nx < 0 || nx >= width || ny < 0 || ny >= height) continue;
      best = Math.min(best, (distances[ny * width + nx] ?? FAR) + step.length);
    }
    distances[y * width + x] = best;
  };
  for (let y = 0; y < height; y++) for (let x = 0; x < width; x++) relax(x, y, 1);
  for (let y = height - 1; y >= 0; y--) for (let x = width - 1; x >= 0; x--) relax(x, y, -1);
  const result = createImage('f32', width, height);
  for (let i = 0; i < result.data.length; i++) result.data[i] = (distances[i] ?? 0) / ONE;
  return result;
}

// ---- Exact Euclidean --------------------------------------------------------------------------

/** Squared distance of a pixel that no zero pixel reaches; its root is OpenCV's 31622776. */
const NEVER = 1e15;

/** Squared distances down every column first, then along every row, then the root. */
function euclidean(image: U8Image): TypedImage<'f32'> {
  const { width, height, data } = image;
  const squared = Float64Array.from(data, (value) => (value === 0 ? 0 : NEVER));
  for (let x = 0; x < width; x++) lowerEnvelope(squared, x, width, height);
  for (let y = 0; y < height; y++) lowerEnvelope(squared, y * width, 1, width);
  const result = createImage('f32', width, height);
  for (let i = 0; i < result.data.length; i++) result.data[i] = Math.sqrt(squared[i] ?? 0);
  return result;
}

/**
 * Replaces f by min over q of f(q) + (p − q)² on one line of `n` elements, `stride` apart.
 * Each q is the apex of a parabola; only those on the lower envelope of all parabolas count.
 */
function lowerEnvelope(values: Float64Array, start: number, stride: number, n: number): void {
  const f = Float64Array.from({ length: n }, (_, q) => values[start + q * stride] ?? NEVER);
  const apexes: number[] = []; // of the parabolas on the envelope, left to right
  const begins: number[] = []; // where each of them becomes the lowest
  for (let q = 0; q < n; q++) {
    const height = f[q] ?? NEVER;
    if (height >= NEVER) continue;
    let begin = -Infinity;
    while (apexes.length > 0) {
      const p = apexes.at(-1) ?? 0;
      begin = (height + q * q - ((f[p] ?? 0) + p * p)) / (2 * (q - p)); // where the two cross
      if (begin > (begins.at(-1) ?? -Infinity)) break;
      apexes.pop();
      begins.pop();
      begin = -Infinity;
    }
    apexes.push(q);
    begins.push(begin);
  }
  if (apexes.length === 0) return;
  for (let p = 0, k = 0; p < n; p++) {
    while ((begins[k + 1] ?? Infinity) < p) k++;
    const apex = apexes[k] ?? 0;
    values[start + p * stride] = (p - apex) ** 2 + (f[apex] ?? 0);
  }
}
