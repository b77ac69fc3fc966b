/**
 * A canvas for reading pixels back, on the page or in a worker, and a check that it can be trusted.
 *
 * Some browsers alter what a page reads from a canvas so that it cannot be used to recognise the
 * reader (Brave flips low bits, Firefox with resistFingerprinting returns noise). A lab that counts
 * grey levels must know.
 */
import { SourceError } from './error';

export type Canvas2d = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** A 2-D context of the given size whose pixels stay in main memory: nothing is rounded by a GPU. */
export function createReadbackCanvas(width: number, height: number): Canvas2d {
  const canvas =
    typeof OffscreenCanvas === 'undefined'
      ? Object.assign(document.createElement('canvas'), { width, height })
      : new OffscreenCanvas(width, height);
  const context = canvas.getContext('2d', { willReadFrequently: true, colorSpace: 'srgb' });
  if (context === null) {
    throw new SourceError(
      'readback-blocked',
      `This browser gave no canvas of ${width} × ${height} pixels, so the picture cannot be read. Close other tabs and try again.`,
    );
  }
  return context as Canvas2d;
}

let largestReadbackError: number | undefined;

/** The largest difference between what is written to a canvas and what is read back: 0 where honest. */
export function readbackError(): number {
  largestReadbackError ??= measureReadbackError();
  return largestReadbackError;
}

function measureReadbackError(): number {
  const side = 32;
  const written = new ImageData(side, side);
  for (let i = 0; i < side * side; i++) {
    // Smooth in one channel, busy in the others: protections skip flat pictures.
    written.data.set([(i * 7) & 255, i >> 2, (i * 149) & 255, 255], 4 * i);
  }
  const context = createReadbackCanvas(side, side);
  context.putImageData(written, 0, 0);
  const read = context.getImageData(0, 0, side, side).data;
  let worst = 0;
  for (let i = 0; i < read.length; i++) {
    worst = Math.max(worst, Math.abs((read[i] ?? 0) - (written.data[i] ?? 0)));
  }
  return worst;
}

/** Differences up to here only blur the lowest bits; beyond, the picture is noise. */
const tolerableReadbackError = 8;

/** A notice when pixels come back slightly altered; throws when they come back as noise. */
export function readbackNotice(error: number = readbackError()): string | undefined {
  if (error === 0) return undefined;
  if (error > tolerableReadbackError) {
    throw new SourceError(
      'readback-blocked',
      'This browser hands pages random pixels instead of your picture (protection against fingerprinting). Allow canvas access for this site, usually by the icon in the address bar, and choose the picture again. The shipped samples work without it.',
    );
  }
  return `This browser alters pictures by up to ${error} of 255 levels when a page reads them (protection against fingerprinting). Shipped samples are exact.`;
}
