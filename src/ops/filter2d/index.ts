/** Linear filter with any kernel up to 31 × 31: one GPU pass with the kernel as a table. */
import { defineOp } from '../op';
import { borderCode, borderSpec } from '../border';
import { onlyU8 } from '../inputs';
import filterGlsl from './filter.frag.glsl?raw';
import filterWgsl from './filter.wgsl?raw';
import { filter2D, windowAxis } from './reference';

export default defineOp({
  name: 'filter2D',
  title: 'Linear filter',
  summary: 'Replaces each pixel by the sum of its surroundings weighted with a kernel.',
  source:
    'cv::filter2D (OpenCV, imgproc); stride, padding and dilation as in Dumoulin & Visin, arXiv:1603.07285',
  inputs: [{ name: 'image', types: ['u8'], channels: [1, 3, 4] }],
  params: {
    kernel: {
      type: 'matrix',
      label: 'Kernel',
      help: 'The weights. A sum of 1 keeps the brightness; a sum of 0 leaves only differences.',
      maxRows: 31,
      maxColumns: 31,
      min: -64,
      max: 64,
      default: [
        [0, -1, 0],
        [-1, 5, -1],
        [0, -1, 0],
      ],
    },
    anchorX: {
      type: 'number',
      label: 'Anchor x',
      help: 'Which column of the kernel lies on the output pixel; −1 is the centre. Anything else shifts the picture.',
      min: -1,
      max: 30,
      step: 1,
      default: -1,
    },
    anchorY: {
      type: 'number',
      label: 'Anchor y',
      help: 'Which row of the kernel lies on the output pixel; −1 is the centre. Anything else shifts the picture.',
      min: -1,
      max: 30,
      step: 1,
      default: -1,
    },
    delta: {
      type: 'number',
      label: 'Offset',
      help: 'Added to every sum; 128 makes negative results of a derivative kernel visible.',
      min: -255,
      max: 255,
      step: 1,
      default: 0,
    },
    border: borderSpec,
    borderValue: {
      type: 'number',
      label: 'Border value',
      help: 'The grey level outside the picture when the border is constant.',
      min: 0,
      max: 255,
      step: 1,
      default: 0,
    },
    outputType: {
      type: 'choice',
      label: 'Output',
      help: '8-bit results are clamped to 0..255; 16-bit results keep negative and large sums.',
      options: [
        { value: 'u8', label: '8-bit, 0..255' },
        { value: 'i16', label: '16-bit, signed' },
      ],
      default: 'u8',
    },
    flip: {
      type: 'flag',
      label: 'Flip the kernel',
      help: 'On is convolution, off is correlation. They agree when the kernel is symmetric about its anchor.',
      default: false,
    },
    stride: {
      type: 'number',
      label: 'Stride',
      help: 'Computes only every n-th output, so the result shrinks by that factor.',
      min: 1,
      max: 8,
      step: 1,
      default: 1,
      unit: 'px',
    },
    dilation: {
      type: 'number',
      label: 'Dilation',
      help: 'Spreads the weights that many pixels apart: a wider view for the same number of products.',
      min: 1,
      max: 8,
      step: 1,
      default: 1,
      unit: 'px',
    },
    padding: {
      type: 'choice',
      label: 'Padding',
      help: 'Same lets the border rule fill in, so every pixel gets a result; valid keeps only windows inside the picture.',
      options: [
        { value: 'same', label: 'same (border rule)' },
        { value: 'valid', label: 'valid (shrinks)' },
      ],
      default: 'same',
    },
  },
  outputs: ['image'],
  reference(inputs, params) {
    return { image: filter2D(onlyU8(inputs, 'filter2D'), params) };
  },
  gpu: {
    channels: 'each',
    kernels: {
      filter: {
        label: 'Weighted sum',
        wgsl: filterWgsl,
        glsl: filterGlsl,
        wgslFile: 'filter.wgsl',
        glslFile: 'filter.frag.glsl',
      },
    },
    plan([shape], p) {
      const rows = p.kernel.length;
      const columns = p.kernel[0]?.length ?? 0;
      const horizontal = windowAxis(shape?.width ?? 1, columns, p.anchorX, p);
      const vertical = windowAxis(shape?.height ?? 1, rows, p.anchorY, p);
      const isU8 = p.outputType === 'u8';
      return {
        tables: {
          weights: {
            format: 'f32',
            width: columns,
            height: rows,
            data: Float32Array.from(p.kernel.flat()),
          },
        },
        passes: [
          {
            kernel: 'filter',
            inputs: { image: 'image', weights: 'weights' },
            output: {
              image: 'result',
              format: 'i32',
              width: horizontal.size,
              height: vertical.size,
            },
            uniforms: {
              stride: { i32: p.stride },
              startX: { i32: horizontal.start },
              startY: { i32: vertical.start },
              tapStep: { i32: horizontal.step },
              border: { i32: borderCode[p.border] },
              borderValue: { i32: p.borderValue },
              lowest: { i32: isU8 ? 0 : -32768 },
              highest: { i32: isU8 ? 255 : 32767 },
              delta: { f32: p.delta },
            },
          },
        ],
        outputs: { image: { image: 'result', type: p.outputType, channels: 1 } },
      };
    },
  },
  tolerance: {
    maxAbs: 1,
    because:
      'Weights that are multiples of 1/256 give exact float32 sums up to 65536 and no difference. Other weights may put a sum on the other side of a half; that holds while Σ|k| stays below about 1000, beyond it float32 loses whole levels.',
  },
});
