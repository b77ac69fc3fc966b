/** Scharr's derivative in two separable integer passes. */
import type { ChoiceSpec } from '$src/core/params';
import { borderSpec } from '../border';
import { onlyU8 } from '../inputs';
import { defineOp } from '../op';
import { derivativeOutputSpecs } from '../sobel/params';
import { derivativeKernels, derivativePasses, exactDerivative } from '../sobel/passes';
import { scharr, scharrDifference, scharrSmoothing } from './reference';

const axisSpec: ChoiceSpec<'x' | 'y'> = {
  type: 'choice',
  label: 'Axis',
  help: 'Along x answers to vertical edges, along y to horizontal ones.',
  options: [
    { value: 'x', label: 'along x' },
    { value: 'y', label: 'along y' },
  ],
  default: 'x',
};

export default defineOp({
  name: 'scharr',
  title: 'Scharr derivative',
  summary: 'A 3 × 3 derivative whose gradient direction is truer than that of Sobel.',
  source: 'cv::Scharr (OpenCV, imgproc); Scharr 2000',
  inputs: [{ name: 'image', types: ['u8'], channels: [1, 3] }],
  params: { axis: axisSpec, ...derivativeOutputSpecs, border: borderSpec },
  outputs: ['image'],
  reference(inputs, params) {
    return { image: scharr(onlyU8(inputs, 'scharr'), params) };
  },
  gpu: {
    channels: 'each',
    kernels: derivativeKernels('../sobel/'),
    plan([shape], p) {
      const [rowKernel, columnKernel] =
        p.axis === 'x' ? [scharrDifference, scharrSmoothing] : [scharrSmoothing, scharrDifference];
      return {
        ...derivativePasses('result', shape, rowKernel, columnKernel, p),
        outputs: { image: { image: 'result', type: p.outputType, channels: 1 } },
      };
    },
  },
  tolerance: exactDerivative,
});
