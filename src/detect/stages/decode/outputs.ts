/**
 * Reading a network's outputs without trusting them: the output is there, has the shape that the head
 * promises, and holds numbers only.
 */
import type { RawOutput, RawOutputs } from '../../head';
import { DetectError } from '../../types';

/**
 * The output of that name. `dims` are the expected sizes, undefined where any will do.
 * Throws DetectError 'wrong-shape' or 'not-finite'.
 */
export function expectOutput(
  outputs: RawOutputs,
  name: string,
  dims: readonly (number | undefined)[],
): RawOutput {
  const output = outputs[name];
  if (!output) {
    throw new DetectError(
      'wrong-shape',
      `The model has no output “${name}”; it has ${Object.keys(outputs).join(', ') || 'none'}. Check how its head was mapped.`,
    );
  }
  const fits =
    output.dims.length === dims.length &&
    dims.every((size, axis) => size === undefined || size === output.dims[axis]);
  if (!fits) throw wrongShape(name, dims, output.dims);
  const length = output.dims.reduce((product, size) => product * size, 1);
  if (output.data.length !== length) {
    throw new DetectError(
      'wrong-shape',
      `Output “${name}” says ${words(output.dims)}, which is ${length} values, but holds ${output.data.length}.`,
    );
  }
  expectFinite(output.data, name);
  return output;
}

export function wrongShape(
  name: string,
  expected: readonly (number | undefined)[],
  got: readonly number[],
): DetectError {
  return new DetectError(
    'wrong-shape',
    `Output “${name}” should be ${words(expected)}, got ${words(got)}. Either the input side or the mapping of the head does not fit this model.`,
  );
}

function words(dims: readonly (number | undefined)[]): string {
  return `[${dims.map((size) => size ?? 'any').join(', ')}]`;
}

/** 0 × v is 0 for every number and NaN for NaN and ±∞: one pass without a branch. */
function expectFinite(data: Float32Array, name: string): void {
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += 0 * (data[i] ?? 0);
  if (sum === 0) return;
  const index = data.findIndex((value) => !Number.isFinite(value));
  throw new DetectError(
    'not-finite',
    `Output “${name}” holds ${data[index]} at position ${index}. The model's weights or its arithmetic on this backend are broken; try another backend.`,
  );
}

/** Longest side that exp() of a predicted log size may give, as a factor: keeps a mad network's boxes finite. */
const largestExponent = 20;

/** exp, held below e^20. */
export function expSize(logSize: number): number {
  return Math.exp(Math.min(logSize, largestExponent));
}

export function sigmoid(logit: number): number {
  return 1 / (1 + Math.exp(-logit));
}
