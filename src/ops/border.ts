/** The border rule as a parameter and as the integer code that kernels get. Written once for all filters. */
import type { Border } from '$src/core/border';
import type { ChoiceSpec } from '$src/core/params';

/** The control; the default is OpenCV's BORDER_REFLECT_101. */
export const borderSpec: ChoiceSpec<Border> = {
  type: 'choice',
  label: 'Border',
  help: 'What the filter reads outside the picture: the mirrored inside, the last pixel again, or a fixed value.',
  options: [
    { value: 'reflect101', label: 'reflect 101 (dcb|abcd)' },
    { value: 'reflect', label: 'reflect (cba|abcd)' },
    { value: 'replicate', label: 'replicate (aaa|abcd)' },
    { value: 'constant', label: 'constant' },
  ],
  default: 'reflect101',
};

/** The codes in the `borderIndex` functions of the kernels. */
export const borderCode: Readonly<Record<Border, number>> = {
  replicate: 0,
  reflect: 1,
  reflect101: 2,
  constant: 3,
};
