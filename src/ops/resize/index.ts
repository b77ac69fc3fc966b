import type { Params } from '$src/core/params';
import { roundHalfEven } from '$src/core/rounding';
import { onlyU8 } from '../inputs';
import { defineOp, type Table } from '../op';
import columnsGlsl from './columns.frag.glsl?raw';
import columnsWgsl from './columns.wgsl?raw';
import { resize, resizeTaps, type AxisTaps } from './reference';
import rowsGlsl from './rows.frag.glsl?raw';
import rowsWgsl from './rows.wgsl?raw';

const params = {
  interpolation: {
    type: 'choice',
    label: 'Method',
    help: 'Area is the one that does not alias when shrinking; cubic is the sharpest when enlarging.',
    options: [
      { value: 'nearest', label: 'Nearest' },
      { value: 'linear', label: 'Linear' },
      { value: 'area', label: 'Area' },
      { value: 'cubic', label: 'Cubic' },
    ],
    default: 'linear',
  },
  sizing: {
    type: 'choice',
    label: 'New size by',
    help: 'Either a factor for both sides, or width and height of their own.',
    options: [
      { value: 'scale', label: 'Factor' },
      { value: 'size', label: 'Width and height' },
    ],
    default: 'scale',
  },
  scale: {
    type: 'number',
    label: 'Factor',
    help: 'Below 1 shrinks, above 1 enlarges; sides are rounded to whole pixels, at least 1.',
    min: 0.05,
    max: 8,
    step: 0.05,
    default: 0.5,
    unit: '×',
  },
  width: {
    type: 'number',
    label: 'Width',
    help: 'Used when the new size is given by width and height.',
    min: 1,
    max: 2048,
    step: 1,
    default: 320,
    unit: 'px',
  },
  height: {
    type: 'number',
    label: 'Height',
    help: 'Used when the new size is given by width and height.',
    min: 1,
    max: 2048,
    step: 1,
    default: 240,
    unit: 'px',
  },
} as const;

interface Size {
  readonly width: number;
  readonly height: number;
}

/** The size that the parameters ask for. */
function newSize(from: Size, p: Params<typeof params>): Size {
  if (p.sizing === 'size') return { width: p.width, height: p.height };
  const scaled = (length: number) => Math.max(1, roundHalfEven(length * p.scale));
  return { width: scaled(from.width), height: scaled(from.height) };
}

export default defineOp({
  name: 'resize',
  title: 'Resize',
  summary: 'Resamples an image to a new size, along the rows and then down the columns.',
  source: 'OpenCV resize; Keys, Cubic convolution interpolation, IEEE Trans. ASSP 29 (1981)',
  inputs: [{ name: 'image', types: ['u8'], channels: [1, 3, 4] }],
  params,
  outputs: ['result'],
  reference(inputs, p) {
    const image = onlyU8(inputs, 'resize');
    const { width, height } = newSize(image, p);
    return { result: resize(image, width, height, p.interpolation) };
  },
  gpu: {
    channels: 'each',
    kernels: {
      rows: {
        label: 'Along the rows',
        wgsl: rowsWgsl,
        glsl: rowsGlsl,
        wgslFile: 'rows.wgsl',
        glslFile: 'rows.frag.glsl',
      },
      columns: {
        label: 'Down the columns',
        wgsl: columnsWgsl,
        glsl: columnsGlsl,
        wgslFile: 'columns.wgsl',
        glslFile: 'columns.frag.glsl',
      },
    },
    plan([shape], p) {
      const from = shape ?? { width: 1, height: 1 };
      const { width, height } = newSize(from, p);
      const { columns, rows } = resizeTaps(from, { width, height }, p.interpolation);
      return {
        tables: {
          firstColumn: firstTable(columns),
          columnWeights: weightTable(columns),
          firstRow: firstTable(rows),
          rowWeights: weightTable(rows),
        },
        passes: [
          {
            kernel: 'rows',
            inputs: { source: 'image', first: 'firstColumn', weights: 'columnWeights' },
            output: { image: 'wide', format: 'f32', width, height: from.height },
            uniforms: {},
          },
          {
            kernel: 'columns',
            inputs: { source: 'wide', first: 'firstRow', weights: 'rowWeights' },
            output: { image: 'result', format: 'i32', width, height },
            uniforms: {},
          },
        ],
        outputs: { result: { image: 'result', type: 'u8', channels: 1 } },
      };
    },
  },
  tolerance: {
    maxAbs: 1,
    because:
      'sums of float32 products against float64 ones: a value within 1e-4 of a half may round the other way',
  },
});

function firstTable({ first }: AxisTaps): Table {
  return { format: 'i32', width: first.length, height: 1, data: first };
}

function weightTable({ first, count, weights }: AxisTaps): Table {
  return { format: 'f32', width: count, height: first.length, data: Float32Array.from(weights) };
}
