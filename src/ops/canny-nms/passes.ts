/** The GPU passes of Canny up to the image `suppressed` (0, 128, 255) from the input `image`. */
import { cannyGradientKernels, cannyGradientPasses } from '../canny-gradient/passes';
import type { ImageShape, Kernel, Pass, Table } from '../op';
import nmsGlsl from './nms.frag.glsl?raw';
import nmsWgsl from './nms.wgsl?raw';
import { cannyThresholds, type CannyNmsParams } from './reference';

/** With file names as seen from the op's folder. */
export function cannyNmsKernels(
  folder: '' | '../canny-nms/',
): ReturnType<typeof cannyGradientKernels> & { readonly nms: Kernel } {
  return {
    ...cannyGradientKernels('../canny-gradient/'),
    nms: {
      label: 'Non-maximum suppression and double threshold',
      wgsl: nmsWgsl,
      glsl: nmsGlsl,
      wgslFile: `${folder}nms.wgsl`,
      glslFile: `${folder}nms.frag.glsl`,
    },
  };
}

export function cannyNmsPasses(
  shape: ImageShape | undefined,
  p: CannyNmsParams,
): { readonly tables: Record<string, Table>; readonly passes: Pass[] } {
  const { width = 1, height = 1 } = shape ?? {};
  const gradient = cannyGradientPasses(shape, p);
  const { low, high } = cannyThresholds(p);
  return {
    tables: gradient.tables,
    passes: [
      ...gradient.passes,
      {
        kernel: 'nms',
        inputs: { magnitude: 'magnitude', dx: 'dx', dy: 'dy' },
        output: { image: 'suppressed', format: 'i32', width, height },
        uniforms: { low: { i32: low }, high: { i32: high } },
      },
    ],
  };
}
