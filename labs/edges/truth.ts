/**
 * Precision, recall and F of an edge map against exact outlines (after Martin, Fowlkes & Malik,
 * "Learning to detect natural image boundaries", IEEE PAMI 26(5), 2004):
 *
 *     precision  share of edge pixels with an outline pixel at most t away
 *     recall     share of outline pixels with an edge pixel at most t away
 *     F          their harmonic mean, 2PR / (P + R)
 *
 * t is a Euclidean distance between pixel centres: the rule is a threshold on the distance transform
 * of the other map. An outline pixel is the left or upper one of the two that the true boundary runs
 * between, so an edge detector may be right and a pixel away: below t = 1 the score would be unfair.
 *
 * What is simplified: Martin et al. match edge and outline pixels one to one at the least total cost,
 * so that a doubled edge is half wrong; here both of its lines count as found. And outlines are where
 * one object ends and another begins. A shadow, a label or the grain of wood is none, however sharp:
 * what counts as an edge is a decision about the task, and this score takes one.
 */
import { createImage, type U8Image } from '$src/core/image';

export interface EdgeScore {
  readonly edgePixels: number;
  readonly outlinePixels: number;
  /** Edge pixels within t of an outline. */
  readonly correct: number;
  /** Outline pixels within t of an edge. */
  readonly found: number;
  /** 0 to 1; 0 where there is nothing to divide by. */
  readonly precision: number;
  readonly recall: number;
  readonly f: number;
  /** 3 edge on an outline, 1 edge elsewhere, 2 outline without an edge, 0 nothing: as `hysteresis` is painted. */
  readonly verdict: U8Image;
}

/** Values of the verdict image. */
export const VERDICT = { none: 0, elsewhere: 1, missed: 2, correct: 3 } as const;

/** Both masks have one channel and the same size; non-zero is set. `tolerancePx` is 0 or more. */
export function scoreEdges(edges: U8Image, outline: U8Image, tolerancePx: number): EdgeScore {
  if (edges.width !== outline.width || edges.height !== outline.height) {
    throw new RangeError(
      `Edges of ${edges.width} × ${edges.height} cannot be compared with outlines of ${outline.width} × ${outline.height}: both must have one size.`,
    );
  }
  const disc = discOf(tolerancePx);
  const verdict = createImage('u8', edges.width, edges.height);
  let edgePixels = 0;
  let outlinePixels = 0;
  let correct = 0;
  let found = 0;
  for (let i = 0; i < verdict.data.length; i++) {
    const isEdge = edges.data[i] !== 0;
    if (outline.data[i] !== 0) {
      outlinePixels++;
      if (hasNear(edges, i, disc)) found++;
      else verdict.data[i] = VERDICT.missed;
    }
    if (!isEdge) continue;
    edgePixels++;
    const isCorrect = hasNear(outline, i, disc);
    if (isCorrect) correct++;
    verdict.data[i] = isCorrect ? VERDICT.correct : VERDICT.elsewhere;
  }
  const precision = edgePixels === 0 ? 0 : correct / edgePixels;
  const recall = outlinePixels === 0 ? 0 : found / outlinePixels;
  const sum = precision + recall;
  const f = sum === 0 ? 0 : (2 * precision * recall) / sum;
  return { edgePixels, outlinePixels, correct, found, precision, recall, f, verdict };
}

/** Share (0 to 1) of the edge pixels far from any outline that lie inside an object; 0 when there are none. */
export function shareInside(
  verdict: U8Image,
  labels: { readonly data: ArrayLike<number> },
): number {
  let elsewhere = 0;
  let inside = 0;
  for (let i = 0; i < verdict.data.length; i++) {
    if (verdict.data[i] !== VERDICT.elsewhere) continue;
    elsewhere++;
    if ((labels.data[i] ?? 0) !== 0) inside++;
  }
  return elsewhere === 0 ? 0 : inside / elsewhere;
}

interface Offset {
  readonly dx: number;
  readonly dy: number;
}

/**
 * All steps no longer than the tolerance. Looking through the disc answers "is the distance at most
 * t?" exactly, without the distances of all the pixels that nobody asks about.
 */
function discOf(tolerancePx: number): readonly Offset[] {
  const reach = Math.floor(tolerancePx);
  const disc: Offset[] = [];
  for (let dy = -reach; dy <= reach; dy++) {
    for (let dx = -reach; dx <= reach; dx++) {
      if (dx * dx + dy * dy <= tolerancePx * tolerancePx) disc.push({ dx, dy });
    }
  }
  return disc;
}

function hasNear(mask: U8Image, index: number, disc: readonly Offset[]): boolean {
  const x = index % mask.width;
  const y = (index - x) / mask.width;
  return disc.some(({ dx, dy }) => {
    const nx = x + dx;
    const ny = y + dy;
    const isInside = nx >= 0 && ny >= 0 && nx < mask.width && ny < mask.height;
    return isInside && mask.data[ny * mask.width + nx] !== 0;
  });
}
