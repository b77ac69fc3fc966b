import type { Params } from '$src/core/params';
import { createImage, type U8Image } from '$src/core/image';
import { onlyU8 } from '../inputs';
import { defineOp, type Pass, type Table } from '../op';
import { structuringElement } from '../structuring-element/reference';
import { anchorIndex, morphology, type MorphologyOperation } from './reference';
import stepGlsl from './step.frag.glsl?raw';
import stepWgsl from './step.wgsl?raw';
import subtractGlsl from './subtract.frag.glsl?raw';
import subtractWgsl from './subtract.wgsl?raw';

/** Widest element: the kernel gets its columns as the bits of a positive 32-bit integer. */
const MAX_SIDE = 31;

const params = {
  operation: {
    type: 'choice',
    label: 'Operation',
    help: 'Erosion shrinks bright areas and dilation grows them; the others combine the two.',
    options: [
      { value: 'erode', label: 'Erode' },
      { value: 'dilate', label: 'Dilate' },
      { value: 'open', label: 'Open' },
      { value: 'close', label: 'Close' },
      { value: 'gradient', label: 'Gradient' },
      { value: 'tophat', label: 'Top hat' },
      { value: 'blackhat', label: 'Black hat' },
    ],
    default: 'open',
  },
  shape: {
    type: 'choice',
    label: 'Element',
    help: 'The shape of the neighbourhood; rectangles keep corners, ellipses round them off.',
    options: [
      { value: 'rect', label: 'Rectangle' },
      { value: 'cross', label: 'Cross' },
      { value: 'ellipse', label: 'Ellipse' },
      { value: 'custom', label: 'Custom' },
    ],
    default: 'rect',
  },
  kernelWidth: {
    type: 'number',
    label: 'Element width',
    help: 'Details narrower than this vanish under erosion and opening.',
    min: 1,
    max: MAX_SIDE,
    step: 1,
    default: 3,
    unit: 'px',
  },
  kernelHeight: {
    type: 'number',
    label: 'Element height',
    help: 'Details lower than this vanish under erosion and opening.',
    min: 1,
    max: MAX_SIDE,
    step: 1,
    default: 3,
    unit: 'px',
  },
  iterations: {
    type: 'number',
    label: 'Iterations',
    help: 'How often each erosion and dilation is repeated; the effect reaches further each time.',
    min: 1,
    max: 10,
    step: 1,
    default: 1,
  },
  kernel: {
    type: 'matrix',
    label: 'Custom element',
    help: 'Used when the element is custom: every non-zero cell belongs to it.',
    maxRows: MAX_SIDE,
    maxColumns: MAX_SIDE,
    min: 0,
    max: 1,
    default: [
      [0, 1, 0],
      [1, 1, 1],
      [0, 1, 0],
    ],
  },
  anchorX: {
    type: 'number',
    label: 'Anchor x',
    help: 'The column that stands for the pixel itself: −1 is the centre; beyond the element, its last column.',
    min: -1,
    max: MAX_SIDE - 1,
    step: 1,
    default: -1,
  },
  anchorY: {
    type: 'number',
    label: 'Anchor y',
    help: 'The row that stands for the pixel itself: −1 is the centre; beyond the element, its last row.',
    min: -1,
    max: MAX_SIDE - 1,
    step: 1,
    default: -1,
  },
} as const;

/** The element that the parameters name. */
function elementOf({
  shape,
  kernelWidth,
  kernelHeight,
  kernel,
}: Pick<Params<typeof params>, 'shape' | 'kernelWidth' | 'kernelHeight' | 'kernel'>): U8Image {
  if (shape !== 'custom') return structuringElement(shape, kernelWidth, kernelHeight);
  const element = createImage('u8', kernel[0]?.length ?? 0, kernel.length);
  kernel.flat().forEach((cell, i) => (element.data[i] = cell === 0 ? 0 : 255));
  return element;
}

type Step = 'erode' | 'dilate';

/** The steps whose result each operation ends with, or the two chains that it subtracts. */
const recipes: Readonly<
  Record<MorphologyOperation, readonly [readonly Step[], (readonly Step[])?]>
> = {
  erode: [['erode']],
  dilate: [['dilate']],
  open: [['erode', 'dilate']],
  close: [['dilate', 'erode']],
  gradient: [['dilate'], ['erode']],
  tophat: [[], ['erode', 'dilate']],
  blackhat: [['dilate', 'erode'], []],
};

export default defineOp({
  name: 'morphology',
  title: 'Morphology',
  summary: 'Erosion, dilation and what is built from them: shrinks, grows and cleans bright areas.',
  source: 'Serra, Image Analysis and Mathematical Morphology (1982); OpenCV morphologyEx',
  inputs: [{ name: 'image', types: ['u8'], channels: [1, 3, 4] }],
  params,
  outputs: ['result'],
  reference(inputs, p) {
    const { operation, anchorX, anchorY, iterations } = p;
    const options = { element: elementOf(p), anchorX, anchorY, iterations };
    return { result: morphology(onlyU8(inputs, 'morphology'), operation, options) };
  },
  gpu: {
    channels: 'each',
    kernels: {
      step: {
        label: 'One erosion or dilation',
        wgsl: stepWgsl,
        glsl: stepGlsl,
        wgslFile: 'step.wgsl',
        glslFile: 'step.frag.glsl',
      },
      subtract: {
        label: 'Difference of two images',
        wgsl: subtractWgsl,
        glsl: subtractGlsl,
        wgslFile: 'subtract.wgsl',
        glslFile: 'subtract.frag.glsl',
      },
    },
    plan([shape], p) {
      const { width, height } = shape ?? { width: 1, height: 1 };
      const element = elementOf(p);
      const anchorX = anchorIndex(p.anchorX, element.width);
      const anchorY = anchorIndex(p.anchorY, element.height);
      // The extremum over a rectangle is the extremum over its rows of the extrema over each row:
      // two passes of w + h reads instead of one of w · h.
      const isSplit = p.shape === 'rect' && element.width > 1 && element.height > 1;
      const tables: Record<string, Table> = isSplit
        ? {
            row: tableOf(structuringElement('rect', element.width, 1)),
            column: tableOf(structuringElement('rect', 1, element.height)),
          }
        : { element: tableOf(element) };
      const parts = isSplit
        ? [
            { table: 'row', x: anchorX, y: 0 },
            { table: 'column', x: 0, y: anchorY },
          ]
        : [{ table: 'element', x: anchorX, y: anchorY }];

      const passes: Pass[] = [];
      const output = (image: string) => ({ image, format: 'i32', width, height }) as const;
      const chain = (steps: readonly Step[]): string => {
        let current = 'image';
        for (const step of steps) {
          for (let i = 0; i < p.iterations * parts.length; i++) {
            const part = parts[i % parts.length];
            if (!part) continue;
            const next = `step${passes.length + 1}`;
            passes.push({
              kernel: 'step',
              inputs: { source: current, element: part.table },
              output: output(next),
              uniforms: {
                anchorX: { i32: part.x },
                anchorY: { i32: part.y },
                isDilation: { i32: step === 'dilate' ? 1 : 0 },
              },
            });
            current = next;
          }
        }
        return current;
      };

      const [first, second] = recipes[p.operation];
      let result = chain(first);
      if (second) {
        const inputs = { minuend: result, subtrahend: chain(second) };
        result = 'difference';
        passes.push({ kernel: 'subtract', inputs, output: output(result), uniforms: {} });
      }
      return { tables, passes, outputs: { result: { image: result, type: 'u8', channels: 1 } } };
    },
  },
  tolerance: { maxAbs: 0, because: 'minima, maxima and differences of integers are exact' },
});

/** The element for the kernel: one integer per row, bit i set where column i belongs to it. */
function tableOf({ width, height, data }: U8Image): Table {
  const rows = new Int32Array(height);
  data.forEach((cell, i) => {
    if (cell !== 0)
      rows[Math.floor(i / width)] = (rows[Math.floor(i / width)] ?? 0) | (1 << (i % width));
  });
  return { format: 'i32', width: height, height: 1, data: rows };
}
