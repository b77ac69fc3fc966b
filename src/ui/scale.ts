/** Axes: linear and logarithmic scales, round ticks, and labels that keep out of each other's way. */

export interface Scale {
  readonly domain: readonly [number, number];
  readonly ticks: readonly number[];
  /** Position of a value in px; values outside the domain go to its ends. */
  at(value: number): number;
}

/** A linear scale over `range` px. `ticks` is about how many; the domain is kept as given. */
export function linearScale(
  domain: readonly [number, number],
  range: readonly [number, number],
  ticks = 6,
): Scale {
  const [low, high] = widen(domain);
  return {
    domain: [low, high],
    ticks: roundTicks(low, high, ticks),
    at: (value) => place((clamp(value, low, high) - low) / (high - low), range),
  };
}

/** A logarithmic scale; both ends must be above 0. */
export function logScale(
  domain: readonly [number, number],
  range: readonly [number, number],
): Scale {
  const [low, high] = domain;
  if (!(low > 0) || !(high > 0)) {
    throw new RangeError(`A logarithmic axis needs values above 0, got ${low} to ${high}.`);
  }
  const [from, to] = widen([Math.log10(low), Math.log10(high)]);
  return {
    domain: [10 ** from, 10 ** to],
    ticks: logTicks(10 ** from, 10 ** to),
    at: (value) =>
      place((clamp(Math.log10(Math.max(value, 1e-300)), from, to) - from) / (to - from), range),
  };
}

/** Steps of 1, 2 or 5 times a power of ten, inside low..high. */
export function roundTicks(low: number, high: number, count: number): number[] {
  const step = roundStep((high - low) / Math.max(1, count));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const ticks: number[] = [];
  for (let k = first; k <= last; k++) ticks.push(Number((k * step).toPrecision(12)));
  return ticks;
}

/** low..high widened to whole steps, starting at zero when the data are not far from it. */
export function roundDomain(values: readonly number[], count = 6): [number, number] {
  const finite = values.filter((value) => Number.isFinite(value));
  if (finite.length === 0) return [0, 1];
  let low = Math.min(...finite);
  let high = Math.max(...finite);
  if (low >= 0 && low < 0.6 * high) low = 0;
  if (low === high) {
    const margin = Math.abs(low) * 0.2 || 1;
    low = Math.max(low >= 0 ? 0 : -Infinity, low - margin);
    high += margin;
  }
  const step = roundStep((high - low) / count);
  return [
    Number((Math.floor(low / step + 1e-9) * step).toPrecision(12)),
    Number((Math.ceil(high / step - 1e-9) * step).toPrecision(12)),
  ];
}

/** Powers of ten; with fewer than two of them also their 2 and 5 fold. */
export function logTicks(low: number, high: number): number[] {
  const inside = (factors: readonly number[]): number[] => {
    const ticks: number[] = [];
    for (let p = Math.floor(Math.log10(low)) - 1; p <= Math.ceil(Math.log10(high)); p++) {
      for (const factor of factors) {
        const tick = Number((factor * 10 ** p).toPrecision(12));
        if (tick >= low * (1 - 1e-9) && tick <= high * (1 + 1e-9)) ticks.push(tick);
      }
    }
    return ticks;
  };
  const tens = inside([1]);
  return tens.length >= 2 ? tens : inside([1, 2, 5]);
}

/** About how wide a text of 12 px is: close enough to keep labels apart. */
export function textWidth(text: string, px = 12): number {
  return text.length * px * 0.58;
}

/** Pushes positions apart to at least `gap`, as little as possible, inside low..high. Keeps order. */
export function spread(
  positions: readonly number[],
  gap: number,
  low: number,
  high: number,
): number[] {
  const order = positions
    .map((_, i) => i)
    .sort((a, b) => (positions[a] ?? 0) - (positions[b] ?? 0));
  const placed = positions.map((p) => clamp(p, low, high));
  let floor = low;
  for (const i of order) {
    placed[i] = Math.max(placed[i] ?? 0, floor);
    floor = (placed[i] ?? 0) + gap;
  }
  let ceiling = high;
  for (const i of order.toReversed()) {
    placed[i] = Math.min(placed[i] ?? 0, ceiling);
    ceiling = (placed[i] ?? 0) - gap;
  }
  return placed;
}

/** Positions in px gathered into columns 4 px wide: how many lie below each one in its column. */
export function stackColumns(
  positions: readonly number[],
  columnPx = 4,
): { readonly placed: { x: number; level: number }[]; readonly tallest: number } {
  const counts = new Map<number, number>();
  const placed = positions.map((x) => {
    const column = Math.round(x / columnPx);
    const level = counts.get(column) ?? 0;
    counts.set(column, level + 1);
    return { x, level };
  });
  return { placed, tallest: Math.max(0, ...counts.values()) };
}

function roundStep(raw: number): number {
  if (!(raw > 1e-300)) return 1; // below that, powers of ten are no longer exact enough to divide by
  const power = 10 ** Math.floor(Math.log10(raw));
  const factor = raw / power;
  return power * (factor <= 1 ? 1 : factor <= 2 ? 2 : factor <= 5 ? 5 : 10);
}

function widen([low, high]: readonly [number, number]): [number, number] {
  return high > low ? [low, high] : [low - 0.5, low + 0.5];
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}

function place(share: number, [from, to]: readonly [number, number]): number {
  return from + share * (to - from);
}
