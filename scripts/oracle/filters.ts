/** Oracle cases of the filters, noise measures and sums: the case's parameters in our names. */
import * as v from 'valibot';
import type { Image } from '$src/core/image';
import { onlyU8, twoAlikeU8 } from '$src/ops/inputs';
import { bilateralFilter } from '$src/ops/bilateral-filter/reference';
import { boxBlur } from '$src/ops/box-blur/reference';
import { filter2D } from '$src/ops/filter2d/reference';
import { gaussianBlur } from '$src/ops/gaussian-blur/reference';
import { integral } from '$src/ops/integral/reference';
import { medianBlur } from '$src/ops/median-blur/reference';
import { psnr } from '$src/ops/psnr/reference';
import { ssim } from '$src/ops/ssim/reference';
import type { Runners } from './types';

const pair = v.tuple([v.number(), v.number()]);
const centre = v.optional(pair, [-1, -1]);
const border = v.optional(
  v.picklist(['replicate', 'reflect', 'reflect101', 'constant']),
  'reflect101',
);
/** Only filter2D reads another constant than 0 outside the image; OpenCV's blurs cannot either. */
const zero = v.optional(v.literal(0), 0);

/** Turns a schema and a function into a runner that refuses parameters it does not know how to honour. */
function runner<const S extends v.ObjectEntries>(
  entries: S,
  run: (
    images: readonly Image[],
    params: v.InferOutput<v.StrictObjectSchema<S, undefined>>,
  ) => unknown,
): Runners[string] {
  const schema = v.strictObject(entries);
  return (images, params) => run(images, v.parse(schema, params));
}

export const runners: Runners = {
  filter2D: runner(
    {
      kernel: v.array(v.array(v.number())),
      anchor: centre,
      delta: v.optional(v.number(), 0),
      border,
      borderValue: v.optional(v.number(), 0),
      ddepth: v.optional(v.picklist(['u8', 'i16']), 'u8'),
    },
    (images, p) =>
      filter2D(onlyU8(images, 'filter2D'), {
        kernel: p.kernel,
        anchorX: p.anchor[0],
        anchorY: p.anchor[1],
        delta: p.delta,
        border: p.border,
        borderValue: p.borderValue,
        outputType: p.ddepth,
        flip: false,
        stride: 1,
        dilation: 1,
        padding: 'same',
      }),
  ),
  boxBlur: runner(
    {
      ksize: pair,
      anchor: centre,
      normalize: v.optional(v.boolean(), true),
      border,
      borderValue: zero,
    },
    (images, p) =>
      boxBlur(onlyU8(images, 'boxBlur'), {
        kernelWidth: p.ksize[0],
        kernelHeight: p.ksize[1],
        anchorX: p.anchor[0],
        anchorY: p.anchor[1],
        normalize: p.normalize,
        border: p.border,
      }),
  ),
  gaussianBlur: runner(
    {
      ksize: v.optional(pair, [0, 0]),
      sigmaX: v.optional(v.number(), 0),
      sigmaY: v.optional(v.number(), 0),
      border,
      borderValue: zero,
    },
    (images, p) =>
      gaussianBlur(onlyU8(images, 'gaussianBlur'), {
        kernelWidth: p.ksize[0],
        kernelHeight: p.ksize[1],
        sigmaX: p.sigmaX,
        sigmaY: p.sigmaY,
        border: p.border,
      }),
  ),
  medianBlur: runner(
    { ksize: v.number(), border: v.optional(v.literal('replicate'), 'replicate') },
    (images, p) => medianBlur(onlyU8(images, 'medianBlur'), { kernelSize: p.ksize }),
  ),
  bilateralFilter: runner(
    {
      d: v.optional(v.number(), 0),
      sigmaColor: v.number(),
      sigmaSpace: v.number(),
      border,
      borderValue: zero,
    },
    (images, p) => bilateralFilter(onlyU8(images, 'bilateralFilter'), p),
  ),
  integral: runner({}, (images) => integral(onlyU8(images, 'integral'))),
  psnr: runner({ dataRange: v.optional(v.literal(255), 255) }, (images) => {
    const [a, b] = twoAlikeU8(images, 'psnr');
    return { value: psnr(a, b) };
  }),
  ssim: runner(
    {
      dataRange: v.optional(v.literal(255), 255),
      winSize: v.optional(v.number(), 7),
      gaussianWeights: v.optional(v.boolean(), false),
      sigma: v.optional(v.literal(1.5), 1.5),
      truncate: v.optional(v.literal(3.5), 3.5),
      useSampleCovariance: v.optional(v.boolean(), true),
      K1: v.optional(v.literal(0.01), 0.01),
      K2: v.optional(v.literal(0.03), 0.03),
      crop: v.optional(v.number()),
    },
    (images, p) => {
      const [a, b] = twoAlikeU8(images, 'ssim');
      const value = ssim(a, b, {
        window: p.gaussianWeights ? 'gaussian' : 'uniform',
        windowSize: p.winSize,
        useSampleCovariance: p.useSampleCovariance,
      });
      return { value };
    },
  ),
};
