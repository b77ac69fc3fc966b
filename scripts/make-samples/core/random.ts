/**
 * Every random number is a hash of (seed, stream, index), so a pixel does not depend on the order in
 * which pixels are rendered and two runs are identical on any machine.
 */

/** Murmur-style finaliser: every input bit reaches every output bit. */
export function hash(a: number, b = 0, c = 0): number {
  let h = Math.imul(a, 0x9e3779b1) ^ Math.imul(b, 0x85ebca77) ^ Math.imul(c, 0xc2b2ae3d);
  h = Math.imul(h ^ (h >>> 16), 0x7feb352d);
  h = Math.imul(h ^ (h >>> 15), 0x846ca68b);
  return (h ^ (h >>> 16)) >>> 0;
}

export const hash01 = (a: number, b = 0, c = 0): number => hash(a, b, c) / 4294967296;

/** A small sequential generator for scene layout. */
export class Random {
  private state: number;
  constructor(seed: number) {
    this.state = hash(seed, 0x5bd1e995);
  }
  next(): number {
    this.state = (this.state + 0x6d2b79f5) >>> 0;
    return hash01(this.state);
  }
  range(low: number, high: number): number {
    return low + (high - low) * this.next();
  }
  /** Standard normal by Box-Muller. */
  normal(): number {
    const radius = Math.sqrt(-2 * Math.log(1 - this.next()));
    return radius * Math.cos(2 * Math.PI * this.next());
  }
  pick<T>(items: readonly T[]): T {
    const item = items[Math.floor(this.next() * items.length)];
    if (item === undefined) throw new RangeError('pick from an empty list');
    return item;
  }
}
