/** Options of one `detect` call, completed and checked against what the model allows. */
import {
  DetectError,
  defaultOptions,
  suppressions,
  type DetectOptions,
  type DetectorSpec,
} from './types';

/** All options, and the side of the network input in pixels. */
export interface ResolvedOptions extends DetectOptions {
  readonly inputSide: number;
}

/** The largest side that is tried: memory grows with its square. */
export const largestInputSidePx = 2048;

/** Missing options are the defaults. Throws DetectError 'bad-option' that quotes the value and the range. */
export function resolveOptions(
  spec: Pick<DetectorSpec, 'inputSidePx' | 'inputMultiplePx' | 'name'>,
  options: Partial<DetectOptions> = {},
): ResolvedOptions {
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  const all: DetectOptions = { ...defaultOptions, ...Object.fromEntries(given) };
  expectShare('scoreThreshold', all.scoreThreshold);
  expectShare('iouThreshold', all.iouThreshold);
  if (!suppressions.includes(all.suppression)) {
    throw new DetectError(
      'bad-option',
      `suppression must be one of ${suppressions.join(', ')}, got ${String(all.suppression)}.`,
    );
  }
  if (!Number.isInteger(all.maxDetections) || all.maxDetections < 1) {
    throw new DetectError(
      'bad-option',
      `maxDetections must be a whole number from 1, got ${all.maxDetections}.`,
    );
  }
  const inputSide = all.inputSide ?? spec.inputSidePx;
  expectSide(spec, inputSide);
  return { ...all, inputSide };
}

function expectShare(name: string, value: number): void {
  if (!(value >= 0 && value <= 1)) {
    throw new DetectError('bad-option', `${name} must lie in 0..1, got ${value}.`);
  }
}

function expectSide(
  { inputSidePx, inputMultiplePx, name }: Parameters<typeof resolveOptions>[0],
  side: number,
): void {
  if (side === inputSidePx) return;
  if (inputMultiplePx === undefined) {
    throw new DetectError(
      'bad-option',
      `The input of ${name} is fixed at ${inputSidePx} px, got inputSide ${side}. Leave it out.`,
    );
  }
  if (!Number.isInteger(side / inputMultiplePx) || side < 1 || side > largestInputSidePx) {
    throw new DetectError(
      'bad-option',
      `inputSide of ${name} must be a multiple of ${inputMultiplePx} px from ${inputMultiplePx} to ${largestInputSidePx}, got ${side}.`,
    );
  }
}
