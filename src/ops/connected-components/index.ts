import { expectU8 } from '$src/core/image';
import { onlyU8 } from '../inputs';
import { defineOp } from '../op';
import { connectedComponents } from './reference';

export default defineOp({
  name: 'connectedComponents',
  title: 'Connected components',
  summary: 'Numbers the objects of a mask: pixels that hang together get the same label.',
  source:
    'Rosenfeld & Pfaltz, Sequential operations in digital picture processing (1966); OpenCV connectedComponents',
  inputs: [{ name: 'mask', types: ['u8'], channels: [1] }],
  params: {
    connectivity: {
      type: 'choice',
      label: 'Neighbours',
      help: 'With 8, pixels that touch only at a corner belong together; with 4 they do not.',
      options: [
        { value: '4', label: '4 (edges)' },
        { value: '8', label: '8 (edges and corners)' },
      ],
      default: '8',
    },
  },
  outputs: ['labels'],
  reference(inputs, { connectivity }) {
    const mask = expectU8(onlyU8(inputs, 'connectedComponents'), 'connectedComponents', [1]);
    return { labels: connectedComponents(mask, connectivity === '4' ? 4 : 8) };
  },
  gpu: {
    missing:
      'A label may have to travel across the whole image, so a GPU needs as many passes as the longest component is long; union-find in one thread needs two.',
  },
  tolerance: { maxAbs: 0, because: 'there is only the reference' },
});
