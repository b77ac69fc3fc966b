/** Draws a shot with its boxes: into the well, a snapshot, a recording. */
import { paintBoxes, type BoxColours, type PictureBox } from '$src/ui/paint-boxes';
import type { Picture } from './darkroom';

export interface ComposeOptions {
  readonly isMirrored: boolean;
  readonly colours: BoxColours;
  /** Canvas pixels per css px: labels are 12 css px high. */
  readonly canvasPerCss: number;
}

/** Fits the picture into the whole canvas, centred on its ground, and draws the boxes over it. */
export function compose(
  context: CanvasRenderingContext2D,
  picture: Picture,
  boxes: readonly PictureBox[],
  { isMirrored, colours, canvasPerCss }: ComposeOptions,
): void {
  const { width, height } = context.canvas;
  const scale = Math.min(width / picture.width, height / picture.height);
  context.save();
  context.clearRect(0, 0, width, height);
  context.translate(
    Math.round((width - picture.width * scale) / 2),
    Math.round((height - picture.height * scale) / 2),
  );
  context.scale(scale, scale);
  context.imageSmoothingQuality = 'high';
  context.save();
  if (isMirrored) {
    context.translate(picture.width, 0);
    context.scale(-1, 1);
  }
  context.drawImage(picture.canvas, 0, 0);
  context.restore();
  paintBoxes(context, boxes, {
    width: picture.width,
    height: picture.height,
    imagePerCss: canvasPerCss / scale,
    colours,
    isMirrored,
  });
  context.restore();
}

/** Pixels of a snapshot for each of the picture: small pictures are enlarged, so that labels can be read. */
export function snapshotScale({ width, height }: Pick<Picture, 'width' | 'height'>): number {
  return Math.max(1, Math.min(4, Math.round(1280 / Math.max(width, height))));
}

/** The shot as a PNG. Rejects with an Error where the browser cannot write one. */
export async function snapshot(
  picture: Picture,
  boxes: readonly PictureBox[],
  options: Omit<ComposeOptions, 'canvasPerCss'>,
): Promise<Blob> {
  const scale = snapshotScale(picture);
  const canvas = document.createElement('canvas');
  canvas.width = picture.width * scale;
  canvas.height = picture.height * scale;
  const context = canvas.getContext('2d');
  if (!context) throw new Error('This browser gave no canvas for the snapshot. Close other tabs.');
  // Composed at once: the shot on the page may be another one when the fonts are there.
  compose(context, picture, boxes, { ...options, canvasPerCss: Math.max(1, canvas.width / 900) });
  const blob = await new Promise<Blob | null>((resolve) => canvas.toBlob(resolve, 'image/png'));
  if (!blob) throw new Error('This browser could not write the snapshot as PNG.');
  return blob;
}
