/** The two passes of a histogram on a GPU, for the op itself and for equalisation. */
import type { ImageShape, Kernel, Pass } from '../op';
import blocksGlsl from './blocks.frag.glsl?raw';
import blocksWgsl from './blocks.wgsl?raw';
import sumGlsl from './sum.frag.glsl?raw';
import sumWgsl from './sum.wgsl?raw';

/** Side of a block in pixels: smaller ones keep more of the GPU busy and leave more to add up. */
const BLOCK = 64;

export const histogramKernels = {
  blocks: {
    label: 'Count every block',
    wgsl: blocksWgsl,
    glsl: blocksGlsl,
    wgslFile: '../calc-hist/blocks.wgsl',
    glslFile: '../calc-hist/blocks.frag.glsl',
  },
  sum: {
    label: 'Add up the blocks',
    wgsl: sumWgsl,
    glsl: sumGlsl,
    wgslFile: '../calc-hist/sum.wgsl',
    glslFile: '../calc-hist/sum.frag.glsl',
  },
} as const satisfies Record<string, Kernel>;

/** Passes that count the input `image` into an i32 image `histogram` of bins × 1. At most 256 bins. */
export function histogramPasses(
  { width, height }: Pick<ImageShape, 'width' | 'height'>,
  { bins, low, span }: { readonly bins: number; readonly low: number; readonly span: number },
): Pass[] {
  const blocksX = Math.ceil(width / BLOCK);
  const blocksY = Math.ceil(height / BLOCK);
  const quads = Math.ceil(bins / 4);
  return [
    {
      kernel: 'blocks',
      inputs: { image: 'image' },
      output: { image: 'blocks', format: 'i32x4', width: blocksX * quads, height: blocksY },
      uniforms: {
        bins: { i32: bins },
        low: { i32: low },
        span: { i32: span },
        side: { i32: BLOCK },
      },
      workgroupSize: [16, 16, 1],
      workgroups: [blocksX, blocksY, 1],
    },
    {
      kernel: 'sum',
      inputs: { blocks: 'blocks' },
      output: { image: 'histogram', format: 'i32', width: bins, height: 1 },
      uniforms: { bins: { i32: bins } },
      workgroupSize: [64, 1, 1],
    },
  ];
}
