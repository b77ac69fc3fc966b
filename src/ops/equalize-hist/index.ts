import { expectU8 } from '$src/core/image';
import { histogramKernels, histogramPasses } from '../calc-hist/gpu';
import { onlyU8 } from '../inputs';
import { defineOp } from '../op';
import applyGlsl from './apply.frag.glsl?raw';
import applyWgsl from './apply.wgsl?raw';
import cdfGlsl from './cdf.frag.glsl?raw';
import cdfWgsl from './cdf.wgsl?raw';
import lutGlsl from './lut.frag.glsl?raw';
import lutWgsl from './lut.wgsl?raw';
import { equalizeHist } from './reference';

export default defineOp({
  name: 'equalizeHist',
  title: 'Histogram equalisation',
  summary: 'Spreads the gray values so that each part of the range is used about equally often.',
  source: 'OpenCV equalizeHist; Gonzalez & Woods, Digital Image Processing, section 3.3',
  inputs: [{ name: 'image', types: ['u8'], channels: [1] }],
  params: {},
  outputs: ['result', 'histogram', 'cdf', 'lut'],
  reference(inputs) {
    const image = expectU8(onlyU8(inputs, 'equalizeHist'), 'equalizeHist', [1]);
    return { ...equalizeHist(image) };
  },
  gpu: {
    channels: 'joint',
    kernels: {
      ...histogramKernels,
      cdf: {
        label: 'Cumulative histogram',
        wgsl: cdfWgsl,
        glsl: cdfGlsl,
        wgslFile: 'cdf.wgsl',
        glslFile: 'cdf.frag.glsl',
      },
      lut: {
        label: 'Table of new gray values',
        wgsl: lutWgsl,
        glsl: lutGlsl,
        wgslFile: 'lut.wgsl',
        glslFile: 'lut.frag.glsl',
      },
      apply: {
        label: 'Look every pixel up',
        wgsl: applyWgsl,
        glsl: applyGlsl,
        wgslFile: 'apply.wgsl',
        glslFile: 'apply.frag.glsl',
      },
    },
    plan([shape]) {
      const { width, height } = shape ?? { width: 1, height: 1 };
      return {
        passes: [
          ...histogramPasses({ width, height }, { bins: 256, low: 0, span: 256 }),
          {
            kernel: 'cdf',
            inputs: { histogram: 'histogram' },
            output: { image: 'cdf', format: 'i32', width: 256, height: 1 },
            uniforms: {},
            workgroupSize: [64, 1, 1],
          },
          {
            kernel: 'lut',
            inputs: { cdf: 'cdf' },
            output: { image: 'lut', format: 'i32', width: 256, height: 1 },
            uniforms: {},
            workgroupSize: [64, 1, 1],
          },
          {
            kernel: 'apply',
            inputs: { image: 'image', lut: 'lut' },
            output: { image: 'result', format: 'i32', width, height },
            uniforms: {},
          },
        ],
        outputs: {
          result: { image: 'result', type: 'u8', channels: 1 },
          histogram: { image: 'histogram', type: 'i32', channels: 1 },
          cdf: { image: 'cdf', type: 'i32', channels: 1 },
          lut: { image: 'lut', type: 'u8', channels: 1 },
        },
      };
    },
  },
  tolerance: {
    maxAbs: 0,
    because:
      'counts are integers; the only float product is correctly rounded, and its divisor is divided in integers',
  },
});
