/**
 * The two GPU passes of a separable derivative. Sobel, Scharr, the gradient ops and Canny all make
 * their derivatives with the two kernels in this folder.
 */
import type { Border } from '$src/core/border';
import { borderCode } from '../border';
import type { ImageShape, Kernel, Pass, Table, Uniform } from '../op';
import columnsGlsl from './columns.frag.glsl?raw';
import columnsWgsl from './columns.wgsl?raw';
import type { DerivativeOutput } from './reference';
import rowsGlsl from './rows.frag.glsl?raw';
import rowsWgsl from './rows.wgsl?raw';

/** The two kernels, with file names as seen from the op's folder: '' or '../sobel/'. */
export function derivativeKernels(folder: '' | '../sobel/'): {
  readonly rows: Kernel;
  readonly columns: Kernel;
} {
  return {
    rows: {
      label: 'Derivative along rows',
      wgsl: rowsWgsl,
      glsl: rowsGlsl,
      wgslFile: `${folder}rows.wgsl`,
      glslFile: `${folder}rows.frag.glsl`,
    },
    columns: {
      label: 'Derivative down columns',
      wgsl: columnsWgsl,
      glsl: columnsGlsl,
      wgslFile: `${folder}columns.wgsl`,
      glslFile: `${folder}columns.frag.glsl`,
    },
  };
}

/** Passes that make the image `name` from the single-channel 8-bit input called `image`. */
export function derivativePasses(
  name: string,
  shape: ImageShape | undefined,
  rowKernel: readonly number[],
  columnKernel: readonly number[],
  p: DerivativeOutput & { readonly border: Border },
): { readonly tables: Record<string, Table>; readonly passes: Pass[] } {
  const { width = 1, height = 1 } = shape ?? {};
  return {
    tables: {
      [`${name} row weights`]: integerTable([rowKernel]),
      [`${name} column weights`]: integerTable([columnKernel]),
    },
    passes: [
      {
        kernel: 'rows',
        inputs: { image: 'image', weights: `${name} row weights` },
        output: { image: `${name} row sums`, format: 'i32', width, height },
        uniforms: { border: { i32: borderCode[p.border] } },
      },
      {
        kernel: 'columns',
        inputs: { rowSum: `${name} row sums`, weights: `${name} column weights` },
        output: { image: name, format: 'i32', width, height },
        uniforms: { border: { i32: borderCode[p.border] }, ...finishUniforms(p) },
      },
    ],
  };
}

/** Rows of integer weights as a table. */
export function integerTable(rows: readonly (readonly number[])[]): Table {
  const width = rows[0]?.length ?? 0;
  return { format: 'i32', width, height: rows.length, data: Int32Array.from(rows.flat()) };
}

/** How the last pass scales, shifts and saturates. */
export function finishUniforms(
  p: DerivativeOutput,
): Record<'scale' | 'delta' | 'lowest' | 'highest', Uniform> {
  const isSigned = p.outputType === 'i16';
  return {
    scale: { f32: p.scale },
    delta: { f32: p.delta },
    lowest: { i32: isSigned ? -32768 : 0 },
    highest: { i32: isSigned ? 32767 : 255 },
  };
}

export const exactDerivative = {
  maxAbs: 0,
  because:
    'Integer sums; scale and delta are multiples of 1/8, so that their float32 product is exact or saturates.',
} as const;
