/**
 * Polygons as COCO's masks: which pixels an outline encloses. COCO's areas and mask AP depend on how the
 * reference rounds here (rleFrPoly in maskApi.c of cocodataset/cocoapi), so its choices are followed:
 * corners are rounded to fifths of a pixel, edges drawn on that grid, and each crossing of the centre of a
 * pixel column toggles the column from there down.
 *
 * Deliberately not: antialiasing, winding rules (where a polygon covers itself twice it has a hole), and
 * the exact area of the polygon.
 */
import type { Polygons } from './coco-format';
import { pixelsOf, type Rle } from './rle';

/** Grid steps per pixel. */
const scale = 5;
/** Corners further out than this many pixels are refused: edges are walked step by step. */
const farthest = 2 ** 20;

/** The union of the polygons. Throws RangeError for broken sizes and for corners beyond a million pixels. */
export function polygonsRle(polygons: Polygons, width: number, height: number): Rle {
  const pixels = pixelsOf([height, width]);
  const masks = polygons.map((polygon) => {
    if (!Array.isArray(polygon) || polygon.length % 2 === 1) {
      throw new RangeError('A polygon is an even number of coordinates x, y, x, y ....');
    }
    return polygonRuns(polygon, width, height);
  });
  const counts = masks.reduce(unionOf, [pixels]);
  return { size: [height, width], counts };
}

/** Run lengths of one polygon, background first. */
function polygonRuns(polygon: readonly number[], width: number, height: number): number[] {
  const toggles = columnToggles(polygon.map(toGrid), width, height).sort((a, b) => a - b);
  toggles.push(width * height);
  const counts: number[] = [];
  let from = 0;
  for (let i = 0; i < toggles.length; i++) {
    const at = toggles[i] ?? 0;
    // Two toggles at one place cancel out: the run before goes on.
    if (i > 0 && at === from) {
      i++;
      const next = toggles[i];
      if (next === undefined) break;
      counts.push((counts.pop() ?? 0) + next - from);
      from = next;
    } else {
      counts.push(at - from);
      from = at;
    }
  }
  return counts;
}

function toGrid(coordinate: number): number {
  if (!(Math.abs(coordinate) <= farthest)) {
    throw new RangeError(
      `Polygons need corners within ${farthest} pixels of the picture's corner, got ${coordinate}.`,
    );
  }
  return Math.trunc(scale * coordinate + 0.5);
}

/** Places x * height + y from which the column changes between outside and inside, unsorted. */
function columnToggles(grid: readonly number[], width: number, height: number): number[] {
  const toggles: number[] = [];
  let lastX: number | undefined;
  let lastY = 0;
  const visit = (x: number, y: number): void => {
    if (lastX !== undefined && x !== lastX) {
      const column = ((x < lastX ? x : x - 1) + 0.5) / scale - 0.5;
      if (Number.isInteger(column) && column >= 0 && column <= width - 1) {
        const row = (Math.min(y, lastY) + 0.5) / scale - 0.5;
        toggles.push(column * height + Math.ceil(Math.min(Math.max(row, 0), height)));
      }
    }
    lastX = x;
    lastY = y;
  };
  for (let i = 0; i < grid.length; i += 2) {
    const [x1 = 0, y1 = 0] = [grid[i], grid[i + 1]];
    const [x2 = x1, y2 = y1] =
      i + 2 < grid.length ? [grid[i + 2], grid[i + 3]] : [grid[0], grid[1]];
    walkEdge(x1, y1, x2, y2, visit);
  }
  return toggles;
}

/** Visits the grid points of an edge from its first end, one per step along its longer side. */
function walkEdge(
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  visit: (x: number, y: number) => void,
): void {
  const spanX = Math.abs(x2 - x1);
  const spanY = Math.abs(y2 - y1);
  const isFlat = spanX >= spanY;
  const steps = isFlat ? spanX : spanY;
  if (steps === 0) return visit(x1, y1);
  // Both directions give the same points: interpolation always starts at the smaller end.
  const isBackward = isFlat ? x1 > x2 : y1 > y2;
  const [startX, startY] = isBackward ? [x2, y2] : [x1, y1];
  const slope = (isFlat ? y2 - y1 : x2 - x1) / (isBackward ? -steps : steps);
  for (let step = 0; step <= steps; step++) {
    const t = isBackward ? steps - step : step;
    if (isFlat) visit(startX + t, Math.trunc(startY + slope * t + 0.5));
    else visit(Math.trunc(startX + slope * t + 0.5), startY + t);
  }
}

/** Union of two masks of one size. */
function unionOf(a: readonly number[], b: readonly number[]): number[] {
  const counts: number[] = [];
  let [i, j] = [0, 0];
  let [restA, restB] = [a[0] ?? 0, b[0] ?? 0];
  let run = 0;
  let wasInside = false;
  while (i < a.length && j < b.length) {
    const isInside = i % 2 === 1 || j % 2 === 1;
    const step = Math.min(restA, restB);
    if (step > 0 && isInside !== wasInside) {
      counts.push(run);
      run = 0;
      wasInside = isInside;
    }
    run += step;
    restA -= step;
    restB -= step;
    if (restA === 0) restA = a[++i] ?? 0;
    if (restB === 0) restB = b[++j] ?? 0;
  }
  counts.push(run);
  return counts;
}
