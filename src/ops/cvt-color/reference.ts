/**
 * Colour spaces in 8 bits, with OpenCV's layouts: gray by ITU-R BT.601 luma; YCrCb (note the order);
 * HSV with H in 0..179 (two degrees a step); CIE L*a*b* from sRGB under D65, L stretched to 0..255 and
 * a, b shifted by 128. The inverses undo them up to the rounding of 8 bits.
 *
 * The formulas are the real ones. Deliberately not: OpenCV's fixed-point coefficients, reciprocal
 * tables and cube-root tables, from which results may differ by one grey level (Lab two).
 */
import { createImage, type Channels, type U8Image } from '$src/core/image';
import { roundHalfEven, saturateU8 } from '$src/core/rounding';

export type ColourCode =
  | 'RGB2GRAY'
  | 'GRAY2RGB'
  | 'RGB2HSV'
  | 'HSV2RGB'
  | 'RGB2Lab'
  | 'Lab2RGB'
  | 'RGB2YCrCb'
  | 'YCrCb2RGB';

type Triple = readonly [number, number, number];

/**
 * Converts an image. RGB codes take 3 or 4 channels and keep alpha as it is (gray has none);
 * GRAY2RGB takes one channel. Throws TypeError on any other number of channels.
 */
export function cvtColor(image: U8Image, code: ColourCode): U8Image {
  const { width, height, channels, data } = image;
  const pixels = width * height;
  channelsAfter(code, channels);
  if (code === 'GRAY2RGB') {
    const result = createImage('u8', width, height, 3);
    for (let i = 0; i < pixels; i++) result.data.fill(data[i] ?? 0, 3 * i, 3 * i + 3);
    return result;
  }
  if (code === 'RGB2GRAY') {
    const result = createImage('u8', width, height);
    for (let i = 0; i < pixels; i++) result.data[i] = luma(tripleAt(data, i * channels));
    return result;
  }
  const convert = conversions[code];
  const result = createImage('u8', width, height, channels);
  result.data.set(data); // brings alpha along
  for (let i = 0; i < pixels; i++)
    result.data.set(convert(tripleAt(data, i * channels)), i * channels);
  return result;
}

/** Channels of the result, or a TypeError when the code does not take images with `channels`. */
export function channelsAfter(code: ColourCode, channels: Channels): Channels {
  if ((channels === 1) !== (code === 'GRAY2RGB')) {
    const wanted = code === 'GRAY2RGB' ? '1 channel' : '3 or 4 channels';
    throw new TypeError(`${code} takes images with ${wanted}, got ${channels}.`);
  }
  if (code === 'RGB2GRAY') return 1;
  return code === 'GRAY2RGB' ? 3 : channels;
}

const conversions = {
  RGB2HSV: hsvFromRgb,
  HSV2RGB: rgbFromHsv,
  RGB2Lab: labFromRgb,
  Lab2RGB: rgbFromLab,
  RGB2YCrCb: ycrcbFromRgb,
  YCrCb2RGB: rgbFromYcrcb,
} as const;

function tripleAt(data: Uint8Array, i: number): Triple {
  return [data[i] ?? 0, data[i + 1] ?? 0, data[i + 2] ?? 0];
}

const to8Bits = (x: number): number => saturateU8(roundHalfEven(x));

// ---- Luma and chroma: exact in whole thousandths ------------------------------------------------

/** Y' = 0.299 R + 0.587 G + 0.114 B */
function luma([r, g, b]: Triple): number {
  return to8Bits((299 * r + 587 * g + 114 * b) / 1000);
}

/** Cr = 0.713 (R − Y) + 128, Cb = 0.564 (B − Y) + 128, from the rounded Y */
function ycrcbFromRgb(rgb: Triple): Triple {
  const [r, , b] = rgb;
  const y = luma(rgb);
  return [y, to8Bits((713 * (r - y)) / 1000 + 128), to8Bits((564 * (b - y)) / 1000 + 128)];
}

function rgbFromYcrcb([y, cr, cb]: Triple): Triple {
  const u = cr - 128;
  const v = cb - 128;
  return [
    to8Bits(y + (1403 * u) / 1000),
    to8Bits(y - (714 * u + 344 * v) / 1000),
    to8Bits(y + (1773 * v) / 1000),
  ];
}

// ---- Hue, saturation, value (Smith 1978) -------------------------------------------------------

/** H in half degrees 0..179, S and V in 0..255. Gray has hue 0. */
function hsvFromRgb([r, g, b]: Triple): Triple {
  const value = Math.max(r, g, b);
  const range = value - Math.min(r, g, b);
  if (range === 0) return [0, 0, value];
  const saturation = to8Bits((255 * range) / value);
  // Sixths of the circle times `range`: red at 0, green at 2, blue at 4.
  const sixths = value === r ? g - b : value === g ? b - r + 2 * range : r - g + 4 * range;
  const hue = roundHalfEven((30 * sixths) / range);
  return [hue < 0 ? hue + 180 : hue, saturation, value];
}

function rgbFromHsv([h, s, v]: Triple): Triple {
  const sector = Math.floor(h / 30) % 6;
  const within = h % 30; // of 30 half degrees
  const low = to8Bits((v * (255 - s)) / 255);
  const falling = to8Bits((v * (7650 - s * within)) / 7650);
  const rising = to8Bits((v * (7650 - s * (30 - within))) / 7650);
  switch (sector) {
    case 0:
      return [v, rising, low];
    case 1:
      return [falling, v, low];
    case 2:
      return [low, v, rising];
    case 3:
      return [low, falling, v];
    case 4:
      return [rising, low, v];
    default:
      return [v, low, falling];
  }
}

// ---- CIE L*a*b* (CIE 15:2004), sRGB primaries (IEC 61966-2-1), white D65 ------------------------

const WHITE_X = 0.950456;
const WHITE_Z = 1.088754;

/** sRGB's transfer curve: linear light 0..1 for each of the 256 values. */
const linearLight = Float64Array.from({ length: 256 }, (_, value) => {
  const x = value / 255;
  return x <= 0.04045 ? x / 12.92 : ((x + 0.055) / 1.055) ** 2.4;
});

function labFromRgb([r8, g8, b8]: Triple): Triple {
  const r = linearLight[r8] ?? 0;
  const g = linearLight[g8] ?? 0;
  const b = linearLight[b8] ?? 0;
  const fx = labCurve((0.412453 * r + 0.35758 * g + 0.180423 * b) / WHITE_X);
  const fy = labCurve(0.212671 * r + 0.71516 * g + 0.072169 * b);
  const fz = labCurve((0.019334 * r + 0.119193 * g + 0.950227 * b) / WHITE_Z);
  return [
    to8Bits((116 * fy - 16) * 2.55),
    to8Bits(500 * (fx - fy) + 128),
    to8Bits(200 * (fy - fz) + 128),
  ];
}

function rgbFromLab([l8, a8, b8]: Triple): Triple {
  const fy = (l8 / 2.55 + 16) / 116;
  const x = labCurveInverse(fy + (a8 - 128) / 500) * WHITE_X;
  const y = labCurveInverse(fy);
  const z = labCurveInverse(fy - (b8 - 128) / 200) * WHITE_Z;
  return [
    to8Bits(255 * srgbFromLinear(3.240479 * x - 1.53715 * y - 0.498535 * z)),
    to8Bits(255 * srgbFromLinear(-0.969256 * x + 1.875991 * y + 0.041556 * z)),
    to8Bits(255 * srgbFromLinear(0.055648 * x - 0.204043 * y + 1.057311 * z)),
  ];
}

function srgbFromLinear(x: number): number {
  const inGamut = Math.min(1, Math.max(0, x)); // Lab names colours that no screen shows
  return inGamut <= 0.0031308 ? 12.92 * inGamut : 1.055 * inGamut ** (1 / 2.4) - 0.055;
}

/** The cube root, with a straight piece near black so that its slope stays finite. */
function labCurve(t: number): number {
  return t > 216 / 24389 ? Math.cbrt(t) : (841 / 108) * t + 16 / 116;
}

function labCurveInverse(f: number): number {
  return f > 6 / 29 ? f ** 3 : (108 / 841) * (f - 16 / 116);
}
