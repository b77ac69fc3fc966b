/**
 * The symbols on printed tags, drawn as strokes, not set in a font: b, d, p and q are one shape and its
 * mirror images, as are the two arrows. So nothing but the direction tells a pair apart, and the tags
 * look the same on every machine.
 */
import { createRng, type Rng } from '$src/core/rng';

export const symbols = ['arrow left', 'arrow right', 'b', 'd', 'p', 'q'] as const;
export type SymbolName = (typeof symbols)[number];

/** Printings of each symbol; those from `firstTestPrinting` on occur in the test split only. */
export const printings = 36;
export const firstTestPrinting = 28;

export interface TagLook {
  readonly symbol: SymbolName;
  /** 0..printings - 1: which drawing of the symbol. */
  readonly printing: number;
  /** Of the paper, HSL, 0..1. */
  readonly paper: readonly [number, number, number];
  readonly widthM: number;
  readonly lengthM: number;
}

/** Draws a tag; the same state of `rng` gives the same tag. */
export function drawTagLook(rng: Rng): TagLook {
  const symbol = symbols[rng.integer(0, symbols.length - 1)] ?? 'b';
  return {
    symbol,
    printing: rng.integer(0, printings - 1),
    paper: [rng.next(), 0.1 + 0.4 * rng.next(), 0.72 + 0.25 * rng.next()],
    widthM: 0.07 + 0.02 * rng.next(),
    lengthM: 0.07 + 0.02 * rng.next(),
  };
}

/** A seed for which a tag shows `symbol` in a printing of the split. */
export function tagSeed(rng: Rng, symbol: SymbolName, isTest: boolean): number {
  for (;;) {
    const seed = rng.integer(0, 2 ** 31 - 1);
    const look = drawTagLook(createRng(seed).fork('tag'));
    if (look.symbol === symbol && look.printing >= firstTestPrinting === isTest) return seed;
  }
}

/** What one drawing of a symbol looks like: everything in shares of the tag's side. */
export interface Printing {
  readonly stroke: number;
  readonly bowl: number;
  readonly stem: number;
  readonly roundness: number;
  /** Leaning, dx per dy; as often to the left as to the right. */
  readonly slant: number;
  readonly serif: number;
  readonly head: number;
  readonly ink: readonly [number, number, number];
  readonly frame: number;
  readonly isRound: boolean;
}

export function drawPrinting(rng: Rng): Printing {
  const between = (lo: number, hi: number): number => lo + (hi - lo) * rng.next();
  return {
    stroke: between(0.055, 0.13),
    bowl: between(0.15, 0.21),
    stem: between(0.2, 0.3),
    roundness: between(0.85, 1.2),
    slant: between(-0.16, 0.16),
    serif: rng.next() < 0.35 ? between(0.06, 0.12) : 0,
    head: between(0.14, 0.24),
    ink: [rng.next(), between(0, 0.8), between(0.06, 0.34)],
    frame: rng.next() < 0.4 ? between(0.012, 0.03) : 0,
    isRound: rng.next() < 0.5,
  };
}

/** How the basic shape (b, or the arrow to the right) is mirrored: factors of x and of y. */
const mirrors: Readonly<Record<SymbolName, readonly [number, number]>> = {
  'arrow right': [1, 1],
  'arrow left': [-1, 1],
  b: [1, 1],
  d: [-1, 1],
  p: [1, -1],
  q: [-1, -1],
};

/** The part of a 2-D canvas that drawing needs. */
export type Pen = Pick<
  OffscreenCanvasRenderingContext2D,
  | 'fillRect'
  | 'strokeRect'
  | 'beginPath'
  | 'moveTo'
  | 'lineTo'
  | 'ellipse'
  | 'stroke'
  | 'save'
  | 'restore'
  | 'translate'
  | 'scale'
  | 'transform'
> &
  Pick<
    OffscreenCanvasRenderingContext2D,
    'fillStyle' | 'strokeStyle' | 'lineWidth' | 'lineCap' | 'lineJoin'
  >;

/** Paints a white tag of `side` pixels with the symbol upright in its middle. */
export function paintSymbol(pen: Pen, side: number, symbol: SymbolName, look: Printing): void {
  const [hue, saturation, lightness] = look.ink;
  const ink = `hsl(${360 * hue} ${100 * saturation}% ${100 * lightness}%)`;
  pen.fillStyle = '#fff';
  pen.fillRect(0, 0, side, side);
  pen.strokeStyle = ink;
  if (look.frame > 0) {
    pen.lineWidth = look.frame * side;
    pen.strokeRect(0.06 * side, 0.06 * side, 0.88 * side, 0.88 * side);
  }
  pen.save();
  pen.translate(side / 2, side / 2);
  pen.scale(side, side);
  pen.transform(1, 0, -look.slant, 1, 0, 0);
  pen.scale(...mirrors[symbol]);
  pen.lineWidth = look.stroke;
  pen.lineCap = look.isRound ? 'round' : 'butt';
  pen.lineJoin = look.isRound ? 'round' : 'miter';
  if (symbol.startsWith('arrow')) strokeArrow(pen, look);
  else strokeB(pen, look);
  pen.restore();
}

function strokeArrow(pen: Pen, { head, stem, roundness }: Printing): void {
  pen.beginPath();
  pen.moveTo(-stem, 0);
  pen.lineTo(stem, 0);
  pen.moveTo(stem - head * roundness, -head);
  pen.lineTo(stem, 0);
  pen.lineTo(stem - head * roundness, head);
  pen.stroke();
}

/** A stem on the left, a bowl at its lower end; the letter's middle is the origin. */
function strokeB(pen: Pen, { bowl, stem, roundness, serif }: Printing): void {
  const [across, down] = [bowl * 0.95, bowl * roundness];
  const top = -stem - down * 0.4;
  const foot = stem - down * 0.1;
  pen.beginPath();
  pen.moveTo(-across, top);
  pen.lineTo(-across, foot);
  if (serif > 0) {
    pen.moveTo(-across - serif, top);
    pen.lineTo(-across, top);
  }
  pen.stroke();
  pen.beginPath();
  pen.ellipse(0, foot - down, across, down, 0, 0, 2 * Math.PI);
  pen.stroke();
}
