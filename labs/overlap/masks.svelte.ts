/** Two masks that are painted over the sheet: strokes, their undo, and what each measure makes of them. No DOM. */
import { expectU8, imageOf, type U8Image } from '$src/core/image';
import type { LabSession } from '$src/lab/session.svelte';
import { maskOverlap, overlapCounts } from '$src/metrics';
import { boundaryBand } from '$src/metrics/boundary-iou';
import { formatNumber } from '$src/ui/format';
import type { Rgba } from '$src/ui/paint';
import { maskAreas, maskRows, type MaskMeasure } from './algebra';
import { sheet, type LabParams } from './geometry';
import { paintPair } from './painting';
import { sheetOf } from './pipeline';
import {
  joined,
  largestObject,
  layerOf,
  startPair,
  withStroke,
  type Layer,
  type ShapeName,
  type Spot,
} from './shapes';

/** Strokes that can be taken back. */
const keptStrokes = 30;

export class MaskPainting {
  readonly #session: LabSession;
  readonly #groundOf: () => Rgba | undefined;
  /** Whose geometry is drawn. */
  look = $state<MaskMeasure>('iou');
  layer = $state<Layer>('guess');
  tool = $state<'brush' | 'eraser'>('brush');
  /** In sheet px. */
  brushPx = $state(3);
  /** What was painted, over the start that it began from. */
  #painted = $state.raw<{ readonly start: U8Image; readonly pair: U8Image }>();
  #pastPairs = $state.raw<readonly U8Image[]>([]);
  #last: Spot | undefined;

  readonly #params = $derived.by(() => this.#session.state.params as LabParams);

  constructor(session: LabSession, groundOf: () => Rgba | undefined) {
    this.#session = session;
    this.#groundOf = groundOf;
  }

  /** The mask of the largest thing of the picture, on the sheet. */
  readonly #object: U8Image | undefined = $derived.by(() => {
    const labels = this.#session.source.current?.truth?.labels;
    const mask = labels && largestObject(expectU8(labels, 'A mask', [1]));
    if (!mask) return undefined;
    const coarse = sheetOf(mask);
    const data = Uint8Array.from(coarse.data, (value) => (value >= 128 ? 255 : 0));
    return imageOf('u8', coarse.width, coarse.height, 1, data);
  });

  /** By itself: another parameter must not begin the painting anew. */
  readonly #shapes = $derived.by(() => this.#params.shapes);
  readonly #start: U8Image = $derived.by(() =>
    this.#shapes === 'box' ? startPair('box', this.#object) : startPair(this.#shapes),
  );
  /** Bit 1 truth, bit 2 guess. */
  readonly pair: U8Image = $derived.by(() => {
    const painted = this.#painted;
    return painted?.start === this.#start ? painted.pair : this.#start;
  });
  readonly overlap = $derived.by(() => {
    const { band, tolerance } = this.#params;
    const { truth, guess } = layersOf(this.pair);
    return maskOverlap(guess, truth, { bandPx: band, tolerancePx: tolerance });
  });
  readonly areas = $derived.by(() => maskAreas(this.overlap));
  readonly rows = $derived.by(() => {
    const { band, tolerance } = this.#params;
    const { truth, guess } = layersOf(this.pair);
    const counts = overlapCounts(boundaryBand(guess, band), boundaryBand(truth, band));
    const bands = { shared: counts.intersection, union: counts.union, widthPx: band };
    return maskRows(this.overlap, bands, tolerance);
  });
  readonly picture: Rgba | undefined = $derived.by(() => {
    const { band, tolerance } = this.#params;
    const distances = { bandPx: band, tolerancePx: tolerance };
    const ground = this.#groundOf();
    return ground && paintPair(ground, this.pair, this.look, distances);
  });

  get canUndo(): boolean {
    return this.#pastPairs.length > 0;
  }

  choose(shapes: ShapeName): void {
    this.#painted = undefined;
    this.#pastPairs = [];
    this.#session.setParam('shapes', shapes);
  }

  stroke(phase: 'start' | 'move' | 'end', at: Spot): void {
    if (phase === 'end') {
      this.#last = undefined;
      return;
    }
    if (phase === 'start') this.#rememberPair();
    const { layer, brushPx: radiusPx, tool } = this;
    const brush = { radiusPx, layer, isErasing: tool === 'eraser' };
    this.#paint(withStroke(this.pair, this.#last ?? at, at, brush));
    this.#last = at;
  }

  undo(): void {
    const last = this.#pastPairs.at(-1);
    if (!last) return;
    this.#pastPairs = this.#pastPairs.slice(0, -1);
    this.#paint(last);
  }

  /** Empties the layer that is painted on. */
  clear(): void {
    this.#rememberPair();
    const { truth, guess } = layersOf(this.pair);
    const empty = imageOf('u8', sheet.width, sheet.height, 1, new Uint8Array(truth.data.length));
    this.#paint(this.layer === 'truth' ? joined(empty, guess) : joined(truth, empty));
  }

  #rememberPair(): void {
    this.#pastPairs = [...this.#pastPairs, this.pair].slice(-keptStrokes);
  }

  #paint(pair: U8Image): void {
    this.#painted = { start: this.#start, pair };
  }

  get alt(): string {
    const { truthArea, maskArea, intersection, iou, dice, boundaryIou, boundaryF } = this.overlap;
    const m = (value: number): string => formatNumber(value, 3);
    return (
      `Two masks on a sheet of ${sheet.width} by ${sheet.height} pixels. The truth covers ${truthArea}, the guess ${maskArea}, ` +
      `both together ${intersection} pixels. IoU ${m(iou)}, Dice ${m(dice)}, boundary IoU ${m(boundaryIou)}, boundary F ${m(boundaryF.f)}.`
    );
  }

  /** What is known about one pixel of the sheet. */
  pixelText({ x, y }: Spot): string {
    const value = this.pair.data[y * sheet.width + x] ?? 0;
    const where = ['in neither', 'truth alone', 'guess alone', 'in both'][value] ?? '';
    return `x ${x}  y ${y}  ${where}`;
  }
}

function layersOf(pair: U8Image): Readonly<Record<Layer, U8Image>> {
  return { truth: layerOf(pair, 'truth'), guess: layerOf(pair, 'guess') };
}
