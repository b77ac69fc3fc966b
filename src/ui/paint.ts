/**
 * From raw image data to what the eye sees: pure functions, no canvas, no tokens (colours come in).
 *
 * - `gray`       one channel as light. u8 as it is; other types are stretched from 0 to their largest value.
 * - `signed`     zero is mid-grey, equal steps up and down are equally far from it (derivatives).
 * - `magnitude`  from 0, with a gamma of 0.62 so that weak gradients are not lost in black.
 * - `hue`        direction (degrees, 0..360, y down) as hue at constant OKLab lightness, so that
 *                direction never hides magnitude; `with` is the magnitude and sets the brightness.
 * - `labels`     0 is background, every other label gets one of the given colours in turn.
 * - `hysteresis` Canny: 0 nothing, 1 weak and dropped, 2 weak but kept, 3 strong. The undecided coding
 *                of a double threshold, 128 weak and 255 strong, is read too.
 * - `mask`       everything but 0 is light.
 *
 * Deliberately not here: what belongs to one lab (arrows, boxes); that is drawn over the picture.
 */
import type { Image } from '$src/core/image';
import type { Stage } from '$src/lab/contract';

/** Same shape as ImageData, so that it also exists in Node and in workers. RGBA, straight alpha. */
export interface Rgba {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8ClampedArray<ArrayBuffer>;
}

/** Red, green, blue in 0..255. */
export type Rgb = readonly [number, number, number];

export interface PaintColours {
  /** Ground of painted planes; the black of the well. */
  readonly ground: Rgb;
  /** Full light of masks and labels. */
  readonly light: Rgb;
  readonly edgeStrong: Rgb;
  readonly edgeKept: Rgb;
  readonly edgeDropped: Rgb;
  /** Colours of labels 1, 2, 3, …, repeated. */
  readonly classes: readonly Rgb[];
}

/** The values of tokens.css, for Node and as fall-back; pages pass `coloursFrom(element)`. */
export const defaultColours: PaintColours = {
  ground: [14, 13, 11],
  light: [243, 239, 229],
  edgeStrong: [250, 246, 236],
  edgeKept: [86, 180, 233],
  edgeDropped: [176, 138, 85],
  classes: [
    [230, 159, 0],
    [86, 180, 233],
    [0, 158, 115],
    [240, 228, 66],
    [74, 163, 255],
    [255, 122, 51],
    [221, 143, 187],
  ],
};

export interface PaintOptions {
  readonly kind?: Stage['paint'] | undefined;
  /** Second plane of the same size: the magnitude for `hue`. */
  readonly with?: Image | undefined;
  readonly colours?: PaintColours | undefined;
  /** The value shown at full brightness; default: the largest absolute value in the image. */
  readonly full?: number | undefined;
}

/** Paints any image. Without a kind: u8 as it is, other types as `signed` or `magnitude` by their range. */
export function paint(image: Image, options: PaintOptions = {}): Rgba {
  const colours = options.colours ?? defaultColours;
  const kind = options.kind ?? defaultKind(image);
  if (image.channels !== 1) return paintColour(image, options.full);
  switch (kind) {
    case 'gray':
      return paintGray(image, options.full);
    case 'signed':
      return paintSigned(image, options.full);
    case 'magnitude':
      return paintMagnitude(image, colours, options.full);
    case 'hue':
      return paintHue(image, options.with, colours, options.full);
    case 'labels':
      return paintLabels(image, colours);
    case 'hysteresis':
      return paintHysteresis(image, colours);
    case 'mask':
      return paintMask(image, colours);
  }
}

/** Paints a stage of a pipeline. */
export function paintStage(
  stage: Pick<Stage, 'image' | 'paint' | 'with'>,
  colours?: PaintColours,
): Rgba {
  return paint(stage.image, { kind: stage.paint, with: stage.with, colours });
}

export function paintGray(image: Image, full?: number): Rgba {
  const { data } = image;
  const factor = image.type === 'u8' && full === undefined ? 1 : 255 / (full ?? largest(image));
  return fill(image, (out, i, o) => {
    const light = (data[i] ?? 0) * factor;
    out[o] = light;
    out[o + 1] = light;
    out[o + 2] = light;
  });
}

/** RGB or RGBA. Non-u8 data are scaled like gray. */
export function paintColour(image: Image, full?: number): Rgba {
  const { data, channels } = image;
  const factor = image.type === 'u8' && full === undefined ? 1 : 255 / (full ?? largest(image));
  return fill(image, (out, i, o) => {
    const at = i * channels;
    out[o] = (data[at] ?? 0) * factor;
    out[o + 1] = (data[at + 1] ?? 0) * factor;
    out[o + 2] = (data[at + 2] ?? 0) * factor;
    if (channels === 4) out[o + 3] = (data[at + 3] ?? 0) * (image.type === 'u8' ? 1 : factor);
  });
}

export function paintSigned(image: Image, full?: number): Rgba {
  const { data } = image;
  const factor = 127 / (full ?? largest(image));
  return fill(image, (out, i, o) => {
    const light = 128 + (data[i] ?? 0) * factor;
    out[o] = light;
    out[o + 1] = light;
    out[o + 2] = light;
  });
}

const gamma = 0.62;

export function paintMagnitude(
  image: Image,
  colours: PaintColours = defaultColours,
  full?: number,
): Rgba {
  const { data } = image;
  const scale = 1 / (full ?? largest(image));
  const { ground, light } = colours;
  return fill(image, (out, i, o) => {
    mix(out, o, ground, light, Math.abs(data[i] ?? 0) * scale);
  });
}

/**
 * `direction` in degrees. An edge has an orientation, not a heading: 10° and 190° get the same hue.
 * Without a magnitude every pixel is shown at full brightness.
 */
export function paintHue(
  direction: Image,
  magnitude?: Image,
  colours: PaintColours = defaultColours,
  full?: number,
): Rgba {
  const { data } = direction;
  const { ground } = colours;
  if (magnitude && magnitude.width * magnitude.height !== direction.width * direction.height) {
    throw new RangeError(
      `The magnitude is ${magnitude.width} × ${magnitude.height}, the direction ${direction.width} × ${direction.height}; both must have the same size.`,
    );
  }
  const scale = magnitude ? 1 / (full ?? largest(magnitude)) : 1;
  const strengths = magnitude?.data;
  return fill(direction, (out, i, o) => {
    const strength = strengths ? Math.abs(strengths[i] ?? 0) * scale : 1;
    const turn = ((((data[i] ?? 0) / 180) % 1) + 1) % 1;
    const at = Math.floor(turn * hueSteps) * 3;
    const share = Math.min(1, strength) ** gamma;
    out[o] = ground[0] + (hues[at] ?? 0) * share;
    out[o + 1] = ground[1] + (hues[at + 1] ?? 0) * share;
    out[o + 2] = ground[2] + (hues[at + 2] ?? 0) * share;
  });
}

export function paintLabels(image: Image, colours: PaintColours = defaultColours): Rgba {
  const { data } = image;
  const { classes, ground } = colours;
  return fill(image, (out, i, o) => {
    const label = data[i] ?? 0;
    const colour =
      label === 0 ? ground : (classes[(Math.abs(label) - 1) % classes.length] ?? ground);
    put(out, o, colour);
  });
}

export function paintHysteresis(image: Image, colours: PaintColours = defaultColours): Rgba {
  const { data } = image;
  return fill(image, (out, i, o) => {
    const label = data[i] ?? 0;
    put(
      out,
      o,
      label === 0
        ? colours.ground
        : label === 3 || label === 255
          ? colours.edgeStrong
          : label === 2
            ? colours.edgeKept
            : colours.edgeDropped,
    );
  });
}

export function paintMask(image: Image, colours: PaintColours = defaultColours): Rgba {
  const { data } = image;
  return fill(image, (out, i, o) => {
    put(out, o, (data[i] ?? 0) === 0 ? colours.ground : colours.light);
  });
}

/** `#rrggbb` or `#rgb` to red, green, blue; undefined for anything else. */
export function parseHex(text: string): Rgb | undefined {
  const hex = text.trim().replace('#', '');
  const full = hex.length === 3 ? hex.replace(/./g, '$&$&') : hex;
  if (!/^[0-9a-f]{6}$/i.test(full)) return undefined;
  const value = Number.parseInt(full, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

function defaultKind(image: Image): NonNullable<Stage['paint']> {
  if (image.type === 'u8') return 'gray';
  return image.data.some((value) => value < 0) ? 'signed' : 'magnitude';
}

function fill(
  image: Image,
  pixel: (out: Uint8ClampedArray<ArrayBuffer>, index: number, offset: number) => void,
): Rgba {
  const { width, height } = image;
  const data = new Uint8ClampedArray(width * height * 4);
  for (let i = 0; i < width * height; i++) {
    data[i * 4 + 3] = 255;
    pixel(data, i, i * 4);
  }
  return { width, height, data };
}

function put(out: Uint8ClampedArray, offset: number, colour: Rgb): void {
  out[offset] = colour[0];
  out[offset + 1] = colour[1];
  out[offset + 2] = colour[2];
}

function mix(out: Uint8ClampedArray, offset: number, ground: Rgb, light: Rgb, value: number): void {
  const share = Math.min(1, value) ** gamma;
  out[offset] = ground[0] + (light[0] - ground[0]) * share;
  out[offset + 1] = ground[1] + (light[1] - ground[1]) * share;
  out[offset + 2] = ground[2] + (light[2] - ground[2]) * share;
}

/** The largest absolute value, at least a hair above zero so that a blank image stays blank. */
function largest(image: Image): number {
  let most = 0;
  for (const value of image.data) {
    const size = Math.abs(value);
    if (size > most && size < Infinity) most = size;
  }
  return most === 0 ? 1 : most;
}

const hueSteps = 256;

/** A cyclic hue at constant lightness: OKLCH 0.80, chroma 0.115 (Ottosson 2020, OKLab). */
const hues = makeHues();

function makeHues(): Float32Array {
  const table = new Float32Array(hueSteps * 3);
  for (let i = 0; i < hueSteps; i++) {
    const angle = (i / hueSteps) * 2 * Math.PI;
    const a = 0.115 * Math.cos(angle);
    const b = 0.115 * Math.sin(angle);
    const l = (0.8 + 0.3963377774 * a + 0.2158037573 * b) ** 3;
    const m = (0.8 - 0.1055613458 * a - 0.0638541728 * b) ** 3;
    const s = (0.8 - 0.0894841775 * a - 1.291485548 * b) ** 3;
    const linear = [
      4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
      -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
      -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
    ];
    linear.forEach((value, channel) => {
      table[i * 3 + channel] = 255 * encodeSrgb(Math.min(1, Math.max(0, value)));
    });
  }
  return table;
}

/** The transfer function of sRGB (IEC 61966-2-1). */
function encodeSrgb(linear: number): number {
  return linear <= 0.0031308 ? 12.92 * linear : 1.055 * linear ** (1 / 2.4) - 0.055;
}
