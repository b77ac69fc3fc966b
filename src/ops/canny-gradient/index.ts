/** Canny, stage 1: the gradient and its magnitude, in integers. */
import { onlyU8 } from '../inputs';
import { defineOp } from '../op';
import { cannyGradientSpecs } from './params';
import { cannyGradientKernels, cannyGradientPasses } from './passes';
import { cannyGradient } from './reference';

export default defineOp({
  name: 'cannyGradient',
  title: 'Canny: gradient',
  summary: 'Sobel derivatives and their magnitude in whole numbers, as Canny compares them.',
  source: 'First stage of cv::Canny (OpenCV, imgproc); Canny 1986',
  inputs: [{ name: 'image', types: ['u8'], channels: [1] }],
  params: cannyGradientSpecs,
  outputs: ['magnitude', 'dx', 'dy'],
  reference(inputs, params) {
    return { ...cannyGradient(onlyU8(inputs, 'cannyGradient'), params) };
  },
  gpu: {
    channels: 'joint',
    kernels: cannyGradientKernels(''),
    plan([shape], p) {
      return {
        ...cannyGradientPasses(shape, p),
        outputs: {
          magnitude: { image: 'magnitude', type: 'i32', channels: 1 },
          dx: { image: 'dx', type: 'i16', channels: 1 },
          dy: { image: 'dy', type: 'i16', channels: 1 },
        },
      };
    },
  },
  tolerance: { maxAbs: 0, because: 'Integers throughout; the division by 16 is exact in float32.' },
});
