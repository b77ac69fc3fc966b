/**
 * What the overlap page derives from its session: the two boxes, their measures, and the tools to change them. Masks and
 * the boxes of a detector have their own classes, masks.svelte.ts and found.svelte.ts. No DOM.
 */
import type { LabSession } from '$src/lab/session.svelte';
import { boxOverlap, type Xywh } from '$src/metrics';
import { formatNumber } from '$src/ui/format';
import type { Rgba } from '$src/ui/paint';
import { boxAreas, boxRows, type BoxMeasure } from './algebra';
import { FoundView } from './found.svelte';
import {
  boxOf,
  boxPairs,
  boxWords,
  dragged,
  kept,
  onSheet,
  paramsOf,
  resized,
  sheet,
  type BoxName,
  type Grip,
  type LabParams,
} from './geometry';
import { MaskPainting } from './masks.svelte';
import { paintSheet } from './painting';
import { sheetOf } from './pipeline';
import { passedCount } from './thresholds';

/** Steps that can be taken back. */
const keptSteps = 30;

type Boxes = Readonly<Record<BoxName, Xywh>>;

export class OverlapModel {
  readonly session: LabSession;
  readonly masks: MaskPainting;
  readonly found: FoundView;

  /** Whose geometry is drawn. */
  boxLook = $state<BoxMeasure>('iou');
  /** The box that was touched last lies on top. */
  active = $state<BoxName>('b');
  /** Said to screen readers after a key. */
  said = $state('');
  #pastBoxes = $state.raw<readonly Boxes[]>([]);
  /** Set while something is held. */
  #held: { readonly name: BoxName; readonly grip: Grip; readonly from: Xywh } | undefined;

  /** Cell of the heat-map that is explained: row and column. */
  cell = $state.raw<readonly [row: number, column: number]>([2, 0]);
  /** Of the guess that follows a loss. */
  step = $state(40);

  readonly params = $derived.by(() => this.session.state.params as LabParams);

  constructor(session: LabSession) {
    this.session = session;
    this.masks = new MaskPainting(session, () => this.ground);
    this.found = new FoundView(session);
  }

  // ---- the sheet ------------------------------------------------------------------------------------

  readonly ground: Rgba | undefined = $derived.by(() => {
    const image = this.session.source.current?.image;
    return image && paintSheet(sheetOf(image));
  });

  /** Objects of the picture that lie on the sheet, to take as truth. */
  readonly objects: readonly { readonly label: string; readonly box: Xywh }[] = $derived.by(() => {
    const current = this.session.source.current;
    if (!current) return [];
    return (current.objects ?? []).flatMap(({ className, boxXywh }) => {
      const box = onSheet(boxXywh, current.image);
      return box ? [{ label: className, box }] : [];
    });
  });

  // ---- boxes ----------------------------------------------------------------------------------------

  readonly boxes: Boxes = $derived.by(() => ({
    a: boxOf(this.params, 'a'),
    b: boxOf(this.params, 'b'),
  }));
  readonly overlap = $derived.by(() => boxOverlap(this.boxes.a, this.boxes.b));
  readonly areas = $derived.by(() => boxAreas(this.boxes.a, this.boxes.b, this.overlap));
  readonly rows = $derived.by(() => boxRows(this.boxes.a, this.boxes.b, this.overlap));

  get canUndoBoxes(): boolean {
    return this.#pastBoxes.length > 0;
  }

  /** Id of the start that the boxes are in; '' for none. */
  readonly startId = $derived.by(() => {
    const { a, b } = this.boxes;
    return boxPairs.find((pair) => isSame(pair.a, a) && isSame(pair.b, b))?.id ?? '';
  });

  startFrom(id: string): void {
    const pair = boxPairs.find((one) => one.id === id);
    const object = this.objects[Number(id.replace('object-', ''))];
    if (!pair && !(id.startsWith('object-') && object)) return;
    this.#rememberBoxes();
    if (pair) this.#setBoxes(pair);
    else if (object) this.#setBoxes({ a: object.box, b: this.boxes.b });
  }

  hold(name: BoxName, grip: Grip): void {
    this.active = name;
    this.#rememberBoxes();
    this.#held = { name, grip, from: this.boxes[name] };
  }

  /** The held box, `dx`, `dy` sheet pixels from where it was taken. */
  drag(dx: number, dy: number): void {
    if (!this.#held) return;
    const { name, grip, from } = this.#held;
    this.#setBoxes({ ...this.boxes, [name]: dragged(from, grip, Math.round(dx), Math.round(dy)) });
  }

  release(): void {
    const held = this.#held;
    this.#held = undefined;
    // A press that moved nothing is nothing to take back.
    if (held && isSame(held.from, this.boxes[held.name])) {
      this.#pastBoxes = this.#pastBoxes.slice(0, -1);
    }
  }

  /** Answers an arrow key on a box or corner; false for any other key. */
  key(name: BoxName, grip: Grip, key: string, isShift: boolean): boolean {
    const step = arrows[key];
    if (!step) return false;
    const [dx, dy] = step;
    const box = this.boxes[name];
    const next = grip === 'all' && isShift ? resized(box, dx, dy) : dragged(box, grip, dx, dy);
    this.active = name;
    if (!isSame(next, box)) {
      this.#rememberBoxes();
      this.#setBoxes({ ...this.boxes, [name]: next });
    }
    this.said = `${this.boxText(name)}. IoU ${formatNumber(this.overlap.iou, 3)}`;
    return true;
  }

  undoBoxes(): void {
    const last = this.#pastBoxes.at(-1);
    if (!last) return;
    this.#pastBoxes = this.#pastBoxes.slice(0, -1);
    this.#setBoxes(last);
  }

  #rememberBoxes(): void {
    this.#pastBoxes = [...this.#pastBoxes, this.boxes].slice(-keptSteps);
  }

  #setBoxes({ a, b }: Boxes): void {
    const { session } = this;
    session.set('params', {
      ...session.state.params,
      ...paramsOf('a', kept(a)),
      ...paramsOf('b', kept(b)),
    });
  }

  boxText(name: BoxName): string {
    const [x, y, width, height] = this.boxes[name];
    return `${boxWords[name]} ${width} × ${height} at ${x}, ${y}`;
  }

  // ---- words ----------------------------------------------------------------------------------------

  get boxAlt(): string {
    const { iou, dice, giou, diou, ciou, centreDistancePx } = this.overlap;
    const m = (value: number): string => formatNumber(value, 3);
    return (
      `Two boxes on a sheet of ${sheet.width} by ${sheet.height} pixels, the picture dimmed behind them. ` +
      `${this.boxText('a')}; ${this.boxText('b')}; their centres are ${formatNumber(centreDistancePx, 1)} pixels apart. ` +
      `IoU ${m(iou)}, Dice ${m(dice)}, GIoU ${m(giou)}, DIoU ${m(diou)}, CIoU ${m(ciou)}; ` +
      `${passedCount(iou)} of ten thresholds passed.`
    );
  }
}

const arrows: Readonly<Record<string, readonly [number, number]>> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

function isSame(a: Xywh, b: Xywh): boolean {
  return a.every((value, i) => value === b[i]);
}
