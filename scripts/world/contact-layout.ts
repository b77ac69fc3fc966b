/** Where the pictures of a contact sheet go: a plain grid, filled row by row. */

export interface ContactSheet {
  readonly width: number;
  readonly height: number;
  readonly columns: number;
  readonly gap: number;
  /** CSS colour between the pictures. */
  readonly paper: string;
}

export interface ContactBox {
  readonly bbox: readonly [number, number, number, number];
  readonly label: string;
  readonly colour: string;
}

export interface ContactPicture {
  readonly boxes: readonly ContactBox[];
  /** Part of the file that is shown; all of it when absent. */
  readonly part?: {
    readonly sx: number;
    readonly sy: number;
    readonly sw: number;
    readonly sh: number;
  };
}

/** Side of a picture in whole pixels. */
export function sideOf({
  width,
  columns,
  gap,
}: Pick<ContactSheet, 'width' | 'columns' | 'gap'>): number {
  return Math.floor((width - gap * (columns + 1)) / columns);
}

/** Whole pixels; pictures that would not fit are left out. */
export function layOut<P>(
  { width, height, columns, gap }: ContactSheet,
  pictures: readonly P[],
): { readonly picture: P; readonly x: number; readonly y: number; readonly side: number }[] {
  const side = sideOf({ width, columns, gap });
  const rows = Math.floor((height - gap) / (side + gap));
  return pictures.slice(0, rows * columns).map((picture, i) => ({
    picture,
    x: gap + (i % columns) * (side + gap),
    y: gap + Math.floor(i / columns) * (side + gap),
    side,
  }));
}
