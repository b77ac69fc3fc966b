/**
 * Fitting a frame of any size into a network's square input, and bringing boxes back.
 *
 * A letterbox keeps the aspect ratio and fills the rest with grey; a stretch does not. Both are an offset and a
 * scale per axis, so that the way back is exact: imageFromModel(x) = (x - pad) / scale. The scale is that of
 * the whole pixels that were drawn (a 479 px side becomes 240 px, not 239.5), as in OpenCV's resize.
 */
import type { InputSpec } from '../head';
import { DetectError, type BoxXyxy, type Candidates } from '../types';

/** model = frame * scale + pad, per axis. The picture covers `content` pixels of the input from `pad` on. */
export interface Geometry {
  readonly frameWidthPx: number;
  readonly frameHeightPx: number;
  readonly sidePx: number;
  readonly scaleX: number;
  readonly scaleY: number;
  readonly padX: number;
  readonly padY: number;
  readonly contentWidthPx: number;
  readonly contentHeightPx: number;
}

/** How a frame of this size lies in the input. Throws DetectError 'bad-frame' or 'bad-option'. */
export function fitGeometry(
  frameWidthPx: number,
  frameHeightPx: number,
  input: Pick<InputSpec, 'fit' | 'align'>,
  sidePx: number,
): Geometry {
  if (!isSize(frameWidthPx) || !isSize(frameHeightPx)) {
    throw new DetectError(
      'bad-frame',
      `A frame needs at least 1 × 1 whole pixels, got ${frameWidthPx} × ${frameHeightPx}.`,
    );
  }
  if (!isSize(sidePx)) {
    throw new DetectError(
      'bad-option',
      `The input side must be a whole number of pixels, got ${sidePx}.`,
    );
  }
  const scale = sidePx / Math.max(frameWidthPx, frameHeightPx);
  const isStretch = input.fit === 'stretch';
  const drawn = (size: number): number =>
    isStretch ? sidePx : Math.min(sidePx, Math.max(1, Math.round(size * scale)));
  const contentWidthPx = drawn(frameWidthPx);
  const contentHeightPx = drawn(frameHeightPx);
  // Of an odd rest, the larger half goes right and below.
  const pad = (content: number): number =>
    input.align === 'centre' ? Math.floor((sidePx - content) / 2) : 0;
  return {
    frameWidthPx,
    frameHeightPx,
    sidePx,
    scaleX: contentWidthPx / frameWidthPx,
    scaleY: contentHeightPx / frameHeightPx,
    padX: pad(contentWidthPx),
    padY: pad(contentHeightPx),
    contentWidthPx,
    contentHeightPx,
  };
}

/** A box from input pixels to frame pixels, not clipped: cells and default boxes may reach beyond the frame. */
export function boxInFrame(box: BoxXyxy, geometry: Geometry): BoxXyxy {
  const { scaleX, scaleY, padX, padY } = geometry;
  return [
    (box[0] - padX) / scaleX,
    (box[1] - padY) / scaleY,
    (box[2] - padX) / scaleX,
    (box[3] - padY) / scaleY,
  ];
}

/** The part of a box inside the frame; empty (x1 = x2 or y1 = y2) where it lies outside. */
export function clipToFrame(box: BoxXyxy, geometry: Geometry): BoxXyxy {
  const x = (value: number): number => Math.min(Math.max(value, 0), geometry.frameWidthPx);
  const y = (value: number): number => Math.min(Math.max(value, 0), geometry.frameHeightPx);
  return [x(box[0]), y(box[1]), x(box[2]), y(box[3])];
}

/**
 * Candidates from input pixels to frame pixels, clipped to the frame; those of which nothing is left (they lay in
 * the padding) or that were inside out are dropped. The order stays.
 *
 * Suppress after this, not before: then suppressing the returned candidates again gives the same detections.
 */
export function imageFromModel(candidates: Candidates, geometry: Geometry): Candidates {
  const { scaleX, scaleY, padX, padY, frameWidthPx, frameHeightPx } = geometry;
  const boxesXyxy = new Float32Array(candidates.count * 4);
  const scores = new Float32Array(candidates.count);
  const classIndices = new Uint16Array(candidates.count);
  const origins = new Uint32Array(candidates.count);
  const from = candidates.boxesXyxy;
  let count = 0;
  for (let i = 0; i < candidates.count; i++) {
    const x1 = Math.max(0, ((from[i * 4] ?? 0) - padX) / scaleX);
    const y1 = Math.max(0, ((from[i * 4 + 1] ?? 0) - padY) / scaleY);
    const x2 = Math.min(frameWidthPx, ((from[i * 4 + 2] ?? 0) - padX) / scaleX);
    const y2 = Math.min(frameHeightPx, ((from[i * 4 + 3] ?? 0) - padY) / scaleY);
    if (!(x2 > x1 && y2 > y1)) continue;
    boxesXyxy[count * 4] = x1;
    boxesXyxy[count * 4 + 1] = y1;
    boxesXyxy[count * 4 + 2] = x2;
    boxesXyxy[count * 4 + 3] = y2;
    scores[count] = candidates.scores[i] ?? 0;
    classIndices[count] = candidates.classIndices[i] ?? 0;
    origins[count] = candidates.origins[i] ?? 0;
    count++;
  }
  return {
    count,
    boxesXyxy: boxesXyxy.slice(0, count * 4),
    scores: scores.slice(0, count),
    classIndices: classIndices.slice(0, count),
    origins: origins.slice(0, count),
  };
}

function isSize(value: number): boolean {
  return Number.isInteger(value) && value >= 1;
}
