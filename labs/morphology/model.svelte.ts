/** What the morphology page derives from its session: readings, words, and the mask painted by hand. */
import { imageOf, isU8, type U8Image } from '$src/core/image';
import type { Stage } from '$src/lab/contract';
import type { LabSession } from '$src/lab/session.svelte';
import { formatNumber, plural } from '$src/ui/format';
import { blankMask, tint, withStroke, type Place } from './brush';
import type { MorphologyParams } from './mask';

/** One reading before and after the repair. */
export interface Reading {
  readonly key: string;
  readonly label: string;
  readonly before: string;
  readonly after: string;
}

export type Tool = 'brush' | 'eraser';

/** Strokes that can be taken back. */
const keptStrokes = 30;

const shapeRows = [
  { key: 'area', label: 'Area, px', digits: 0 },
  { key: 'objects', label: 'Objects', digits: 0 },
  { key: 'holes', label: 'Holes', digits: 0 },
] as const;
const scoreRows = [
  { key: 'areaErrorPercent', label: 'Area error, %', digits: 1 },
  { key: 'countError', label: 'Count error', digits: 0 },
  { key: 'iou', label: 'IoU', digits: 3 },
  { key: 'dice', label: 'Dice', digits: 3 },
  { key: 'boundaryF', label: 'Boundary F', digits: 3 },
] as const;

export class MorphologyModel {
  readonly session: LabSession;

  tool = $state<Tool>('brush');
  /** Radius of the brush in picture pixels. */
  brushPx = $state(6);
  #past = $state.raw<readonly (U8Image | undefined)[]>([]);
  #last: Place | undefined;

  readonly params = $derived.by(() => this.session.state.params as MorphologyParams);
  readonly isPainting = $derived.by(() => this.params.mask === 'painted');
  /** The painted mask, when it fits the picture on the bench. */
  readonly painted: U8Image | undefined = $derived.by(() => {
    const { drawn } = this.session.drawn;
    const image = this.session.source.current?.image;
    const isHere = drawn?.width === image?.width && drawn?.height === image?.height;
    return drawn && isHere && isU8(drawn) ? drawn : undefined;
  });
  /** The painted mask as a tint over the input. */
  readonly tint = $derived.by(() =>
    this.isPainting && this.painted ? tint(this.painted) : undefined,
  );
  readonly hasTruth = $derived.by(() => this.reading('truth.area') !== undefined);

  readonly readings: readonly Reading[] = $derived.by(() => {
    const rows = this.hasTruth ? [...shapeRows, ...scoreRows] : shapeRows;
    return rows.map(({ key, label, digits }) => ({
      key,
      label,
      before: this.#text(`before.${key}`, digits),
      after: this.#text(`after.${key}`, digits),
    }));
  });

  constructor(session: LabSession) {
    this.session = session;
  }

  get canUndo(): boolean {
    return this.#past.length > 0;
  }

  stage(id: string): Stage | undefined {
    return this.session.result?.stages.find((stage) => stage.id === id);
  }

  reading(name: string): number | undefined {
    return this.session.result?.readings[name];
  }

  #text(name: string, digits: number): string {
    const value = this.reading(name);
    return value === undefined ? '–' : formatNumber(value, digits);
  }

  // ---- painting -------------------------------------------------------------------------------------

  /** Chooses where the mask comes from; painting goes on from the mask that was on the bench. */
  chooseSource(source: MorphologyParams['mask']): void {
    if (source === 'painted' && !this.painted) {
      const image = this.stage('mask')?.image;
      if (image && isU8(image) && image.channels === 1) this.#draw(copyOf(image));
    }
    this.session.setParam('mask', source);
  }

  stroke(phase: 'start' | 'move' | 'end', at: Place): void {
    const image = this.session.source.current?.image;
    if (!image || phase === 'end') {
      this.#last = undefined;
      return;
    }
    if (phase === 'start') this.#remember();
    const mask = this.painted ?? blankMask(image);
    const value = this.tool === 'brush' ? 255 : 0;
    this.#draw(withStroke(mask, this.#last ?? at, at, this.brushPx, value));
    this.#last = at;
  }

  undo(): void {
    const last = this.#past.at(-1);
    if (this.#past.length === 0) return;
    this.#past = this.#past.slice(0, -1);
    this.#draw(last);
  }

  clear(): void {
    const image = this.session.source.current?.image;
    if (!image) return;
    this.#remember();
    this.#draw(blankMask(image));
  }

  #remember(): void {
    this.#past = [...this.#past, this.painted].slice(-keptStrokes);
  }

  #draw(mask: U8Image | undefined): void {
    void this.session.draw(mask);
  }

  // ---- words ----------------------------------------------------------------------------------------

  /** How the error of the count comes about, as a sum; undefined without truth. */
  get countWords(): string | undefined {
    const [error, extra, merged, missed] = ['countError', 'extra', 'merged', 'missed'].map((key) =>
      this.reading(`after.${key}`),
    );
    if (error === undefined || !this.hasTruth) return undefined;
    const sum = `${formatNumber(extra ?? 0)} extra, ${formatNumber(merged ?? 0)} merged, ${formatNumber(missed ?? 0)} missed`;
    return `Count error ${formatNumber(error)}: ${sum}`;
  }

  get changeWords(): string {
    const added = formatNumber(this.reading('added') ?? 0);
    const removed = formatNumber(this.reading('removed') ?? 0);
    return `${added} px added, ${removed} px removed`;
  }

  /** What the scores are held against. */
  get truthWords(): string {
    if (!this.hasTruth) {
      return 'No exact mask of this picture is known: nothing to score against';
    }
    const objects = plural(this.reading('truth.objects') ?? 0, 'object');
    return this.reading('truthIsExact') === 1
      ? `Truth: the sample’s exact mask, ${objects}`
      : `Truth: this picture’s own Otsu mask before it was spoiled, ${objects}`;
  }

  legend(stage: Stage): readonly { readonly colour: string; readonly label: string }[] {
    const colours = ['var(--edge-strong)', 'var(--edge-kept)', 'var(--edge-dropped)'];
    const words: Readonly<Record<string, readonly string[]>> = {
      change: ['kept', 'added', 'removed'],
      truth: ['right', 'too much', 'missing'],
    };
    return (words[stage.id] ?? []).map((label, i) => ({ label, colour: colours[i] ?? '' }));
  }

  /** What is known about one pixel. */
  pixelWords({ x, y }: Place): string {
    const at = (id: string): number | undefined => {
      const image = this.stage(id)?.image;
      return image && x < image.width && y < image.height
        ? image.data[y * image.width + x]
        : undefined;
    };
    const side = (value: number | undefined): string => (value ? 'object' : 'background');
    const number = at('objects');
    const object = number ? `object ${number} of ${this.reading('after.objects') ?? 0}` : '';
    return `x ${x}  y ${y}\n${side(at('mask'))} → ${number ? object : side(at('repaired'))}`;
  }

  /** Text alternative of the well. */
  get alt(): string {
    if (!this.session.result) return 'No result yet.';
    const shape = (when: string): string =>
      `${this.#text(`${when}.area`, 0)} pixels in ${plural(this.reading(`${when}.objects`) ?? 0, 'object')} ` +
      `with ${plural(this.reading(`${when}.holes`) ?? 0, 'hole')}`;
    const score = (when: string): string =>
      `area error ${this.#text(`${when}.areaErrorPercent`, 1)} per cent, count error ${this.#text(`${when}.countError`, 0)}, IoU ${this.#text(`${when}.iou`, 3)}`;
    return (
      `Left the input, right the chosen stage. The mask has ${shape('before')}; repaired it has ${shape('after')}. ` +
      (this.hasTruth
        ? `Against the truth: ${score('before')} before; ${score('after')} after.`
        : `${this.truthWords}.`)
    );
  }
}

function copyOf(image: U8Image): U8Image {
  return imageOf('u8', image.width, image.height, 1, image.data.slice());
}
