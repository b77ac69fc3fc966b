/** Pictures on a canvas: what a well accepts, how it is kept, which colours the tokens name. */
import { defaultColours, parseHex, type PaintColours, type Rgb, type Rgba } from './paint';

/** Anything a well can show. `Rgba` is what paint.ts returns. */
export type Picture = Rgba | ImageData | ImageBitmap;

const surfaces = new WeakMap<object, HTMLCanvasElement>();

/** A drawable of the picture. Raw pixels are put on a canvas once and kept as long as they live. */
export function drawable(picture: Picture): CanvasImageSource {
  if (!('data' in picture)) return picture;
  const known = surfaces.get(picture);
  if (known) return known;
  const canvas = document.createElement('canvas');
  canvas.width = picture.width;
  canvas.height = picture.height;
  const context = canvas.getContext('2d');
  const pixels = picture.data as Uint8ClampedArray<ArrayBuffer>;
  context?.putImageData(new ImageData(pixels, picture.width, picture.height), 0, 0);
  surfaces.set(picture, canvas);
  return canvas;
}

/** The painting colours in force at `element`, from tokens.css. */
export function coloursFrom(element: Element): PaintColours {
  const style = getComputedStyle(element);
  const read = (name: string, fallback: Rgb): Rgb =>
    parseHex(style.getPropertyValue(name)) ?? fallback;
  return {
    ground: defaultColours.ground,
    light: read('--bench-ink', defaultColours.light),
    edgeStrong: read('--edge-strong', defaultColours.edgeStrong),
    edgeKept: read('--edge-kept', defaultColours.edgeKept),
    edgeDropped: read('--edge-dropped', defaultColours.edgeDropped),
    classes: defaultColours.classes.map((colour, i) => read(`--class-${i + 1}`, colour)),
  };
}

/** Where a picture lies in a well, all in device pixels; `scale` is device pixels per image pixel. */
export interface Fit {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  /** False when each image pixel covers whole device pixels and must stay sharp. */
  readonly isSmooth: boolean;
}

/**
 * Fits a picture into a box, centred. From twice its size on it grows by whole numbers only, so that
 * every pixel is the same square; below that it is scaled smoothly.
 */
export function fitPicture(
  picture: { readonly width: number; readonly height: number },
  box: { readonly width: number; readonly height: number },
): Fit {
  const most = Math.min(box.width / picture.width, box.height / picture.height);
  const scale = most >= 2 ? Math.floor(most) : most;
  const width = picture.width * scale;
  const height = picture.height * scale;
  return {
    x: Math.round((box.width - width) / 2),
    y: Math.round((box.height - height) / 2),
    width,
    height,
    scale,
    isSmooth: scale < 2,
  };
}
