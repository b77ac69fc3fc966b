/** The four drawn pictures of toy.ts as pixels: flat shapes on a table, every edge smoothed by 2 x 2 samples. */
import type { Rgb, Rgba } from '$src/ui/paint';
import { toySize, toyTruth, apple } from './toy';

/** Is the point inside? In 0..1 of the shape's box. */
type Inside = (u: number, v: number) => boolean;
interface Shape {
  readonly box: readonly [x: number, y: number, width: number, height: number];
  readonly inside: Inside;
  readonly colour: Rgb;
}

const disc =
  (cx: number, cy: number, rx: number, ry: number): Inside =>
  (u, v) =>
    ((u - cx) / rx) ** 2 + ((v - cy) / ry) ** 2 <= 1;

/** Tapered body, handle to the right; fills its box. */
const cupBody: Inside = (u, v) => {
  const inset = 0.1 * v;
  return u >= inset && u <= 0.76 - inset && v >= 0.06 && v <= 1;
};
const handle: Inside = (u, v) =>
  disc(0.74, 0.46, 0.26, 0.28)(u, v) && !disc(0.74, 0.46, 0.15, 0.17)(u, v);
const rim = disc(0.38, 0.07, 0.38, 0.07);
const inner = disc(0.38, 0.08, 0.33, 0.045);
const fruit: Inside = (u, v) => disc(0.5, 0.55, 0.5, 0.45)(u, v);
const stem: Inside = (u, v) => Math.abs(u - 0.52) < 0.04 && v >= 0 && v < 0.2;
const vase: Inside = (u, v) => {
  const half = v < 0.3 ? 0.2 : 0.2 + 0.3 * Math.sin(Math.min(1, (v - 0.3) / 0.45) * (Math.PI / 2));
  return v >= 0 && v <= 1 && Math.abs(u - 0.5) <= half;
};

const table: Rgb = [78, 72, 63];
const tableFar: Rgb = [58, 54, 48];
const crockery: readonly Rgb[] = [
  [206, 196, 174],
  [137, 160, 166],
  [186, 142, 106],
];
const dark: Rgb = [70, 66, 60];
const red: Rgb = [166, 74, 58];
const wood: Rgb = [60, 48, 34];

function cupShapes(box: Shape['box'], index: number): Shape[] {
  const isShaded = box[0] === 240;
  const colour = isShaded ? dark : (crockery[index % crockery.length] ?? dark);
  const inside: Rgb = [colour[0] * 0.55, colour[1] * 0.55, colour[2] * 0.55];
  return [
    { box, inside: handle, colour },
    { box, inside: cupBody, colour },
    { box, inside: rim, colour: [colour[0] * 1.1, colour[1] * 1.1, colour[2] * 1.1] },
    { box, inside: inner, colour: inside },
  ];
}

function appleShapes(box: Shape['box']): Shape[] {
  return [
    { box, inside: stem, colour: wood },
    { box, inside: fruit, colour: red },
  ];
}

function shapesOf(imageId: number): Shape[] {
  const own = toyTruth.annotations.filter(({ image_id }) => image_id === imageId);
  // What lies behind is drawn first: the second cup of the first picture stands behind the first.
  const shapes = [...own].reverse().flatMap(({ bbox, category_id, iscrowd, id }): Shape[] => {
    const box = bbox as Shape['box'];
    if (category_id !== apple) return cupShapes(box, id);
    if (iscrowd === 0) return appleShapes(box);
    const [x, y] = box;
    const places = [
      [10, 10],
      [56, 2],
      [104, 8],
      [0, 50],
      [38, 46],
      [80, 40],
      [110, 50],
    ] as const;
    return places.flatMap(([dx, dy]) => appleShapes([x + dx, y + dy, 50, 50]));
  });
  if (imageId === 3) shapes.push({ box: [60, 60, 50, 90], inside: vase, colour: [120, 134, 110] });
  return shapes;
}

const painted = new Map<number, Rgba>();

export function toyPicture(imageId: number): Rgba {
  const known = painted.get(imageId);
  if (known) return known;
  const { width, height } = toySize;
  const shapes = shapesOf(imageId);
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const sum = [0, 0, 0];
      for (const [dx, dy] of [
        [0.25, 0.25],
        [0.75, 0.25],
        [0.25, 0.75],
        [0.75, 0.75],
      ] as const) {
        const colour = colourAt(shapes, x + dx, y + dy);
        for (let c = 0; c < 3; c++) sum[c] = (sum[c] ?? 0) + (colour[c] ?? 0) / 4;
      }
      data.set([...sum, 255], 4 * (y * width + x));
    }
  }
  const picture: Rgba = { width, height, data };
  painted.set(imageId, picture);
  return picture;
}

function colourAt(shapes: readonly Shape[], x: number, y: number): Rgb {
  for (let i = shapes.length - 1; i >= 0; i--) {
    const shape = shapes[i];
    if (!shape) continue;
    const [left, top, width, height] = shape.box;
    if (shape.inside((x - left) / width, (y - top) / height)) return shape.colour;
  }
  return y < 40 ? tableFar : table;
}
