/** Gaussian smoothing in two separable passes, with a float between them. */
import { defineOp, type Table } from '../op';
import { borderCode, borderSpec } from '../border';
import { onlyU8 } from '../inputs';
import columnsGlsl from './columns.frag.glsl?raw';
import columnsWgsl from './columns.wgsl?raw';
import { gaussianBlur, gaussianKernels } from './reference';
import rowsGlsl from './rows.frag.glsl?raw';
import rowsWgsl from './rows.wgsl?raw';

const weightTable = (weights: readonly number[]): Table => ({
  format: 'f32',
  width: weights.length,
  height: 1,
  data: Float32Array.from(weights),
});

export default defineOp({
  name: 'gaussianBlur',
  title: 'Gaussian blur',
  summary: 'Replaces each pixel by a mean of its surroundings, weighted by a Gaussian.',
  source: 'cv::GaussianBlur and cv::getGaussianKernel (OpenCV, imgproc), with real weights',
  inputs: [{ name: 'image', types: ['u8'], channels: [1, 3, 4] }],
  params: {
    kernelWidth: {
      type: 'number',
      label: 'Kernel width (−1: from σ)',
      help: 'Number of weights along x; −1 takes three σ to each side. Too few cut the Gaussian off.',
      min: -1,
      max: 31,
      step: 2,
      default: -1,
      unit: 'px',
    },
    kernelHeight: {
      type: 'number',
      label: 'Kernel height (−1: from σ)',
      help: 'Number of weights along y; −1 takes three σ to each side. Too few cut the Gaussian off.',
      min: -1,
      max: 31,
      step: 2,
      default: -1,
      unit: 'px',
    },
    sigmaX: {
      type: 'number',
      label: 'σ along x',
      help: 'Larger values blur more; 0 takes it from the kernel width.',
      min: 0,
      max: 10,
      step: 0.1,
      default: 1.4,
      unit: 'px',
    },
    sigmaY: {
      type: 'number',
      label: 'σ along y',
      help: 'Larger values blur more; 0 means the same as along x.',
      min: 0,
      max: 10,
      step: 0.1,
      default: 0,
      unit: 'px',
    },
    border: borderSpec,
  },
  outputs: ['image'],
  reference(inputs, params) {
    return { image: gaussianBlur(onlyU8(inputs, 'gaussianBlur'), params) };
  },
  gpu: {
    channels: 'each',
    kernels: {
      rows: {
        label: 'Mean along rows',
        wgsl: rowsWgsl,
        glsl: rowsGlsl,
        wgslFile: 'rows.wgsl',
        glslFile: 'rows.frag.glsl',
      },
      columns: {
        label: 'Mean down columns',
        wgsl: columnsWgsl,
        glsl: columnsGlsl,
        wgslFile: 'columns.wgsl',
        glslFile: 'columns.frag.glsl',
      },
    },
    plan([shape], p) {
      const { width = 1, height = 1 } = shape ?? {};
      const kernels = gaussianKernels(p);
      const uniforms = { border: { i32: borderCode[p.border] } };
      return {
        tables: { weightsX: weightTable(kernels.x), weightsY: weightTable(kernels.y) },
        passes: [
          {
            kernel: 'rows',
            inputs: { image: 'image', weights: 'weightsX' },
            output: { image: 'rowMean', format: 'f32', width, height },
            uniforms,
          },
          {
            kernel: 'columns',
            inputs: { rowMean: 'rowMean', weights: 'weightsY' },
            output: { image: 'result', format: 'i32', width, height },
            uniforms,
          },
        ],
        outputs: { image: { image: 'result', type: 'u8', channels: 1 } },
      };
    },
  },
  tolerance: {
    maxAbs: 1,
    because:
      'The kernels add in float32, the reference in float64: a sum next to a half may round to the other side.',
  },
});
