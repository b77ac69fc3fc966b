/** Otsu's threshold of an image. Reference only: 256 sums over a histogram leave a GPU nothing to do. */
import { onlyU8 } from '../inputs';
import { defineAnalysis } from '../op';
import { otsu } from './reference';

export interface OtsuResult {
  /** 0..255, for `v > threshold`. */
  readonly threshold: number;
}

export default defineAnalysis({
  name: 'otsu',
  title: 'Otsu threshold',
  summary: 'The grey level that best splits the histogram into two classes.',
  source: 'cv::threshold with THRESH_OTSU (OpenCV, imgproc); Otsu 1979',
  inputs: [{ name: 'image', types: ['u8'], channels: [1] }],
  params: {},
  analyse(inputs): OtsuResult {
    return { threshold: otsu(onlyU8(inputs, 'otsu')) };
  },
});
