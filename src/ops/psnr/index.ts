/** Peak signal-to-noise ratio: a number for how far two images are apart. */
import { defineAnalysis } from '../op';
import { twoAlikeU8 } from '../inputs';
import { psnr } from './reference';

export default defineAnalysis({
  name: 'psnr',
  title: 'PSNR',
  summary: 'Mean squared error on a logarithmic scale, in decibels; Infinity for equal images.',
  source: 'skimage.metrics.peak_signal_noise_ratio (scikit-image)',
  inputs: [
    { name: 'image', types: ['u8'], channels: [1, 3, 4] },
    { name: 'original', types: ['u8'], channels: [1, 3, 4] },
  ],
  params: {},
  /** In dB. Infinity for equal images, which JSON cannot hold: write it in words. */
  analyse(inputs): number {
    return psnr(...twoAlikeU8(inputs, 'psnr'));
  },
});
