/** Controls that all derivative ops share. */
import type { ChoiceSpec, NumberSpec } from '$src/core/params';

export const sobelSizeSpec: NumberSpec = {
  type: 'number',
  label: 'Kernel size',
  help: 'Larger kernels smooth more and answer with larger numbers; 1 does not smooth at all.',
  min: 1,
  max: 7,
  step: 2,
  default: 3,
  unit: 'px',
};

/** `saturate(round(scale · sum + delta))` and the element type that saturates. */
export const derivativeOutputSpecs = {
  scale: {
    type: 'number',
    label: 'Scale',
    help: 'Multiplies the derivative before it is rounded.',
    min: 0.125,
    max: 4,
    step: 0.125,
    default: 1,
  },
  delta: {
    type: 'number',
    label: 'Delta',
    help: 'Is added after scaling; 128 makes negative slopes visible in an 8-bit result.',
    min: -128,
    max: 128,
    step: 1,
    default: 0,
  },
  outputType: {
    type: 'choice',
    label: 'Output',
    help: 'Signed 16-bit keeps negative slopes; 8-bit cuts them off at 0 and everything else at 255.',
    options: [
      { value: 'i16', label: '16-bit signed' },
      { value: 'u8', label: '8-bit' },
    ],
    default: 'i16',
  } satisfies ChoiceSpec<'i16' | 'u8'> as ChoiceSpec<'i16' | 'u8'>,
} as const;
