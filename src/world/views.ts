/**
 * The truth about a scene as pictures: masks, outlines, depth, occlusion, one object marked. Pure
 * functions of label and depth pictures; boxes and numbers are drawn over them (shell/world).
 *
 * Instances get colours in the order of their labels, so an object has one colour in every view. What
 * belongs to no class is grey: it is there, it hides others, nobody has to find it.
 *
 * Depth is painted with cividis (Nuñez, Anderton, Renslow 2018, doi:10.1371/journal.pone.0199239): even
 * steps for the eye, the same for colour-blind readers, and near is light. Deliberately not a rainbow.
 */
import type { TypedImage, U8Image } from '$src/core/image';
import { defaultColours, type Rgb, type Rgba } from '$src/ui/paint';

/** What a view must know of an object. */
export interface Shade {
  /** Its value in label pictures. */
  readonly id: number;
  /** False for things of no class. */
  readonly isAnnotated: boolean;
  /** 0..1; undefined where nobody measured it. */
  readonly occlusion?: number | undefined;
}

export const noClass: Rgb = [140, 136, 126];
const ground = defaultColours.ground;

/**
 * A colour for each object, by label. Seven hues; from the eighth object on they come again lighter,
 * then darker, so that neighbours in the list stay apart.
 */
export function instanceColours(objects: readonly Shade[]): ReadonlyMap<number, Rgb> {
  const hues = defaultColours.classes;
  const colours = new Map<number, Rgb>();
  let rank = 0;
  for (const { id, isAnnotated } of [...objects].sort((a, b) => a.id - b.id)) {
    if (!isAnnotated) {
      colours.set(id, noClass);
      continue;
    }
    const hue = hues[rank % hues.length] ?? noClass;
    const round = Math.floor(rank / hues.length) % 3;
    colours.set(id, round === 0 ? hue : mix(hue, round === 1 ? [255, 255, 255] : [0, 0, 0], 0.45));
    rank++;
  }
  return colours;
}

/** Each object in its colour on black; a dark line where two of them meet. */
export function maskView(labels: U8Image, colours: ReadonlyMap<number, Rgb>): Rgba {
  return paintEach(labels, (at, x, y) => {
    const label = labels.data[at] ?? 0;
    if (label === 0) return ground;
    return touchesAnother(labels, at, x, y) ? ground : (colours.get(label) ?? noClass);
  });
}

/** Objects tinted, the rest transparent: to lie over the photo. `alpha` 0..255. */
export function tintView(labels: U8Image, colours: ReadonlyMap<number, Rgb>, alpha = 110): Rgba {
  const tint = maskView(labels, colours);
  for (let at = 0; at < labels.data.length; at++) {
    if ((labels.data[at] ?? 0) === 0) tint.data.fill(0, 4 * at, 4 * at + 4);
    else tint.data[4 * at + 3] = alpha;
  }
  return tint;
}

/** Light lines on black. */
export function outlineView(outline: U8Image): Rgba {
  return paintEach(outline, (at) => (outline.data[at] ? defaultColours.edgeStrong : ground));
}

/** The same lines in a colour, the rest transparent. */
export function outlineTint(outline: U8Image, [r, g, b]: Rgb = [250, 246, 236]): Rgba {
  const { width, height } = outline;
  const data = new Uint8ClampedArray(4 * width * height);
  for (let at = 0; at < outline.data.length; at++) {
    if (outline.data[at]) data.set([r, g, b, 255], 4 * at);
  }
  return { width, height, data };
}

// ---- depth --------------------------------------------------------------------------------------

/** Metres that the ramp spans. What is nearer or farther gets the colour of its end. */
export interface DepthRange {
  readonly nearM: number;
  readonly farM: number;
}

/** Anchors of cividis from its light end to its dark one, evenly spaced. */
const cividis: readonly Rgb[] = [
  [254, 232, 56],
  [225, 204, 85],
  [195, 179, 105],
  [165, 156, 116],
  [138, 134, 120],
  [112, 113, 115],
  [87, 93, 109],
  [59, 73, 108],
  [18, 53, 112],
  [0, 34, 78],
];

/** The colour at `share` of the ramp: 0 is near and light, 1 far and dark. */
export function depthColour(share: number): Rgb {
  const at = Math.min(1, Math.max(0, share)) * (cividis.length - 1);
  const index = Math.min(cividis.length - 2, Math.floor(at));
  return mix(cividis[index] ?? ground, cividis[index + 1] ?? ground, at - index);
}

/**
 * From the nearest point of the picture to a tenth beyond the farthest object, so that the ramp's steps
 * go to the objects and not to a backdrop metres behind them. Without objects: to the farthest point.
 */
export function depthRangeOf(depth: TypedImage<'f32'>, labels: U8Image): DepthRange {
  let [nearM, objectsM, farthestM] = [Infinity, 0, 0];
  for (let at = 0; at < depth.data.length; at++) {
    const metres = depth.data[at] ?? 0;
    if (!Number.isFinite(metres) || metres <= 0) continue;
    if (metres < nearM) nearM = metres;
    if (metres > farthestM) farthestM = metres;
    if ((labels.data[at] ?? 0) !== 0 && metres > objectsM) objectsM = metres;
  }
  if (nearM === Infinity) return { nearM: 0, farM: 1 };
  const farM = Math.min(farthestM, objectsM > 0 ? objectsM * 1.1 : farthestM);
  return { nearM, farM: farM > nearM ? farM : nearM + 0.01 };
}

/** Near light, far dark. */
export function depthView(depth: TypedImage<'f32'>, { nearM, farM }: DepthRange): Rgba {
  return paintEach(depth, (at) => depthColour(((depth.data[at] ?? 0) - nearM) / (farM - nearM)));
}

// ---- occlusion ----------------------------------------------------------------------------------

const bare: Rgb = [243, 239, 229];
const half: Rgb = [255, 122, 51];
const covered: Rgb = [92, 16, 40];

/** 0 is light, a half vermilion, 1 dark wine: lightness falls all the way. */
export function occlusionColour(share: number): Rgb {
  const at = Math.min(1, Math.max(0, share));
  return at < 0.5 ? mix(bare, half, at * 2) : mix(half, covered, at * 2 - 1);
}

/** Each object shaded by the share of it that others cover; grey where nobody measured it. */
export function occlusionView(labels: U8Image, objects: readonly Shade[]): Rgba {
  const colours = new Map(
    objects.map(({ id, occlusion }) => [
      id,
      occlusion === undefined ? noClass : occlusionColour(occlusion),
    ]),
  );
  return maskView(labels, colours);
}

// ---- one object ---------------------------------------------------------------------------------

/** A light line inside an object's edge and a dark one outside, the rest transparent. */
export function markView(labels: U8Image, label: number): Rgba {
  const { width, height } = labels;
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const isIn = labels.data[at] === label;
      const differs = (index: number): boolean => (labels.data[index] === label) !== isIn;
      const touches =
        (x > 0 && differs(at - 1)) ||
        (x + 1 < width && differs(at + 1)) ||
        (y > 0 && differs(at - width)) ||
        (y + 1 < height && differs(at + width));
      if (!touches) continue;
      const level = isIn ? 255 : 12;
      data.set([level, level, level, 255], 4 * at);
    }
  }
  return { width, height, data };
}

/** The pixel of each object that lies deepest inside it: where a number is best read. By label. */
export function middlesOf(labels: U8Image): ReadonlyMap<number, { x: number; y: number }> {
  const { width, height, data } = labels;
  // City-block distance to the object's edge, in two walks (Rosenfeld & Pfaltz 1966).
  const depth = new Uint16Array(data.length);
  const least = (at: number, other: number, isInside: boolean): number =>
    isInside && data[other] === data[at] ? (depth[other] ?? 0) + 1 : 1;
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      if (data[at] === 0) continue;
      depth[at] = Math.min(least(at, at - 1, x > 0), least(at, at - width, y > 0));
    }
  }
  const best = new Map<number, { x: number; y: number; depth: number }>();
  for (let y = height - 1, at = data.length - 1; y >= 0; y--) {
    for (let x = width - 1; x >= 0; x--, at--) {
      const label = data[at] ?? 0;
      if (label === 0) continue;
      const inside = Math.min(
        depth[at] ?? 0,
        least(at, at + 1, x + 1 < width),
        least(at, at + width, y + 1 < height),
      );
      depth[at] = inside;
      if (inside > (best.get(label)?.depth ?? 0)) best.set(label, { x, y, depth: inside });
    }
  }
  return new Map([...best].map(([label, { x, y }]) => [label, { x, y }]));
}

function touchesAnother({ data, width, height }: U8Image, at: number, x: number, y: number) {
  const label = data[at];
  const right = x + 1 < width ? data[at + 1] : label;
  const below = y + 1 < height ? data[at + width] : label;
  return (right !== label && right !== 0) || (below !== label && below !== 0);
}

function paintEach(
  { width, height }: { readonly width: number; readonly height: number },
  colourAt: (at: number, x: number, y: number) => Rgb,
): Rgba {
  const data = new Uint8ClampedArray(4 * width * height);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at++) {
      const colour = colourAt(at, x, y);
      data[4 * at] = colour[0];
      data[4 * at + 1] = colour[1];
      data[4 * at + 2] = colour[2];
      data[4 * at + 3] = 255;
    }
  }
  return { width, height, data };
}

function mix(a: Rgb, b: Rgb, share: number): Rgb {
  const at = (i: 0 | 1 | 2): number => Math.round(a[i] + (b[i] - a[i]) * share);
  return [at(0), at(1), at(2)];
}
