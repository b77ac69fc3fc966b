/**
 * A layer of one k × k correlation kernel, fitted to a given output by gradient descent on the mean
 * squared error, from zeros. With white noise as input the error surface is round, so a fixed step
 * converges in a few dozen rounds. What it shows: a layer that computes correlation learns the turned
 * kernel and loses nothing, so the missing flip is a matter of bookkeeping.
 */
import type { Matrix } from '$src/core/params';
import type { Rng } from '$src/core/rng';

/** Rows of numbers, without rounding: training is not done in grey levels. */
export type Plane = readonly (readonly number[])[];

/** −1 or 1 at random: white noise that is the same in every browser. */
export function noisePlane(size: number, rng: Rng): Plane {
  return Array.from({ length: size }, () =>
    Array.from({ length: size }, () => (rng.next() < 0.5 ? -1 : 1)),
  );
}

/** Correlation over the windows that lie inside (valid). */
export function correlate(plane: Plane, kernel: Matrix): Plane {
  const rows = kernel.length;
  const columns = kernel[0]?.length ?? 0;
  return Array.from({ length: plane.length - rows + 1 }, (_, y) =>
    Array.from({ length: (plane[0]?.length ?? 0) - columns + 1 }, (_unused, x) => {
      let sum = 0;
      kernel.forEach((weights, i) => {
        weights.forEach((weight, j) => {
          sum += weight * (plane[y + i]?.[x + j] ?? 0);
        });
      });
      return sum;
    }),
  );
}

/** The kernel of size rows × columns that correlation needs to turn `input` into `target`. */
export function learnKernel(
  input: Plane,
  target: Plane,
  size: { readonly rows: number; readonly columns: number },
  { rounds = 60, rate = 0.4 } = {},
): Matrix {
  const count = target.length * (target[0]?.length ?? 0);
  let kernel: Matrix = Array.from({ length: size.rows }, () =>
    Array.from({ length: size.columns }, () => 0),
  );
  for (let round = 0; round < rounds; round++) {
    const output = correlate(input, kernel);
    const error = output.map((row, y) => row.map((value, x) => value - (target[y]?.[x] ?? 0)));
    // The gradient of half the mean squared error is the correlation of the input with the error.
    const gradient = correlate(input, error);
    kernel = kernel.map((row, i) =>
      row.map((weight, j) => weight - (rate * (gradient[i]?.[j] ?? 0)) / count),
    );
  }
  return kernel;
}

/** The largest difference between two kernels of one size. */
export function largestGap(a: Matrix, b: Matrix): number {
  return Math.max(
    ...a.flatMap((row, i) => row.map((weight, j) => Math.abs(weight - (b[i]?.[j] ?? 0)))),
  );
}
