/** What lies under the boxes when the inside of a detector is shown: its grids, and how sure each cell is. */
import { shapesOf } from '$src/detect/stages/default-boxes';
import type { SsdHead } from '$src/detect/head';
import type { BoxXyxy, HeatLevel } from '$src/detect/types';
import type { PictureBox } from '$src/ui/paint-boxes';

const light = '243 239 229';

/** Paints the best score of each cell as light, with the grid where cells are wide enough to be told apart. */
export function drawHeat(context: CanvasRenderingContext2D, level: HeatLevel, scale: number): void {
  const { columns, rows, scores, coversXyxy } = level;
  const [left, top, right, bottom] = coversXyxy;
  const [width, height] = [(right - left) / columns, (bottom - top) / rows];
  context.fillStyle = 'rgb(12 11 9 / 0.45)';
  context.fillRect(left, top, right - left, bottom - top);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      const score = scores[row * columns + column] ?? 0;
      if (score < 0.01) continue;
      context.fillStyle = `rgb(${light} / ${Math.min(0.85, score)})`;
      context.fillRect(left + column * width, top + row * height, width, height);
    }
  }
  if (width * scale < 8) return;
  context.strokeStyle = `rgb(${light} / 0.22)`;
  context.lineWidth = 1 / scale;
  context.beginPath();
  for (let column = 0; column <= columns; column++) {
    context.moveTo(left + column * width, top);
    context.lineTo(left + column * width, bottom);
  }
  for (let row = 0; row <= rows; row++) {
    context.moveTo(left, top + row * height);
    context.lineTo(right, top + row * height);
  }
  context.stroke();
}

/** The cell of a level under a point of the picture, with its score. */
export function cellAt(level: HeatLevel, x: number, y: number) {
  const { columns, rows, scores, coversXyxy } = level;
  const [left, top, right, bottom] = coversXyxy;
  const column = Math.floor(((x - left) / (right - left)) * columns);
  const row = Math.floor(((y - top) / (bottom - top)) * rows);
  if (column < 0 || row < 0 || column >= columns || row >= rows) return undefined;
  const [width, height] = [(right - left) / columns, (bottom - top) / rows];
  const boxXyxy: BoxXyxy = [
    left + column * width,
    top + row * height,
    left + (column + 1) * width,
    top + (row + 1) * height,
  ];
  return { column, row, score: scores[row * columns + column] ?? 0, boxXyxy };
}

/**
 * The default boxes of one cell on one level, in pixels of the picture. `coversXyxy` says where the network's
 * input lies on it.
 */
export function defaultBoxesOf(
  head: Pick<SsdHead, 'strides' | 'sizesPx'>,
  level: HeatLevel,
  cellXyxy: BoxXyxy,
): PictureBox[] {
  const index = head.strides.indexOf(level.stridePx);
  const [size, next] = [head.sizesPx[index], head.sizesPx[index + 1]];
  if (size === undefined || next === undefined) return [];
  const [left, top, right, bottom] = level.coversXyxy;
  const [x, y] = [(cellXyxy[0] + cellXyxy[2]) / 2, (cellXyxy[1] + cellXyxy[3]) / 2];
  const scaleX = (right - left) / (level.columns * level.stridePx);
  const scaleY = (bottom - top) / (level.rows * level.stridePx);
  return shapesOf(size, next).map(([w, h], i) => {
    const [halfW, halfH] = [(w * scaleX) / 2, (h * scaleY) / 2];
    return {
      boxXyxy: [x - halfW, y - halfH, x + halfW, y + halfH] as const,
      label: '',
      style: 'second' as const,
      classIndex: i,
    };
  });
}
