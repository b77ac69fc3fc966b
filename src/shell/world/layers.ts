/** The chosen view and overlays of a picture as what ImageWell takes: two pictures and a drawing. */
import { paint, type Rgba } from '$src/ui/paint';
import type { DrawOverlay } from '$src/ui/well';
import {
  depthRangeOf,
  depthView,
  instanceColours,
  markView,
  maskView,
  occlusionView,
  outlineTint,
  outlineView,
  tintView,
  type DepthRange,
} from '$src/world/views';
import type { Shown } from './shown';
import { drawBoxes, drawLayer, drawShares, within, type Colours } from './truth-draw';
import type { OverlayName, ViewName } from './view-state';

/** Painted once for a picture, however often it is drawn. */
export class Layers {
  readonly shown: Shown;
  readonly colours: Colours;
  readonly photo: Rgba;
  readonly range: DepthRange | undefined;
  readonly #views = new Map<string, Rgba>();

  constructor(shown: Shown) {
    this.shown = shown;
    this.colours = instanceColours(shown.objects);
    this.photo = paint(shown.image);
    this.range = shown.depth && depthRangeOf(shown.depth, shown.labels);
  }

  /** The picture of a view; undefined for the photo, and for depth where it is not known. */
  view(name: ViewName): Rgba | undefined {
    const { labels, outline, objects, depth } = this.shown;
    const { range } = this;
    switch (name) {
      case 'photo':
        return undefined;
      case 'boxes':
        return this.#once(name, () => dimmed(this.photo));
      case 'masks':
        return this.#once(name, () => maskView(labels, this.colours));
      case 'outlines':
        return this.#once(name, () => outlineView(outline));
      case 'depth':
        return depth && range && this.#once(name, () => depthView(depth, range));
      case 'occlusion':
        return this.#once(name, () => occlusionView(labels, objects));
    }
  }

  /** Everything that lies over the pictures; `px` is one css pixel in image pixels. */
  draw(
    context: CanvasRenderingContext2D,
    px: number,
    what: {
      readonly view: ViewName;
      readonly overlays: readonly OverlayName[];
      readonly marked: number | undefined;
      /** Where the photo ends and the view begins, in image pixels. */
      readonly splitAt: number;
    },
  ): void {
    const { objects, labels, outline } = this.shown;
    const { width, height } = labels;
    const { view, overlays, marked, splitAt } = what;
    within(context, [0, view === 'photo' ? width : splitAt], height, () => {
      if (overlays.includes('masks'))
        drawLayer(
          context,
          this.#once('tint', () => tintView(labels, this.colours)),
        );
      if (overlays.includes('outlines'))
        drawLayer(
          context,
          this.#once('lines', () => outlineTint(outline)),
        );
      if (overlays.includes('full')) drawBoxes(context, objects, this.colours, px, 'full');
      if (overlays.includes('boxes')) drawBoxes(context, objects, this.colours, px, 'visible');
    });
    within(context, [splitAt, view === 'photo' ? splitAt : width], height, () => {
      if (view === 'boxes') {
        drawBoxes(context, objects, this.colours, px, 'full');
        drawBoxes(context, objects, this.colours, px, 'visible');
      }
      if (view === 'occlusion') drawShares(context, labels, objects, px);
    });
    if (marked !== undefined) {
      drawLayer(
        context,
        this.#once(`mark ${marked}`, () => markView(labels, marked)),
      );
    }
  }

  /** For ImageWell; `dpr` as the well measures it. */
  overlay(what: Parameters<Layers['draw']>[2], dpr: number): DrawOverlay {
    return (context, scale) => this.draw(context, dpr / scale, what);
  }

  #once(name: string, make: () => Rgba): Rgba {
    const known = this.#views.get(name);
    if (known) return known;
    const made = make();
    this.#views.set(name, made);
    return made;
  }
}

/** Boxes stand out before a picture that steps back. */
function dimmed({ width, height, data }: Rgba): Rgba {
  const dim = new Uint8ClampedArray(data.length);
  for (let at = 0; at < data.length; at++) {
    dim[at] = at % 4 === 3 ? 255 : (data[at] ?? 0) * 0.55;
  }
  return { width, height, data: dim };
}
