/**
 * The page's own copies of live pictures: one that is shown and one that is looked at, on two canvases that
 * take turns. A detector gets a bitmap made from its canvas; boxes are drawn over the very picture they were
 * found on.
 */
import type { Frame } from '$src/detect/types';
import type { NewestPicture } from './source';

export interface Picture {
  readonly canvas: HTMLCanvasElement;
  readonly width: number;
  readonly height: number;
}

/** Larger camera pictures are scaled down to this longest side: enough for a full screen. */
const keptSidePx = 1280;

export class Darkroom {
  #spare: HTMLCanvasElement | undefined;
  #shown: HTMLCanvasElement | undefined;

  /** Copies a picture. The copy holds until the second `take` after it was kept. */
  take(newest: NewestPicture): Picture | undefined {
    const by = Math.min(1, keptSidePx / Math.max(newest.width, newest.height));
    const width = Math.max(1, Math.round(newest.width * by));
    const height = Math.max(1, Math.round(newest.height * by));
    const canvas = (this.#spare ??= document.createElement('canvas'));
    if (canvas.width !== width || canvas.height !== height)
      Object.assign(canvas, { width, height });
    const context = canvas.getContext('2d', { alpha: false });
    if (!context) return undefined;
    context.drawImage(newest.image, 0, 0, width, height);
    return { canvas, width, height };
  }

  /** The picture is shown now; the one before it may be written over. */
  keep({ canvas }: Picture): void {
    if (canvas === this.#shown) return;
    this.#spare = this.#shown;
    this.#shown = canvas;
  }

  /** A bitmap for the detector, its longest side at most `longestPx`. The receiver closes it. */
  async frameOf({ canvas, width, height }: Picture, longestPx: number): Promise<Frame> {
    const by = longestPx / Math.max(width, height);
    if (by >= 1) return createImageBitmap(canvas);
    return createImageBitmap(canvas, {
      resizeWidth: Math.max(1, Math.round(width * by)),
      resizeHeight: Math.max(1, Math.round(height * by)),
      resizeQuality: 'medium',
    });
  }

  /** Canvases held now: 0 to 2. */
  get held(): number {
    return [this.#spare, this.#shown].filter(Boolean).length;
  }

  dispose(): void {
    for (const canvas of [this.#spare, this.#shown]) {
      // Some browsers keep the pixels of a dropped canvas for a while; an empty one has none.
      if (canvas) Object.assign(canvas, { width: 0, height: 0 });
    }
    this.#spare = undefined;
    this.#shown = undefined;
  }
}
