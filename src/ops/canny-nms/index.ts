/** Canny, stages 2 and 3: non-maximum suppression and the double threshold. */
import { onlyU8 } from '../inputs';
import { defineOp } from '../op';
import { cannyNmsSpecs } from './params';
import { cannyNmsKernels, cannyNmsPasses } from './passes';
import { cannyNms } from './reference';

export default defineOp({
  name: 'cannyNms',
  title: 'Canny: thinned and thresholded twice',
  summary:
    'Keeps the crest of every edge, one pixel wide, sorted into weak (128) and strong (255).',
  source: 'Second and third stage of cv::Canny (OpenCV, imgproc); Canny 1986',
  inputs: [{ name: 'image', types: ['u8'], channels: [1] }],
  params: cannyNmsSpecs,
  outputs: ['suppressed'],
  reference(inputs, params) {
    return { suppressed: cannyNms(onlyU8(inputs, 'cannyNms'), params) };
  },
  gpu: {
    channels: 'joint',
    kernels: cannyNmsKernels(''),
    plan([shape], p) {
      return {
        ...cannyNmsPasses(shape, p),
        outputs: { suppressed: { image: 'suppressed', type: 'u8', channels: 1 } },
      };
    },
  },
  tolerance: { maxAbs: 0, because: 'Comparisons of 32-bit integers.' },
});
