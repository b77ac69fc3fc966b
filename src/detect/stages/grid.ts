/**
 * The grids of a one-stage detector: per stride one grid of cells over the input, and per cell one or more
 * rows of the output ("origins"). Most heads count level, row, column, shape within the cell; YOLOv5 counts level,
 * shape, row, column.
 */
import { DetectError, type BoxXyxy } from '../types';

export interface GridLevel {
  readonly stridePx: number;
  readonly columns: number;
  readonly rows: number;
  /** Output rows per cell: 1 without default boxes or anchors. */
  readonly perCell: number;
  /** All cells of one shape come before the next shape. */
  readonly isShapeMajor: boolean;
  /** Origin of the level's first row. */
  readonly first: number;
}

/** One origin's place in the grids. */
export interface Cell {
  readonly level: GridLevel;
  readonly column: number;
  readonly row: number;
  /** Which of the cell's default boxes, 0..perCell - 1. */
  readonly shape: number;
}

/** The grids over a square input. Throws DetectError 'bad-option' when a stride does not divide the side. */
export function gridLevels(
  strides: readonly number[],
  sidePx: number,
  perCell = 1,
  isShapeMajor = false,
): GridLevel[] {
  let first = 0;
  return strides.map((stridePx) => {
    const columns = sidePx / stridePx;
    if (!Number.isInteger(columns) || columns < 1) {
      const largest = Math.max(...strides);
      throw new DetectError(
        'bad-option',
        `An input of ${sidePx} px cannot be cut into cells of ${stridePx} px. Choose a multiple of ${largest} px.`,
      );
    }
    const level = { stridePx, columns, rows: columns, perCell, isShapeMajor, first };
    first += columns * columns * perCell;
    return level;
  });
}

/** Number of output rows of all levels. */
export function originCount(levels: readonly GridLevel[]): number {
  return levels.reduce((sum, { columns, rows, perCell }) => sum + columns * rows * perCell, 0);
}

/** The level that holds an origin from 0 on; the last one for origins beyond all. undefined without levels. */
export function levelAt(levels: readonly GridLevel[], origin: number): GridLevel | undefined {
  let index = 0;
  while (origin >= (levels[index + 1]?.first ?? Infinity)) index++;
  return levels[index];
}

/** Where an origin lies. Throws RangeError beyond the last. */
export function cellOf(levels: readonly GridLevel[], origin: number): Cell {
  const level = levelAt(levels, origin);
  const index = origin - (level?.first ?? 0);
  const cells = level ? level.columns * level.rows : 0;
  if (!level || !Number.isInteger(origin) || index < 0 || index >= cells * level.perCell) {
    throw new RangeError(
      `Origin ${origin} is outside 0..${originCount(levels) - 1}, the rows of this head.`,
    );
  }
  const cell = level.isShapeMajor ? index % cells : Math.floor(index / level.perCell);
  const shape = level.isShapeMajor ? Math.floor(index / cells) : index % level.perCell;
  return { level, column: cell % level.columns, row: Math.floor(cell / level.columns), shape };
}

/** The cell's square in pixels of the input. */
export function cellXyxy({ level, column, row }: Cell): BoxXyxy {
  const { stridePx } = level;
  return [column * stridePx, row * stridePx, (column + 1) * stridePx, (row + 1) * stridePx];
}
