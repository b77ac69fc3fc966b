/** Integral image: reference only. */
import { defineOp } from '../op';
import { onlyU8 } from '../inputs';
import { integral } from './reference';

export default defineOp({
  name: 'integral',
  title: 'Integral image',
  summary: 'Sums everything above and to the left, so that any rectangle is four look-ups.',
  source: 'Crow, SIGGRAPH 1984; cv::integral (OpenCV, imgproc)',
  inputs: [{ name: 'image', types: ['u8'], channels: [1, 3, 4] }],
  params: {},
  outputs: ['image'],
  reference(inputs) {
    return { image: integral(onlyU8(inputs, 'integral')) };
  },
  gpu: {
    missing:
      'Every output depends on all pixels before it. On a GPU that is a parallel prefix sum, another algorithm than the definition shown here.',
  },
  tolerance: { maxAbs: 0, because: 'Exact integers; there is only the reference.' },
});
