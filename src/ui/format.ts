/**
 * How numbers, times and sizes are written everywhere in the lab.
 *
 * Thousands are set apart by a thin space (10 851), the minus is a minus (U+2212), the decimal sign
 * is a point, and a value shows three significant digits unless its slot names decimals. Whole
 * numbers are shown whole: rounding a count would be a lie.
 */

export const thinSpace = '\u2009';
/** Between a number and its unit: as wide as a space, never broken. */
export const unitSpace = '\u00a0';
const minus = '\u2212';
const superscripts = '⁰¹²³⁴⁵⁶⁷⁸⁹';

/**
 * A number for reading. `digits` are digits after the decimal point; without it, three significant
 * digits (never fewer than the integer part has). Below 0.0001 and from 10¹² on: powers of ten.
 */
export function formatNumber(value: number, digits?: number): string {
  if (Number.isNaN(value)) return 'not a number';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${minus}∞`;
  if (digits !== undefined) return dress(value.toFixed(digits));
  const size = Math.abs(value);
  if (size !== 0 && (size < 1e-4 || size >= 1e12)) return scientific(value);
  if (Number.isInteger(value)) return dress(String(value));
  const whole = Math.floor(Math.log10(size)) + 1;
  const decimals = Math.min(100, Math.max(0, 3 - whole));
  const text = value.toFixed(decimals);
  // 0.9996 becomes 1.000: rounding up has gained a digit, so one decimal less is enough.
  const grew = decimals > 0 && Math.abs(Number(text)) >= 10 ** whole;
  return dress(grew ? value.toFixed(decimals - 1) : text);
}

/** Value and unit in one string, for text alternatives and plain text: "0.41 ms", "23 %", "7". */
export function formatValue(value: number, unit = '', digits?: number): string {
  const number = formatNumber(value, digits);
  return unit === '' ? number : `${number}${unitSpace}${unit}`;
}

/** "126–139": both ends with the same number of decimals. */
export function formatRange(low: number, high: number, digits?: number): string {
  const decimals = digits ?? Math.max(decimalsOf(low), decimalsOf(high));
  const isWhole = Number.isInteger(low) && Number.isInteger(high);
  const both = [low, high].map((end) => formatNumber(end, isWhole ? undefined : decimals));
  const dash = both.some((text) => text.startsWith(minus)) ? ' to ' : '–';
  return both.join(dash);
}

/** A number as its author typed it: all its decimals, no more. */
export function formatGuess(value: number): string {
  return formatNumber(
    value,
    Math.abs(value) >= 1e-4 || value === 0 ? decimalsOfStep(value) : undefined,
  );
}

/**
 * The number a reader typed, NaN if it is none. Spaces group digits and “10,000” is ten thousand: commas
 * that cut a number above zero into thousands group them. Any other single comma is the decimal sign.
 */
export function parseGuess(text: string): number {
  const plain = text.replace(/\s/g, '').replace(minus, '-');
  if (plain === '') return NaN;
  const isGrouped = /^-?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/.test(plain);
  return Number(isGrouped ? plain.replaceAll(',', '') : plain.replace(',', '.'));
}

/** A time in ms for columns that line up: two decimals, more below 0.1, none from 100 on. */
export function formatMs(durationMs: number): string {
  const size = Math.abs(durationMs);
  return formatNumber(durationMs, size >= 99.995 ? 0 : size >= 0.1 || size === 0 ? 2 : 4);
}

/** The texts of an axis: all with the same decimals, no more than the finest tick needs. */
export function formatTicks(ticks: readonly number[]): string[] {
  const decimals = Math.max(0, ...ticks.map(decimalsOfStep));
  return ticks.map((tick) => formatNumber(tick, decimals));
}

/** How many decimals `formatNumber(value)` shows. */
export function decimalsOf(value: number): number {
  const text = formatNumber(value);
  const point = text.indexOf('.');
  return point < 0 || text.includes('×') ? 0 : text.length - point - 1;
}

/** How many decimals a grid of this step needs: 0.05 → 2. */
export function decimalsOfStep(step: number): number {
  for (let decimals = 0; decimals < 10; decimals++) {
    if (Math.abs(step - Number(step.toFixed(decimals))) < 1e-9) return decimals;
  }
  return 10;
}

/** "0.41 ms", "850 ms", "1.4 s", "2 min 5 s", "1 h 4 min". Input in milliseconds. */
export function formatDuration(durationMs: number): string {
  if (durationMs < 0) return `${minus}${formatDuration(-durationMs)}`;
  if (durationMs < 999.5) {
    const decimals = durationMs >= 9.95 || durationMs === 0 ? 0 : durationMs >= 0.995 ? 1 : 2;
    return `${formatNumber(durationMs, decimals)}${unitSpace}ms`;
  }
  const seconds = durationMs / 1000;
  if (seconds < 9.95) return `${seconds.toFixed(1)}${unitSpace}s`;
  if (seconds < 59.5) return `${Math.round(seconds)}${unitSpace}s`;
  const wholeSeconds = Math.round(seconds);
  const minutes = Math.floor(wholeSeconds / 60);
  if (minutes < 60) return pair(minutes, 'min', wholeSeconds % 60, 's');
  const wholeMinutes = Math.round(seconds / 60);
  return pair(Math.floor(wholeMinutes / 60), 'h', wholeMinutes % 60, 'min');
}

/** "812 B", "258 kB", "1.4 MB". Decimal units, as operating systems and networks count. */
export function formatBytes(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB', 'TB'];
  let size = bytes;
  let unit = 0;
  while (size >= 999.5 && unit < units.length - 1) {
    size /= 1000;
    unit += 1;
  }
  const digits = unit === 0 || size >= 99.5 ? 0 : size >= 9.95 ? 0 : 1;
  return `${formatNumber(Number(size.toFixed(digits)), digits)}${unitSpace}${units[unit] ?? ''}`;
}

/** "today, 14:02", "yesterday, 09:15", "3 days ago", "6 weeks ago", "4 Mar 2025". Local time. */
export function formatWhen(iso: string, now: Date = new Date()): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return 'at an unknown time';
  const days = Math.round((startOfDay(now) - startOfDay(at)) / 86_400_000);
  if (days === 0) return `today, ${clock(at)}`;
  if (days === 1) return `yesterday, ${clock(at)}`;
  if (days > 1 && days < 14) return `${days} days ago`;
  if (days >= 14 && days < 84) return `${Math.floor(days / 7)} weeks ago`;
  const month = months[at.getMonth()] ?? '';
  return `${at.getDate()} ${month} ${at.getFullYear()}`;
}

/** The rest of a job from its rate so far, in ms; undefined before there is a rate. */
export function timeLeftMs(done: number, total: number, elapsedMs: number): number | undefined {
  if (!(done > 0) || !(elapsedMs > 0) || done > total) return undefined;
  return (elapsedMs / done) * (total - done);
}

/** "about 12 s left"; rounded so that it does not flicker. */
export function formatTimeLeft(leftMs: number): string {
  if (leftMs < 1000) return 'less than a second left';
  const seconds = leftMs / 1000;
  const step = seconds > 120 ? 30 : seconds > 20 ? 5 : 1;
  return `about ${formatDuration(Math.ceil(seconds / step) * step * 1000)} left`;
}

/** "1 run", "30 runs". */
export function plural(count: number, one: string, many = `${one}s`): string {
  return `${formatNumber(count)} ${count === 1 ? one : many}`;
}

const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

function startOfDay(date: Date): number {
  // Noon, so that a change of summer time cannot move the day.
  return new Date(date.getFullYear(), date.getMonth(), date.getDate(), 12).getTime();
}

function clock(date: Date): string {
  const two = (n: number): string => String(n).padStart(2, '0');
  return `${two(date.getHours())}:${two(date.getMinutes())}`;
}

function pair(large: number, largeUnit: string, small: number, smallUnit: string): string {
  const head = `${large}${unitSpace}${largeUnit}`;
  return small === 0 ? head : `${head} ${small}${unitSpace}${smallUnit}`;
}

/** Groups thousands and sets the minus; −0 becomes 0. */
function dress(plain: string): string {
  const isNegative = plain.startsWith('-') && Number(plain) !== 0;
  const [whole = '', fraction] = plain.replace('-', '').split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, thinSpace);
  return `${isNegative ? minus : ''}${grouped}${fraction === undefined ? '' : `.${fraction}`}`;
}

function scientific(value: number): string {
  const [mantissa = '', exponent = '0'] = value.toExponential(2).split('e');
  const power = Number(exponent);
  const raised = [...String(Math.abs(power))]
    .map((digit) => superscripts[Number(digit)] ?? '')
    .join('');
  return `${mantissa.replace('-', minus)}${thinSpace}×${thinSpace}10${power < 0 ? '⁻' : ''}${raised}`;
}
