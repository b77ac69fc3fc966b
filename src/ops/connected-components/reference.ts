/**
 * Connected-component labelling: every set of foreground pixels that hang together gets a number.
 * The classical two-pass algorithm (Rosenfeld & Pfaltz 1966) with union-find for the equivalences.
 *
 * Labels are given in raster order of each component's first pixel; OpenCV's own numbering follows
 * its block-wise algorithm and is a permutation of this one.
 */
import { createImage, type TypedImage, type U8Image } from '$src/core/image';

/** 4: neighbours share an edge. 8: neighbours share an edge or a corner. */
export type Connectivity = 4 | 8;

export interface ComponentStats {
  readonly label: number;
  /** Bounding box in whole pixels. */
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  /** Number of pixels. */
  readonly area: number;
  /** Mean pixel coordinates (pixel centres are whole numbers). */
  readonly centroidX: number;
  readonly centroidY: number;
}

export interface ComponentTable {
  /** Number of labels including the background, as OpenCV counts: objects are `count - 1`. */
  readonly count: number;
  /** By label; the background (label 0) is first, and absent when no pixel belongs to it. */
  readonly stats: readonly ComponentStats[];
}

/** The i32 label image of a single-channel mask: non-zero is foreground, label 0 the background. */
export function connectedComponents(mask: U8Image, connectivity: Connectivity): TypedImage<'i32'> {
  const { width, height, data } = mask;
  const labels = createImage('i32', width, height);
  const parents = [0]; // union-find forest over provisional labels; a root is its own parent

  const rootOf = (label: number): number => {
    let root = label;
    while ((parents[root] ?? root) !== root) root = parents[root] ?? root;
    return root;
  };

  // First pass: take the label of a neighbour that was already visited, and note which agree.
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (data[i] === 0) continue;
      const visited = [
        x > 0 ? labels.data[i - 1] : 0,
        y > 0 ? labels.data[i - width] : 0,
        connectivity === 8 && y > 0 && x > 0 ? labels.data[i - width - 1] : 0,
        connectivity === 8 && y > 0 && x < width - 1 ? labels.data[i - width + 1] : 0,
      ];
      let own = 0;
      for (const neighbour of visited) {
        if (!neighbour) continue;
        const root = rootOf(neighbour);
        if (own === 0) {
          own = root;
        } else if (root !== own) {
          // The smaller label wins: it belongs to the earlier pixel in raster order.
          parents[Math.max(own, root)] = Math.min(own, root);
          own = Math.min(own, root);
        }
      }
      if (own === 0) {
        own = parents.length;
        parents.push(own);
      }
      labels.data[i] = own;
    }
  }

  // Number the roots 1, 2, 3, … A root is smaller than its children, so one sweep suffices.
  const final = [0];
  let count = 0;
  for (let label = 1; label < parents.length; label++) {
    const parent = parents[label] ?? label;
    final[label] = parent === label ? ++count : (final[parent] ?? 0);
  }

  // Second pass: replace provisional labels.
  for (let i = 0; i < labels.data.length; i++) {
    labels.data[i] = final[labels.data[i] ?? 0] ?? 0;
  }
  return labels;
}

/** Bounding box, area and centroid of every label of a label image. */
export function componentStats(labels: TypedImage<'i32'>): ComponentTable {
  interface Sums {
    left: number;
    top: number;
    right: number;
    bottom: number;
    area: number;
    sumX: number;
    sumY: number;
  }
  const byLabel: (Sums | undefined)[] = [];
  for (let y = 0; y < labels.height; y++) {
    for (let x = 0; x < labels.width; x++) {
      const label = labels.data[y * labels.width + x] ?? 0;
      const sums = (byLabel[label] ??= {
        left: x,
        top: y,
        right: x,
        bottom: y,
        area: 0,
        sumX: 0,
        sumY: 0,
      });
      sums.left = Math.min(sums.left, x);
      sums.right = Math.max(sums.right, x);
      sums.bottom = y;
      sums.area++;
      sums.sumX += x;
      sums.sumY += y;
    }
  }
  const stats: ComponentStats[] = [];
  byLabel.forEach((sums, label) => {
    if (!sums) return;
    stats.push({
      label,
      left: sums.left,
      top: sums.top,
      width: sums.right - sums.left + 1,
      height: sums.bottom - sums.top + 1,
      area: sums.area,
      centroidX: sums.sumX / sums.area,
      centroidY: sums.sumY / sums.area,
    });
  });
  return { count: Math.max(1, byLabel.length), stats };
}
