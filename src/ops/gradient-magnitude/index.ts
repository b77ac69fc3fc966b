/** Gradient magnitude: two Sobel derivatives and their length. */
import type { ChoiceSpec } from '$src/core/params';
import { borderSpec } from '../border';
import { onlyU8 } from '../inputs';
import { defineOp } from '../op';
import { sobelSizeSpec } from '../sobel/params';
import { derivativeKernels, derivativePasses } from '../sobel/passes';
import { sobelKernel } from '../sobel/reference';
import magnitudeGlsl from './magnitude.frag.glsl?raw';
import magnitudeWgsl from './magnitude.wgsl?raw';
import { gradientMagnitude } from './reference';

const normSpec: ChoiceSpec<'L2' | 'L1'> = {
  type: 'choice',
  label: 'Norm',
  help: 'L2 is the length of the gradient; L1 adds the absolute values and favours diagonal edges.',
  options: [
    { value: 'L2', label: 'L2: √(dx² + dy²)' },
    { value: 'L1', label: 'L1: |dx| + |dy|' },
  ],
  default: 'L2',
};

export default defineOp({
  name: 'gradientMagnitude',
  title: 'Gradient magnitude',
  summary: 'How strong the change of brightness is, whatever its direction.',
  source: 'cv::magnitude of cv::Sobel (OpenCV)',
  inputs: [{ name: 'image', types: ['u8'], channels: [1] }],
  params: { ksize: sobelSizeSpec, norm: normSpec, border: borderSpec },
  outputs: ['image'],
  reference(inputs, params) {
    return { image: gradientMagnitude(onlyU8(inputs, 'gradientMagnitude'), params) };
  },
  gpu: {
    channels: 'joint',
    kernels: {
      ...derivativeKernels('../sobel/'),
      magnitude: {
        label: 'Magnitude',
        wgsl: magnitudeWgsl,
        glsl: magnitudeGlsl,
        wgslFile: 'magnitude.wgsl',
        glslFile: 'magnitude.frag.glsl',
      },
    },
    plan([shape], { ksize, norm, border }) {
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
            kernel: 'magnitude',
            inputs: { dx: 'dx', dy: 'dy' },
            output: { image: 'magnitude', format: 'f32', width, height },
            uniforms: { isL2: { i32: norm === 'L2' ? 1 : 0 } },
          },
        ],
        outputs: { image: { image: 'magnitude', type: 'f32', channels: 1 } },
      };
    },
  },
  tolerance: {
    maxAbs: 0.016,
    because:
      'Squares, sum and root are each rounded to float32: four units in the last place of the largest possible value, 46341.',
  },
});
