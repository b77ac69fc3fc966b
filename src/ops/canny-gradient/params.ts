/** Controls of Canny's gradient, shared by its three ops. */
import type { FlagSpec, NumberSpec } from '$src/core/params';

export const cannyGradientSpecs = {
  apertureSize: {
    type: 'number',
    label: 'Aperture',
    help: 'Size of the Sobel kernels; larger ones smooth more and need larger thresholds.',
    min: 3,
    max: 7,
    step: 2,
    default: 3,
    unit: 'px',
  } satisfies NumberSpec as NumberSpec,
  L2gradient: {
    type: 'flag',
    label: 'L2 magnitude',
    help: 'On measures edges by √(dx² + dy²), off by |dx| + |dy|, which favours diagonals.',
    default: false,
  } satisfies FlagSpec as FlagSpec,
} as const;
