/**
 * What lies over a picture of the tabletop as lines and words: boxes, names, shares. The context is in
 * image pixels; `px` is one css pixel in image pixels, so that lines and words have one size on screen.
 */
import { drawable } from '$src/ui/picture';
import type { Rgb, Rgba } from '$src/ui/paint';
import { middlesOf, occlusionColour } from '$src/world/views';
import type { U8Image } from '$src/core/image';
import type { ShownObject } from './shown';

export type Colours = ReadonlyMap<number, Rgb>;

const keyline = 'rgb(12 11 9 / 0.6)';
const darkInk = '#14120f';
const lightInk = '#f3efe5';
const font = '"Hanken Grotesk Variable", system-ui, sans-serif';

const css = ([r, g, b]: Rgb): string => `rgb(${r} ${g} ${b})`;

/** Boxes back to front; the full ones dashed and without a name. */
export function drawBoxes(
  context: CanvasRenderingContext2D,
  objects: readonly ShownObject[],
  colours: Colours,
  px: number,
  kind: 'visible' | 'full',
): void {
  const annotated = objects.filter(({ isAnnotated }) => isAnnotated);
  const sized = annotated
    .flatMap((object) => {
      const box = kind === 'full' ? object.fullBoxXywh : object.boxXywh;
      return box ? [{ object, box }] : [];
    })
    .sort((a, b) => b.box[2] * b.box[3] - a.box[2] * a.box[3]);
  context.save();
  for (const { object, box } of sized) {
    const [x, y, w, h] = box;
    context.setLineDash(kind === 'full' ? [5 * px, 4 * px] : []);
    context.lineWidth = 3.5 * px;
    context.strokeStyle = keyline;
    context.strokeRect(x, y, w, h);
    context.lineWidth = 1.7 * px;
    context.strokeStyle = css(colours.get(object.id) ?? [255, 255, 255]);
    context.strokeRect(x, y, w, h);
  }
  context.restore();
  if (kind === 'full') return;
  // Names that would lie over another name are left out: the table has them all.
  const taken: TagPlace[] = [];
  for (const { object, box } of sized) {
    const place = tagPlace(context, object.name, box[0], box[1], px);
    const isFree = taken.every(
      (other) =>
        place.x + place.width < other.x ||
        other.x + other.width < place.x ||
        place.y + place.height < other.y ||
        other.y + other.height < place.y,
    );
    if (!isFree) continue;
    taken.push(place);
    context.fillStyle = css(colours.get(object.id) ?? [255, 255, 255]);
    context.fillRect(place.x, place.y, place.width, place.height);
    context.fillStyle = darkInk;
    context.fillText(object.name, place.x + 4 * px, place.y + place.height / 2 + 0.5 * px);
  }
}

interface TagPlace {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** Above (x, y), or below where there is no room. Sets the font. */
function tagPlace(
  context: CanvasRenderingContext2D,
  text: string,
  x: number,
  y: number,
  px: number,
): TagPlace {
  context.font = `600 ${11 * px}px ${font}`;
  context.textBaseline = 'middle';
  const width = context.measureText(text).width + 8 * px;
  const height = 15 * px;
  return { x, y: y - height < 0 ? y : y - height, width, height };
}

/** The occluded share of each object in percent, at the middle of what is visible of it. */
export function drawShares(
  context: CanvasRenderingContext2D,
  labels: U8Image,
  objects: readonly ShownObject[],
  px: number,
): void {
  const middles = middlesOf(labels);
  context.save();
  context.textAlign = 'center';
  context.textBaseline = 'middle';
  context.font = `600 ${12 * px}px ${font}`;
  for (const { id, occlusion } of objects) {
    const middle = middles.get(id);
    if (!middle || occlusion === undefined) continue;
    const isLight = brightness(occlusionColour(occlusion)) > 0.45;
    const text = `${Math.round(100 * occlusion)}`;
    const [x, y] = [middle.x + 0.5, middle.y + 0.5];
    // A line round the digits keeps them legible where they stand out of a thin object.
    context.lineJoin = 'round';
    context.lineWidth = 3 * px;
    context.strokeStyle = isLight ? 'rgb(243 239 229 / 0.85)' : 'rgb(12 11 9 / 0.85)';
    context.strokeText(text, x, y);
    context.fillStyle = isLight ? darkInk : lightInk;
    context.fillText(text, x, y);
  }
  context.restore();
}

/** A painted layer of the picture's size, pixels sharp. */
export function drawLayer(context: CanvasRenderingContext2D, layer: Rgba): void {
  context.save();
  context.imageSmoothingEnabled = false;
  context.drawImage(drawable(layer), 0, 0);
  context.restore();
}

/** Calls `draw` with everything outside [from, to) of the width cut off. */
export function within(
  context: CanvasRenderingContext2D,
  [from, to]: readonly [number, number],
  height: number,
  draw: () => void,
): void {
  if (to <= from) return;
  context.save();
  context.beginPath();
  context.rect(from, 0, to - from, height);
  context.clip();
  draw();
  context.restore();
}

function brightness([r, g, b]: Rgb): number {
  return (0.299 * r + 0.587 * g + 0.114 * b) / 255;
}
