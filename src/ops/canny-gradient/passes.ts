/** The GPU passes of Canny's gradient: images `dx`, `dy` and `magnitude` from the input `image`. */
import type { ImageShape, Kernel, Pass, Table } from '../op';
import { derivativeKernels, derivativePasses } from '../sobel/passes';
import { sobelKernel } from '../sobel/reference';
import magnitudeGlsl from './magnitude.frag.glsl?raw';
import magnitudeWgsl from './magnitude.wgsl?raw';
import { cannyScale, type CannyGradientParams } from './reference';

/** With file names as seen from the op's folder. */
export function cannyGradientKernels(folder: '' | '../canny-gradient/'): {
  readonly rows: Kernel;
  readonly columns: Kernel;
  readonly magnitude: Kernel;
} {
  return {
    ...derivativeKernels('../sobel/'),
    magnitude: {
      label: 'Magnitude',
      wgsl: magnitudeWgsl,
      glsl: magnitudeGlsl,
      wgslFile: `${folder}magnitude.wgsl`,
      glslFile: `${folder}magnitude.frag.glsl`,
    },
  };
}

export function cannyGradientPasses(
  shape: ImageShape | undefined,
  p: CannyGradientParams,
): { readonly tables: Record<string, Table>; readonly passes: Pass[] } {
  const { width = 1, height = 1 } = shape ?? {};
  const [smooth, difference] = [sobelKernel(0, p.apertureSize), sobelKernel(1, p.apertureSize)];
  const scale = cannyScale(p.apertureSize);
  const output = { scale, delta: 0, outputType: 'i16', border: 'replicate' } as const;
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
        output: { image: 'magnitude', format: 'i32', width, height },
        uniforms: { isL2: { i32: p.L2gradient ? 1 : 0 } },
      },
    ],
  };
}
