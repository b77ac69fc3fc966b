/** Oracle runners of the derivatives, Canny and the thresholds: cases in OpenCV's terms, answers by the references. */
import * as v from 'valibot';
import { expectU8, type Image, type U8Image } from '$src/core/image';
import { adaptiveThreshold } from '$src/ops/adaptive-threshold/reference';
import { canny } from '$src/ops/canny/reference';
import { cannyGradient } from '$src/ops/canny-gradient/reference';
import { cannyNms } from '$src/ops/canny-nms/reference';
import { gradientDirection } from '$src/ops/gradient-direction/reference';
import { gradientMagnitude } from '$src/ops/gradient-magnitude/reference';
import { laplacian } from '$src/ops/laplacian/reference';
import { otsu } from '$src/ops/otsu/reference';
import { scharr } from '$src/ops/scharr/reference';
import { sobel } from '$src/ops/sobel/reference';
import { threshold } from '$src/ops/threshold/reference';
import type { Runners } from './types';

const border = v.optional(
  v.picklist(['replicate', 'reflect', 'reflect101', 'constant']),
  'reflect101',
);
const replicate = v.optional(v.literal('replicate'));
const output = {
  scale: v.optional(v.number(), 1),
  delta: v.optional(v.number(), 0),
  ddepth: v.optional(v.picklist(['i16', 'u8']), 'i16'),
  border,
};
const aperture = {
  apertureSize: v.number(),
  L2gradient: v.boolean(),
  border: replicate,
};
const thresholdType = v.picklist(['binary', 'binary_inv', 'trunc', 'tozero', 'tozero_inv']);

const schemas = {
  sobel: v.object({ dx: v.number(), dy: v.number(), ksize: v.number(), ...output }),
  scharr: v.object({ dx: v.picklist([0, 1]), dy: v.picklist([0, 1]), ...output }),
  laplacian: v.object({ ksize: v.number(), ...output }),
  gradient: v.object({
    ksize: v.number(),
    norm: v.optional(v.picklist(['L1', 'L2']), 'L2'),
    border,
  }),
  cannyGradient: v.object({ ...aperture, output: v.picklist(['dx', 'dy', 'mag']) }),
  canny: v.object({ ...aperture, low: v.number(), high: v.number() }),
  threshold: v.object({ thresh: v.number(), maxValue: v.number(), type: thresholdType }),
  otsu: v.object({ maxValue: v.number(), type: thresholdType }),
  adaptiveThreshold: v.object({
    maxValue: v.number(),
    method: v.picklist(['mean', 'gaussian']),
    type: v.picklist(['binary', 'binary_inv']),
    blockSize: v.number(),
    C: v.number(),
    border: replicate,
  }),
};

function only(images: readonly Image[], op: string): U8Image {
  const [image] = images;
  if (!image || images.length !== 1)
    throw new TypeError(`${op} takes one image, got ${images.length}`);
  return expectU8(image, op);
}

export const runners: Runners = {
  sobel: (images, params) => {
    const { ddepth, ...p } = v.parse(schemas.sobel, params);
    return sobel(only(images, 'sobel'), { ...p, outputType: ddepth });
  },
  scharr: (images, params) => {
    const { dx, dy, ddepth, ...p } = v.parse(schemas.scharr, params);
    if (dx + dy !== 1) throw new RangeError(`scharr needs dx + dy = 1, got ${dx} and ${dy}`);
    return scharr(only(images, 'scharr'), { ...p, axis: dx === 1 ? 'x' : 'y', outputType: ddepth });
  },
  laplacian: (images, params) => {
    const { ddepth, ...p } = v.parse(schemas.laplacian, params);
    return laplacian(only(images, 'laplacian'), { ...p, outputType: ddepth });
  },
  gradientMagnitude: (images, params) =>
    gradientMagnitude(only(images, 'gradientMagnitude'), v.parse(schemas.gradient, params)),
  gradientDirection: (images, params) =>
    gradientDirection(only(images, 'gradientDirection'), v.parse(schemas.gradient, params)),
  cannyGradient: (images, params) => {
    const p = v.parse(schemas.cannyGradient, params);
    const gradient = cannyGradient(only(images, 'cannyGradient'), p);
    return p.output === 'mag' ? gradient.magnitude : gradient[p.output];
  },
  cannyNms: (images, params) => cannyNms(only(images, 'cannyNms'), v.parse(schemas.canny, params)),
  canny: (images, params) => canny(only(images, 'canny'), v.parse(schemas.canny, params)).edges,
  threshold: (images, params) =>
    threshold(only(images, 'threshold'), v.parse(schemas.threshold, params)),
  otsu: (images, params) => {
    const p = v.parse(schemas.otsu, params);
    const image = only(images, 'otsu');
    const level = otsu(image);
    return { image: threshold(image, { ...p, thresh: level }), value: { threshold: level } };
  },
  adaptiveThreshold: (images, params) =>
    adaptiveThreshold(
      only(images, 'adaptiveThreshold'),
      v.parse(schemas.adaptiveThreshold, params),
    ),
};
