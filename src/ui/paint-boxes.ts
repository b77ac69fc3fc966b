/**
 * Boxes over a picture, on any 2-D canvas: in a well (`ImageWell draw={…}`), in a snapshot, in a recording.
 * Every box has a dark keyline, a line in its colour and, where there is room, a dark-on-colour label. What
 * kind of box it is shows in the line (solid, dashed, dotted) and in the label's mark, never in colour alone.
 *
 * Deliberately not here: what a detection is. Pages turn detections, truth and candidates into `PictureBox`.
 */

/**
 * How a box is drawn. `found`: plain; `second`: of a second detector; `hit`, `false` and `missed` compare with
 * truth; the last three are the inside view.
 */
export type BoxStyle =
  'found' | 'second' | 'hit' | 'false' | 'missed' | 'candidate' | 'removed' | 'cell';

export interface PictureBox {
  /** x1, y1, x2, y2 in image pixels. */
  readonly boxXyxy: readonly [number, number, number, number];
  /** "cup"; '' for a box without a label. */
  readonly label: string;
  /** 0..1, shown as a percentage behind the label. */
  readonly score?: number | undefined;
  /** "IoU 0.82", behind the score. */
  readonly note?: string | undefined;
  /** Picks the colour; default 0. */
  readonly classIndex?: number | undefined;
  /** CSS colour instead of that of the class. */
  readonly colour?: string | undefined;
  readonly style?: BoxStyle | undefined;
  /** Drawn last and thicker. */
  readonly isChosen?: boolean | undefined;
}

/** CSS colours for canvases. */
export interface BoxColours {
  readonly classes: readonly string[];
  /** Text on a class colour. */
  readonly ink: string;
  /** Dark line under every box. */
  readonly key: string;
}

/** The values of tokens.css; pages pass `boxColours(element)`. */
export const defaultBoxColours: BoxColours = {
  classes: ['#e69f00', '#56b4e9', '#009e73', '#f0e442', '#4aa3ff', '#ff7a33', '#dd8fbb'],
  ink: '#14120f',
  key: 'rgb(12 11 9 / 0.7)',
};

export interface BoxLook {
  /** Dashes and gaps in css px; empty: solid. */
  readonly dashPx: readonly number[];
  readonly widthPx: number;
  readonly opacity: number;
  readonly hasKeyline: boolean;
  /** Before the label. */
  readonly mark: string;
}

/** Line and mark of each style, also for legends. */
export const boxLooks: Readonly<Record<BoxStyle, BoxLook>> = {
  found: { dashPx: [], widthPx: 1.8, opacity: 1, hasKeyline: true, mark: '' },
  second: { dashPx: [6, 3], widthPx: 1.8, opacity: 1, hasKeyline: true, mark: '' },
  hit: { dashPx: [], widthPx: 2.4, opacity: 1, hasKeyline: true, mark: '✓ ' },
  false: { dashPx: [7, 4], widthPx: 2, opacity: 1, hasKeyline: true, mark: '✕ ' },
  missed: { dashPx: [1.5, 3.5], widthPx: 2.2, opacity: 1, hasKeyline: true, mark: '○ ' },
  candidate: { dashPx: [], widthPx: 1, opacity: 0.55, hasKeyline: false, mark: '' },
  removed: { dashPx: [3, 3], widthPx: 1.2, opacity: 0.9, hasKeyline: true, mark: '– ' },
  cell: { dashPx: [], widthPx: 1, opacity: 0.9, hasKeyline: true, mark: '' },
};

const fontPx = 12;
const labelHeightPx = 17;
const padPx = 4.5;

export interface PaintBoxesOptions {
  /** Size of the picture in image pixels: labels stay inside it. */
  readonly width: number;
  readonly height: number;
  /** Image pixels per css pixel as drawn; 1 for a snapshot at the picture's own size. */
  readonly imagePerCss: number;
  readonly colours?: BoxColours | undefined;
  /** False draws lines only. Default true. */
  readonly hasLabels?: boolean | undefined;
  /** Mirrored pictures: boxes are flipped, their text is not. */
  readonly isMirrored?: boolean | undefined;
}

/** The colours in force at `element`, from tokens.css. */
export function boxColours(element: Element): BoxColours {
  const style = getComputedStyle(element);
  const read = (name: string, fallback: string): string =>
    style.getPropertyValue(name).trim() || fallback;
  return {
    classes: defaultBoxColours.classes.map((colour, i) => read(`--class-${i + 1}`, colour)),
    ink: read('--class-ink', defaultBoxColours.ink),
    key: read('--bench-key', defaultBoxColours.key),
  };
}

export function colourOf(box: PictureBox, colours: BoxColours = defaultBoxColours): string {
  const index = Math.abs(box.classIndex ?? 0) % colours.classes.length;
  return box.colour ?? colours.classes[index] ?? '#ffffff';
}

/** "✓ cup 93 %, IoU 0.82". */
export function labelOf(box: PictureBox): string {
  if (box.label === '') return '';
  const { mark } = boxLooks[box.style ?? 'found'];
  const score = box.score === undefined ? '' : ` ${Math.round(box.score * 100)} %`;
  const note = box.note === undefined ? '' : `, ${box.note}`;
  return `${mark}${box.label}${score}${note}`;
}

/**
 * Draws the boxes, large ones first, then their labels, best first: a label that would cover an earlier one is
 * left out. The context is in image pixels.
 */
export function paintBoxes(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  boxes: readonly PictureBox[],
  options: PaintBoxesOptions,
): void {
  const { imagePerCss: unit, width, height, hasLabels = true, isMirrored = false } = options;
  const colours = options.colours ?? defaultBoxColours;
  const placed = boxes.map((box) => (isMirrored ? mirrored(box, width) : box));
  const backToFront = [...placed].sort(
    (a, b) => Number(a.isChosen ?? false) - Number(b.isChosen ?? false) || areaOf(b) - areaOf(a),
  );
  context.save();
  context.lineJoin = 'miter';
  for (const box of backToFront) strokeBox(context, box, colourOf(box, colours), colours.key, unit);
  if (hasLabels) {
    const byImportance = [...placed].sort(
      (a, b) =>
        Number(b.isChosen ?? false) - Number(a.isChosen ?? false) ||
        (b.score ?? 0) - (a.score ?? 0),
    );
    paintLabels(context, byImportance, { width, height, unit, colours });
  }
  context.restore();
}

/** The smallest box that holds the point (image pixels), or -1. Ties go to the better one. */
export function boxAt(boxes: readonly PictureBox[], x: number, y: number): number {
  let best = -1;
  let least = Infinity;
  boxes.forEach((box, index) => {
    const [x1, y1, x2, y2] = box.boxXyxy;
    if (x < x1 || x >= x2 || y < y1 || y >= y2) return;
    if (areaOf(box) < least) {
      least = areaOf(box);
      best = index;
    }
  });
  return best;
}

function strokeBox(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  box: PictureBox,
  colour: string,
  key: string,
  unit: number,
): void {
  const look = boxLooks[box.style ?? 'found'];
  const [x1, y1, x2, y2] = box.boxXyxy;
  const widthPx = look.widthPx + (box.isChosen ? 1.6 : 0);
  context.globalAlpha = box.isChosen ? 1 : look.opacity;
  if (look.hasKeyline || box.isChosen) {
    context.setLineDash([]);
    context.lineWidth = (widthPx + 2) * unit;
    context.strokeStyle = key;
    context.strokeRect(x1, y1, x2 - x1, y2 - y1);
  }
  context.setLineDash(look.dashPx.map((px) => px * unit));
  context.lineWidth = widthPx * unit;
  context.strokeStyle = colour;
  context.strokeRect(x1, y1, x2 - x1, y2 - y1);
  context.setLineDash([]);
  context.globalAlpha = 1;
}

interface Rect {
  readonly left: number;
  readonly top: number;
  readonly right: number;
  readonly bottom: number;
}

function paintLabels(
  context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D,
  boxes: readonly PictureBox[],
  place: {
    readonly width: number;
    readonly height: number;
    readonly unit: number;
    readonly colours: BoxColours;
  },
): void {
  const { unit, colours } = place;
  context.font = `600 ${fontPx * unit}px "Hanken Grotesk Variable", sans-serif`;
  context.textBaseline = 'middle';
  context.textAlign = 'left';
  const taken: Rect[] = [];
  for (const box of boxes) {
    const text = labelOf(box);
    if (text === '') continue;
    const label = placeLabel(box, context.measureText(text).width + 2 * padPx * unit, place, taken);
    if (!label) continue;
    taken.push(label);
    context.fillStyle = colourOf(box, colours);
    context.fillRect(label.left, label.top, label.right - label.left, label.bottom - label.top);
    context.fillStyle = colours.ink;
    context.fillText(text, label.left + padPx * unit, (label.top + label.bottom) / 2 + 0.5 * unit);
  }
}

/** Above the box, else inside its top edge, else below it; undefined where all three are taken. */
function placeLabel(
  box: PictureBox,
  width: number,
  picture: { readonly width: number; readonly height: number; readonly unit: number },
  taken: readonly Rect[],
): Rect | undefined {
  const [x1, y1, , y2] = box.boxXyxy;
  const height = labelHeightPx * picture.unit;
  const left = Math.max(0, Math.min(x1 - picture.unit, picture.width - width));
  for (const top of [y1 - height, y1, y2]) {
    const rect = { left, top, right: left + width, bottom: top + height };
    const isInside = top >= 0 && rect.bottom <= picture.height;
    if (isInside && (box.isChosen || !taken.some((other) => overlaps(rect, other)))) return rect;
  }
  return undefined;
}

function overlaps(a: Rect, b: Rect): boolean {
  return a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;
}

function areaOf({ boxXyxy: [x1, y1, x2, y2] }: PictureBox): number {
  return (x2 - x1) * (y2 - y1);
}

function mirrored(box: PictureBox, width: number): PictureBox {
  const [x1, y1, x2, y2] = box.boxXyxy;
  return { ...box, boxXyxy: [width - x2, y1, width - x1, y2] };
}
