import { expectU8 } from '$src/core/image';
import { onlyU8 } from '../inputs';
import { defineOp } from '../op';
import { distanceTransform } from './reference';

export default defineOp({
  name: 'distanceTransform',
  title: 'Distance transform',
  summary: 'The distance of every pixel to the nearest zero pixel.',
  source:
    'Borgefors, Distance transformations in digital images (1986); Felzenszwalb & Huttenlocher (2012); OpenCV distanceTransform',
  inputs: [{ name: 'mask', types: ['u8'], channels: [1] }],
  params: {
    metric: {
      type: 'choice',
      label: 'Distance',
      help: 'How far a diagonal step is: √2 (Euclidean), 2 (city block) or 1 (chessboard).',
      options: [
        { value: 'L2', label: 'Euclidean (L2)' },
        { value: 'L1', label: 'City block (L1)' },
        { value: 'C', label: 'Chessboard (C)' },
      ],
      default: 'L2',
    },
    mask: {
      type: 'choice',
      label: 'Method',
      help: 'Larger masks come closer to the true Euclidean distance; city block and chessboard are exact anyway.',
      options: [
        { value: '3', label: '3 × 3 chamfer' },
        { value: '5', label: '5 × 5 chamfer' },
        { value: 'precise', label: 'Exact' },
      ],
      default: 'precise',
    },
  },
  outputs: ['distance'],
  reference(inputs, { metric, mask }) {
    const image = expectU8(onlyU8(inputs, 'distanceTransform'), 'distanceTransform', [1]);
    const size = mask === 'precise' ? mask : mask === '3' ? 3 : 5;
    return { distance: distanceTransform(image, metric, size) };
  },
  gpu: {
    missing:
      'Both sweeps of a chamfer transform, and the parabolas of the exact one, go along a line pixel by pixel: each needs the one before.',
  },
  tolerance: { maxAbs: 0, because: 'there is only the reference' },
});
