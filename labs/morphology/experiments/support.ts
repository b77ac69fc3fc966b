/** What the experiments of this lab share: the mask on the bench with its truth, slots, parameter keys. */
import type { U8Image } from '$src/core/image';
import type { SlotSpec } from '$src/evidence/types';
import type { Chain } from '$src/lab/chain';
import type { ExperimentContext, ExperimentEvent, Finding } from '$src/lab/contract';
import type lab from '../lab';
import { buildMask, type BenchMask, type MorphologyParams } from '../mask';
import { connectivityOf } from '../repair';
import type { Scoring } from '../score';

export type Specs = (typeof lab)['params'];
export type Context = ExperimentContext<Specs>;
export type Events = AsyncGenerator<ExperimentEvent, void, void>;
type Key = keyof Specs & string;

/** Parameters that make the mask. */
export const maskKeys: readonly Key[] = [
  'mask',
  'holes',
  'specks',
  'defectRadius',
  'jitter',
  'bridges',
  'polarity',
  'threshold',
  'block',
  'offset',
  'log',
  'flatten',
];

/** Parameters that decide what counts as an object and as a found outline. */
export const scoringKeys: readonly Key[] = ['connectivity', 'tolerance'];

/**
 * The mask on the bench and its truth. A painted mask is refused, because its numbers could not be
 * checked again from the link; so is, where a truth is asked for, a picture that has none.
 */
export async function benchMask(context: Context, chain: Chain): Promise<BenchMask> {
  const { input, params, seed } = context;
  if (params.mask === 'painted') {
    throw new Error(
      'A painted mask changes with every stroke, so no number is filed about it. The readings under the picture are live; choose another mask to measure.',
    );
  }
  return buildMask(chain, input, params, seed);
}

export async function knownMask(
  context: Context,
  chain: Chain,
): Promise<{ readonly mask: U8Image; readonly truth: U8Image }> {
  const { mask, truth } = await benchMask(context, chain);
  if (!truth) {
    throw new Error(
      'This picture has no exact mask to score against. Choose “Exact mask, spoiled” under Mask, or one of the samples.',
    );
  }
  return { mask, truth };
}

export function scoringOf(params: MorphologyParams): Scoring {
  return { connectivity: connectivityOf(params), tolerancePx: params.tolerance };
}

/** An exact slot: a count, or a quotient of counts. */
export function exact(id: string, label: string, unit: string, digits: number): SlotSpec {
  return { id, label, unit, digits, isExact: true };
}

export function finding(slot: string, value: number): Finding {
  return { kind: 'finding', slot, value };
}
