/** Median filter: one GPU pass that counts instead of sorting. */
import { defineOp } from '../op';
import { onlyU8 } from '../inputs';
import medianGlsl from './median.frag.glsl?raw';
import medianWgsl from './median.wgsl?raw';
import { medianBlur } from './reference';

export default defineOp({
  name: 'medianBlur',
  title: 'Median',
  summary: 'Replaces each pixel by the middle value of the square around it.',
  source: 'cv::medianBlur (OpenCV, imgproc); Tukey, "Exploratory Data Analysis", 1977',
  inputs: [{ name: 'image', types: ['u8'], channels: [1, 3, 4] }],
  params: {
    kernelSize: {
      type: 'number',
      label: 'Window',
      help: 'Specks that fill less than half of the window vanish; so do thin lines and corners.',
      min: 1,
      max: 31,
      step: 2,
      default: 5,
      unit: 'px',
    },
  },
  outputs: ['image'],
  reference(inputs, params) {
    return { image: medianBlur(onlyU8(inputs, 'medianBlur'), params) };
  },
  gpu: {
    channels: 'each',
    kernels: {
      median: {
        label: 'Median by counting',
        wgsl: medianWgsl,
        glsl: medianGlsl,
        wgslFile: 'median.wgsl',
        glslFile: 'median.frag.glsl',
      },
    },
    plan([shape], p) {
      const { width = 1, height = 1 } = shape ?? {};
      return {
        passes: [
          {
            kernel: 'median',
            inputs: { image: 'image' },
            output: { image: 'result', format: 'i32', width, height },
            uniforms: { radius: { i32: (p.kernelSize - 1) / 2 } },
          },
        ],
        outputs: { image: { image: 'result', type: 'u8', channels: 1 } },
      };
    },
  },
  tolerance: { maxAbs: 0, because: 'It counts and compares whole numbers.' },
});
