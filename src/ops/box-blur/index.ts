/** Box filter: mean or sum of a rectangle, in two separable integer passes. */
import { defineOp } from '../op';
import { borderCode, borderSpec } from '../border';
import { onlyU8 } from '../inputs';
import columnsGlsl from './columns.frag.glsl?raw';
import columnsWgsl from './columns.wgsl?raw';
import { boxAnchor, boxBlur } from './reference';
import rowsGlsl from './rows.frag.glsl?raw';
import rowsWgsl from './rows.wgsl?raw';

export default defineOp({
  name: 'boxBlur',
  title: 'Box blur',
  summary: 'Replaces each pixel by the mean of the rectangle around it.',
  source: 'cv::boxFilter and cv::blur (OpenCV, imgproc), without the reciprocal division',
  inputs: [{ name: 'image', types: ['u8'], channels: [1, 3, 4] }],
  params: {
    kernelWidth: {
      type: 'number',
      label: 'Kernel width',
      help: 'Wider windows blur more along x.',
      min: 1,
      max: 31,
      step: 1,
      default: 5,
      unit: 'px',
    },
    kernelHeight: {
      type: 'number',
      label: 'Kernel height',
      help: 'Taller windows blur more along y.',
      min: 1,
      max: 31,
      step: 1,
      default: 5,
      unit: 'px',
    },
    anchorX: {
      type: 'number',
      label: 'Anchor x',
      help: 'Which column of the window lies on the output pixel; −1 is the centre. Anything else shifts the picture.',
      min: -1,
      max: 30,
      step: 1,
      default: -1,
    },
    anchorY: {
      type: 'number',
      label: 'Anchor y',
      help: 'Which row of the window lies on the output pixel; −1 is the centre. Anything else shifts the picture.',
      min: -1,
      max: 30,
      step: 1,
      default: -1,
    },
    normalize: {
      type: 'flag',
      label: 'Mean, not sum',
      help: 'On divides by the area of the window; off saturates the plain sum at 255.',
      default: true,
    },
    border: borderSpec,
  },
  outputs: ['image'],
  reference(inputs, params) {
    return { image: boxBlur(onlyU8(inputs, 'boxBlur'), params) };
  },
  gpu: {
    channels: 'each',
    kernels: {
      rows: {
        label: 'Sum along rows',
        wgsl: rowsWgsl,
        glsl: rowsGlsl,
        wgslFile: 'rows.wgsl',
        glslFile: 'rows.frag.glsl',
      },
      columns: {
        label: 'Sum down columns and divide',
        wgsl: columnsWgsl,
        glsl: columnsGlsl,
        wgslFile: 'columns.wgsl',
        glslFile: 'columns.frag.glsl',
      },
    },
    plan([shape], p) {
      const { width = 1, height = 1 } = shape ?? {};
      const border = { i32: borderCode[p.border] };
      return {
        passes: [
          {
            kernel: 'rows',
            inputs: { image: 'image' },
            output: { image: 'rowSum', format: 'i32', width, height },
            uniforms: {
              kernelWidth: { i32: p.kernelWidth },
              anchor: { i32: boxAnchor(p.kernelWidth, p.anchorX) },
              border,
            },
          },
          {
            kernel: 'columns',
            inputs: { rowSum: 'rowSum' },
            output: { image: 'result', format: 'i32', width, height },
            uniforms: {
              kernelHeight: { i32: p.kernelHeight },
              anchor: { i32: boxAnchor(p.kernelHeight, p.anchorY) },
              border,
              area: { i32: p.normalize ? p.kernelWidth * p.kernelHeight : 1 },
            },
          },
        ],
        outputs: { image: { image: 'result', type: 'u8', channels: 1 } },
      };
    },
  },
  tolerance: {
    maxAbs: 0,
    because: 'Integer sums and an integer division: nothing to round differently.',
  },
});
