/**
 * Stable orders as arrays of indices. Ties decide digits of AP, so every sort here keeps the order that it
 * was given among equals, as the reference's merge sort does.
 */

/**
 * `order`, rearranged by descending `values[index]` (finite), equals in the order given; -0 equals 0. A radix
 * sort on the bits: hundreds of thousands of scores take milliseconds, without calling a comparison.
 */
export function descendingOrder(
  values: Float64Array,
  order: Uint32Array,
): Uint32Array<ArrayBuffer> {
  const n = values.length;
  const count = order.length;
  const bits = new Float64Array(n);
  for (let i = 0; i < n; i++) bits[i] = (values[i] ?? 0) + 0; // -0 becomes 0
  // Every platform that runs JavaScript engines today is little-endian: the sign is in the second word.
  const words = new Uint32Array(bits.buffer);
  for (let i = 1; i < 2 * n; i += 2) {
    // Of numbers from 0 the bits ascend with the value, of negative ones they descend already.
    const high = words[i] ?? 0;
    if (high >= 0x80000000) continue;
    words[i] = high ^ 0x7fffffff;
    words[i - 1] = ~(words[i - 1] ?? 0);
  }
  const bytes = new Uint8Array(bits.buffer);
  let sorted = order.slice();
  let next = new Uint32Array(count);
  const starts = new Uint32Array(257);
  for (let digit = 0; digit < 8; digit++) {
    starts.fill(0);
    for (let i = 0; i < count; i++) {
      const after = (bytes[8 * (sorted[i] ?? 0) + digit] ?? 0) + 1;
      starts[after] = (starts[after] ?? 0) + 1;
    }
    if (starts.includes(count, 1)) continue; // all alike
    for (let b = 0; b < 256; b++) starts[b + 1] = (starts[b + 1] ?? 0) + (starts[b] ?? 0);
    for (let i = 0; i < count; i++) {
      const index = sorted[i] ?? 0;
      const bucket = bytes[8 * index + digit] ?? 0;
      const at = starts[bucket] ?? 0;
      next[at] = index;
      starts[bucket] = at + 1;
    }
    [sorted, next] = [next, sorted];
  }
  return sorted;
}

/** `order`, rearranged by ascending `keys[index]` (0 to `buckets` - 1), equals in the order given. */
export function orderBy(
  order: Uint32Array,
  keys: Uint32Array,
  buckets: number,
): Uint32Array<ArrayBuffer> {
  const starts = startsOf(keys, order, buckets);
  const sorted = new Uint32Array(order.length);
  for (let o = 0; o < order.length; o++) {
    const i = order[o] ?? 0;
    const bucket = keys[i] ?? 0;
    const at = starts[bucket] ?? 0;
    sorted[at] = i;
    starts[bucket] = at + 1;
  }
  return sorted;
}

/** Where each bucket begins among the indices sorted by key; one entry more, the end. */
export function startsOf(
  keys: Uint32Array,
  order: Uint32Array,
  buckets: number,
): Uint32Array<ArrayBuffer> {
  const starts = new Uint32Array(buckets + 1);
  for (let o = 0; o < order.length; o++) {
    const after = (keys[order[o] ?? 0] ?? 0) + 1;
    starts[after] = (starts[after] ?? 0) + 1;
  }
  for (let b = 0; b < buckets; b++) starts[b + 1] = (starts[b + 1] ?? 0) + (starts[b] ?? 0);
  return starts;
}
