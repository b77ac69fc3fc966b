/** Structural similarity: compares means, contrasts and correlation window by window. */
import { defineAnalysis } from '../op';
import { twoAlikeU8 } from '../inputs';
import { ssim } from './reference';

export default defineAnalysis({
  name: 'ssim',
  title: 'SSIM',
  summary:
    'Likeness of brightness, contrast and structure, averaged over windows; 1 for equal images.',
  source:
    'Wang, Bovik, Sheikh, Simoncelli, IEEE TIP 2004; skimage.metrics.structural_similarity (scikit-image)',
  inputs: [
    { name: 'image', types: ['u8'], channels: [1, 3, 4] },
    { name: 'original', types: ['u8'], channels: [1, 3, 4] },
  ],
  params: {
    window: {
      type: 'choice',
      label: 'Window',
      help: 'Equal weights, or the 11 × 11 Gaussian of the paper, which weights the middle more.',
      options: [
        { value: 'uniform', label: 'uniform' },
        { value: 'gaussian', label: 'Gaussian, σ 1.5' },
      ],
      default: 'gaussian',
    },
    windowSize: {
      type: 'number',
      label: 'Window size',
      help: 'Of the uniform window: larger windows judge coarser structure. The Gaussian is always 11.',
      min: 3,
      max: 31,
      step: 2,
      default: 7,
      unit: 'px',
    },
    useSampleCovariance: {
      type: 'flag',
      label: 'Unbiased variances',
      help: 'Divides by n − 1 instead of n. The paper and most published numbers use n.',
      default: false,
    },
  },
  /** In −1..1; 1 for equal images. Throws RangeError when the images are smaller than one window. */
  analyse(inputs, params): number {
    return ssim(...twoAlikeU8(inputs, 'ssim'), params);
  },
});
