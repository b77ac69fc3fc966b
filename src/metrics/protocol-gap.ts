/**
 * "One set of boxes, many mAPs", explained: the gap between two protocols shared out to the rules in which they
 * differ. What a rule is worth depends on which others have been changed already, so each gets its mean
 * contribution over all orders of changing them, its Shapley value (Shapley 1953, "A Value for n-Person Games"). The
 * shares add up to the gap, and a rule that never matters gets 0.
 *
 * Exact, by asking for all 2^n mixtures of the two protocols; hence at most ten differing rules. Deliberately not a
 * statement about which rule is right.
 */
import { meanAveragePrecision } from './average-precision';
import type { CocoDataset } from './coco-format';
import type { CocoResult } from './coco/types';
import { differingFlags, expectProtocol, type Protocol, type ProtocolFlag } from './protocol';
import { matchClasses } from './protocol-match';
import { prepare } from './protocol-prepare';

export const maxDifferingFlags = 10;

export interface FlagShare {
  readonly flag: ProtocolFlag;
  /** Mean contribution over all orders; the shares add up to the gap. */
  readonly share: number;
  /** What this rule alone changes, all others as in `from`. */
  readonly first: number;
  /** What it changes when all others are as in `to` already; far from `first`, the rules act on each other. */
  readonly last: number;
}

export interface ProtocolGap {
  /** mAP under the two protocols, 0..1; null where there is nothing to find. */
  readonly from: number | null;
  readonly to: number | null;
  /** `to` - `from`, a missing mAP taken as 0. */
  readonly gap: number;
  /** In the order of `protocolFlags`. */
  readonly shares: readonly FlagShare[];
}

/** These come after the matching; mixtures that differ in them alone share it. */
const rankingFlags: readonly ProtocolFlag[] = ['absentClasses', 'interpolation', 'scoreTies'];

/** Throws RangeError for more than ten differing flags, and as `averagePrecision` does. */
export function attributeGap(
  dataset: CocoDataset,
  detections: readonly CocoResult[],
  from: Protocol,
  to: Protocol,
): ProtocolGap {
  expectProtocol(from);
  expectProtocol(to);
  const differing = differingFlags(from, to);
  if (differing.length > maxDifferingFlags) {
    throw new RangeError(
      `The protocols differ in ${differing.length} rules (${differing.join(', ')}); at most ${maxDifferingFlags} can be shared out. Go by way of a protocol in between.`,
    );
  }
  const late = differing.filter((flag) => rankingFlags.includes(flag));
  const flags = [...late, ...differing.filter((flag) => !rankingFlags.includes(flag))];
  const prepared = prepare(dataset, detections);
  let matches = matchClasses(prepared, from);
  const values = Array.from({ length: 2 ** flags.length }, (_, mask) => {
    const protocol = mixture(from, to, flags, mask);
    if (mask % 2 ** late.length === 0) matches = matchClasses(prepared, protocol);
    return meanAveragePrecision(prepared, matches, protocol);
  });
  const valueOf = (mask: number): number => values[mask] ?? 0;
  const shares = shapleyValues(flags.length, valueOf);
  const everything = values.length - 1;
  return {
    from: values[0] ?? null,
    to: values[everything] ?? null,
    gap: valueOf(everything) - valueOf(0),
    shares: differing.map((flag) => {
      const bit = flags.indexOf(flag);
      return {
        flag,
        share: shares[bit] ?? 0,
        first: valueOf(1 << bit) - valueOf(0),
        last: valueOf(everything) - valueOf(everything & ~(1 << bit)),
      };
    }),
  };
}

/** mAP of the same boxes under each protocol, 0..1 or null; grouped once for all. Throws as `averagePrecision`. */
export function protocolMeans(
  dataset: CocoDataset,
  detections: readonly CocoResult[],
  protocols: readonly Protocol[],
): readonly (number | null)[] {
  const prepared = prepare(dataset, detections);
  return protocols.map((protocol) => {
    expectProtocol(protocol);
    return meanAveragePrecision(prepared, matchClasses(prepared, protocol), protocol);
  });
}

/**
 * The Shapley value of each of `players`; `valueOf` gives what a coalition is worth, a bit mask of its members. O(n 2^n)
 * reads of it, so keep its values.
 */
export function shapleyValues(
  players: number,
  valueOf: (coalition: number) => number,
): readonly number[] {
  const weights = orderWeights(players);
  return Array.from({ length: players }, (_, player) => {
    const bit = 1 << player;
    let value = 0;
    for (let coalition = 0; coalition < 2 ** players; coalition++) {
      if ((coalition & bit) !== 0) continue;
      const gain = valueOf(coalition | bit) - valueOf(coalition);
      value += (weights[members(coalition)] ?? 0) * gain;
    }
    return value;
  });
}

/** s! (n - s - 1)! / n!: the share of orders in which just these s players come before a given one. */
function orderWeights(players: number): readonly number[] {
  const weights: number[] = [];
  let choices = 1; // of s among the n - 1 others
  for (let size = 0; size < players; size++) {
    weights.push(1 / (players * choices));
    choices = (choices * (players - 1 - size)) / (size + 1);
  }
  return weights;
}

function members(coalition: number): number {
  let count = 0;
  for (let rest = coalition; rest !== 0; rest &= rest - 1) count++;
  return count;
}

function mixture(
  from: Protocol,
  to: Protocol,
  flags: readonly ProtocolFlag[],
  mask: number,
): Protocol {
  const taken = flags.filter((_, bit) => (mask & (1 << bit)) !== 0);
  return { ...from, ...Object.fromEntries(taken.map((flag) => [flag, to[flag]])) };
}
