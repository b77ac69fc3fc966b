/** Gradient direction: two Sobel derivatives and their angle. */
import { borderSpec } from '../border';
import { onlyU8 } from '../inputs';
import { defineOp } from '../op';
import { sobelSizeSpec } from '../sobel/params';
import { derivativeKernels, derivativePasses } from '../sobel/passes';
import { sobelKernel } from '../sobel/reference';
import { directionKernel, directionTolerance } from './kernel';
import { gradientDirection } from './reference';

export default defineOp({
  name: 'gradientDirection',
  title: 'Gradient direction',
  summary: 'Which way brightness grows fastest, in degrees: 0 to the right, 90 downwards.',
  source: 'cv::phase of cv::Sobel (OpenCV), with a true arctangent',
  inputs: [{ name: 'image', types: ['u8'], channels: [1] }],
  params: { ksize: sobelSizeSpec, border: borderSpec },
  outputs: ['image'],
  reference(inputs, params) {
    return { image: gradientDirection(onlyU8(inputs, 'gradientDirection'), params) };
  },
  gpu: {
    channels: 'joint',
    kernels: { ...derivativeKernels('../sobel/'), direction: directionKernel('') },
    plan([shape], { ksize, border }) {
      const { width = 1, height = 1 } = shape ?? {};
      const [smooth, difference] = [sobelKernel(0, ksize), sobelKernel(1, ksize)];
      const output = { scale: 1, delta: 0, outputType: 'i16', border } as const;
      const dx = derivativePasses('dx', shape, difference, smooth, output);
      const dy = derivativePasses('dy', shape, smooth, difference, output);
      return {
        tables: { ...dx.tables, ...dy.tables },
        passes: [
          ...dx.passes,
          ...dy.passes,
          {
            kernel: 'direction',
            inputs: { dx: 'dx', dy: 'dy' },
            output: { image: 'direction', format: 'f32', width, height },
            uniforms: {},
          },
        ],
        outputs: { image: { image: 'direction', type: 'f32', channels: 1 } },
      };
    },
  },
  tolerance: directionTolerance,
});
