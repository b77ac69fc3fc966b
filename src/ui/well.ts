/**
 * What ImageWell draws on its canvas: one picture, a second one right of the wipe, an overlay in image
 * coordinates, and the loupe. Sizes here are device pixels unless a name says css.
 */
import { drawable, type Fit, type Picture } from './picture';

export interface Pixel {
  readonly x: number;
  readonly y: number;
}

/** Where the picture lies in its well, css px; `scale` is css px per image pixel. */
export interface Place {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
}

/**
 * Where a key takes the pixel cursor, inside the picture; undefined for keys that mean nothing here.
 * Space and Enter stay: they act on the pixel.
 */
export function stepCursor(
  key: string,
  isFar: boolean,
  { x, y }: Pixel,
  picture: { readonly width: number; readonly height: number },
): Pixel | undefined {
  const far = isFar ? 10 : 1;
  const to: Pixel | undefined = {
    ArrowLeft: { x: x - far, y },
    ArrowRight: { x: x + far, y },
    ArrowUp: { x, y: y - far },
    ArrowDown: { x, y: y + far },
    Home: { x: 0, y },
    End: { x: picture.width - 1, y },
    PageUp: { x, y: y - 50 },
    PageDown: { x, y: y + 50 },
    Enter: { x, y },
    ' ': { x, y },
  }[key];
  return (
    to && {
      x: Math.min(picture.width - 1, Math.max(0, to.x)),
      y: Math.min(picture.height - 1, Math.max(0, to.y)),
    }
  );
}

/** Called after the pictures; the context is in image pixels, `scale` is device pixels per image pixel. */
export type DrawOverlay = (context: CanvasRenderingContext2D, scale: number) => void;

/** Called for each pixel in the loupe, the context at the pixel's middle, `cell` its side. */
export type DrawLoupePixel = (
  context: CanvasRenderingContext2D,
  pixel: Pixel,
  cell: number,
) => void;

export interface LoupePlace {
  /** Middle and radius, device pixels. */
  readonly cx: number;
  readonly cy: number;
  readonly radius: number;
  readonly cell: number;
}

export interface WellColours {
  readonly ink: string;
  readonly key: string;
  readonly grid: string;
  readonly ground: string;
}

/** Pixels shown across the loupe. */
export const loupePixels = 11;

export function wellColours(element: Element): WellColours {
  const style = getComputedStyle(element);
  const read = (name: string): string => style.getPropertyValue(name).trim();
  return {
    ink: read('--bench-ink'),
    key: read('--bench-key'),
    grid: read('--bench-grid'),
    ground: read('--bench'),
  };
}

/** Top right, below the legend; top left when the cursor is under it. */
export function placeLoupe(
  canvas: { readonly width: number; readonly height: number },
  dpr: number,
  cursor: Pixel,
  fit: Fit,
): LoupePlace {
  const isNarrow = canvas.width / dpr < 520;
  const cell = Math.round((isNarrow ? 9 : 12) * dpr);
  const radius = (loupePixels * cell) / 2;
  const cy = Math.min(radius + 42 * dpr, canvas.height - radius - 6 * dpr);
  const right = canvas.width - radius - 18 * dpr;
  const left = radius + 18 * dpr;
  const at = { x: fit.x + (cursor.x + 0.5) * fit.scale, y: fit.y + (cursor.y + 0.5) * fit.scale };
  const isUnder = Math.hypot(at.x - right, at.y - cy) < radius + 14 * dpr;
  return { cx: isUnder ? left : right, cy, radius, cell };
}

export function drawPictures(
  context: CanvasRenderingContext2D,
  fit: Fit,
  first: Picture,
  second: Picture | undefined,
  wipe: number,
): void {
  context.imageSmoothingEnabled = fit.isSmooth;
  context.imageSmoothingQuality = 'high';
  context.drawImage(drawable(first), fit.x, fit.y, fit.width, fit.height);
  if (!second) return;
  const split = Math.round(fit.x + fit.width * wipe);
  context.save();
  context.beginPath();
  context.rect(split, fit.y, fit.x + fit.width - split, fit.height);
  context.clip();
  context.drawImage(drawable(second), fit.x, fit.y, fit.width, fit.height);
  context.restore();
}

export function drawOverlay(
  context: CanvasRenderingContext2D,
  fit: Fit,
  overlay: DrawOverlay,
): void {
  context.save();
  context.translate(fit.x, fit.y);
  context.scale(fit.scale, fit.scale);
  overlay(context, fit.scale);
  context.restore();
}

/** A frame round the pixel under the cursor, never smaller than 9 css px. */
export function drawCursor(
  context: CanvasRenderingContext2D,
  fit: Fit,
  cursor: Pixel,
  dpr: number,
  colours: WellColours,
  pixels: number,
): void {
  const side = Math.max(pixels * fit.scale, 9 * dpr);
  const x = fit.x + (cursor.x + 0.5) * fit.scale - side / 2;
  const y = fit.y + (cursor.y + 0.5) * fit.scale - side / 2;
  context.strokeStyle = colours.key;
  context.lineWidth = 3 * dpr;
  context.strokeRect(x, y, side, side);
  context.strokeStyle = colours.ink;
  context.lineWidth = dpr;
  context.strokeRect(x, y, side, side);
}

export function drawLoupe(
  context: CanvasRenderingContext2D,
  place: LoupePlace,
  source: Picture,
  cursor: Pixel,
  fit: Fit,
  dpr: number,
  colours: WellColours,
  eachPixel?: DrawLoupePixel,
): void {
  const { cx, cy, radius, cell } = place;
  const half = (loupePixels - 1) / 2;
  drawLeader(context, place, cursor, fit, dpr, colours);
  context.save();
  context.beginPath();
  context.arc(cx, cy, radius, 0, 2 * Math.PI);
  context.clip();
  context.fillStyle = colours.ground;
  context.fillRect(cx - radius, cy - radius, 2 * radius, 2 * radius);
  context.imageSmoothingEnabled = false;
  context.drawImage(
    drawable(source),
    cursor.x - half,
    cursor.y - half,
    loupePixels,
    loupePixels,
    cx - radius,
    cy - radius,
    2 * radius,
    2 * radius,
  );
  context.strokeStyle = colours.grid;
  context.lineWidth = dpr;
  context.beginPath();
  for (let i = 1; i < loupePixels; i++) {
    const offset = Math.round(i * cell) + 0.5;
    context.moveTo(cx - radius + offset, cy - radius);
    context.lineTo(cx - radius + offset, cy + radius);
    context.moveTo(cx - radius, cy - radius + offset);
    context.lineTo(cx + radius, cy - radius + offset);
  }
  context.stroke();
  if (eachPixel) {
    for (let j = -half; j <= half; j++) {
      for (let i = -half; i <= half; i++) {
        const pixel = { x: cursor.x + i, y: cursor.y + j };
        if (pixel.x < 0 || pixel.y < 0 || pixel.x >= source.width || pixel.y >= source.height) {
          continue;
        }
        context.save();
        context.translate(cx + i * cell, cy + j * cell);
        eachPixel(context, pixel, cell);
        context.restore();
      }
    }
  }
  context.strokeStyle = colours.key;
  context.lineWidth = 3 * dpr;
  context.strokeRect(cx - cell / 2, cy - cell / 2, cell, cell);
  context.strokeStyle = colours.ink;
  context.lineWidth = dpr;
  context.strokeRect(cx - cell / 2, cy - cell / 2, cell, cell);
  context.restore();
  ring(context, cx, cy, radius + 2 * dpr, 5 * dpr, colours.ground);
  ring(context, cx, cy, radius + dpr, 1.5 * dpr, colours.ink);
}

function drawLeader(
  context: CanvasRenderingContext2D,
  place: LoupePlace,
  cursor: Pixel,
  fit: Fit,
  dpr: number,
  colours: WellColours,
): void {
  const x = fit.x + (cursor.x + 0.5) * fit.scale;
  const y = fit.y + (cursor.y + 0.5) * fit.scale;
  const angle = Math.atan2(place.cy - y, place.cx - x);
  const clearance = Math.max((loupePixels * fit.scale) / 2, 4.5 * dpr) * 1.3;
  if (Math.hypot(place.cx - x, place.cy - y) < place.radius + clearance) return;
  context.beginPath();
  context.moveTo(x + Math.cos(angle) * clearance, y + Math.sin(angle) * clearance);
  context.lineTo(
    place.cx - Math.cos(angle) * place.radius,
    place.cy - Math.sin(angle) * place.radius,
  );
  context.strokeStyle = colours.key;
  context.lineWidth = 3 * dpr;
  context.stroke();
  context.strokeStyle = colours.ink;
  context.lineWidth = dpr;
  context.setLineDash([2 * dpr, 3 * dpr]);
  context.stroke();
  context.setLineDash([]);
}

function ring(
  context: CanvasRenderingContext2D,
  cx: number,
  cy: number,
  radius: number,
  width: number,
  colour: string,
): void {
  context.strokeStyle = colour;
  context.lineWidth = width;
  context.beginPath();
  context.arc(cx, cy, radius, 0, 2 * Math.PI);
  context.stroke();
}
