/** The geometry of Histogram.svelte: bars, outlines and labels as SVG paths and positions. Pure. */
import { textWidth } from './scale';

/** The plot: `width` px wide, bars between the heights `top` and `base`. */
export interface PlotFrame {
  readonly width: number;
  readonly top: number;
  readonly base: number;
}

/** The value in the middle of a bin; NaN for a bin that is not there. */
export function binMiddle(bin: number, bins: number, min: number, max: number): number {
  return bin < 0 || bins === 0 ? Number.NaN : min + ((bin + 0.5) / bins) * (max - min);
}

/**
 * The bars that belong, as one path: thousands of bins stay one DOM node. `heights` are 0..1; a bar
 * above zero is never lower than one pixel, because one counted pixel is not none.
 */
export function barPath(
  heights: readonly number[],
  frame: PlotFrame,
  belongs: (bin: number) => boolean,
): string {
  const w = frame.width / heights.length;
  const gap = w > 3 ? 1 : 0;
  return heights
    .map((share, bin) => {
      if (share <= 0 || !belongs(bin)) return '';
      const h = Math.max(1, share * (frame.base - frame.top)).toFixed(1);
      return `M${(bin * w + gap / 2).toFixed(2)} ${frame.base}v-${h}h${(w - gap).toFixed(2)}v${h}z`;
    })
    .join('');
}

/** All bars as one filled outline, for the counts that lie behind. */
export function outlinePath(heights: readonly number[], frame: PlotFrame): string {
  if (heights.length === 0) return '';
  const w = frame.width / heights.length;
  const steps = heights.map((share, bin) => {
    const y = frame.base - share * (frame.base - frame.top);
    return `V${y.toFixed(1)}H${((bin + 1) * w).toFixed(2)}`;
  });
  return `M0 ${frame.base}${steps.join('')}V${frame.base}z`;
}

/** A cumulative curve: 0 before the first bin, then the value of each bin at its end. */
export function curvePath(values: readonly number[], frame: PlotFrame): string {
  const w = frame.width / Math.max(1, values.length);
  const at = (share: number): string => (frame.base - share * (frame.base - frame.top)).toFixed(1);
  return `M0 ${at(0)}${values.map((v, i) => `L${((i + 1) * w).toFixed(2)} ${at(v)}`).join('')}`;
}

export interface ThresholdMark {
  readonly at: number;
  readonly name: string;
  readonly anchor: 'start' | 'end';
}

/** The names of the regions beside their lines; they turn or vanish before they touch each other. */
export function thresholdMarks(
  low: { readonly at: number; readonly name: string } | undefined,
  high: { readonly at: number; readonly name: string } | undefined,
  width: number,
): ThresholdMark[] {
  const hasRoom = (mark: { at: number; name: string }): boolean =>
    mark.at + 5 + textWidth(mark.name) <= width;
  const made: ThresholdMark[] = [];
  if (low) {
    const isTight = high !== undefined && high.at - low.at < textWidth(low.name) + 10;
    made.push({ ...low, anchor: isTight || !hasRoom(low) ? 'end' : 'start' });
  }
  if (high) {
    const wouldClash = low !== undefined && high.at - 5 - textWidth(high.name) < low.at;
    made.push({ ...high, anchor: hasRoom(high) || wouldClash ? 'start' : 'end' });
  }
  return made.map((mark) =>
    mark.anchor === 'end' && mark.at < textWidth(mark.name) + 5 ? { ...mark, name: '' } : mark,
  );
}
