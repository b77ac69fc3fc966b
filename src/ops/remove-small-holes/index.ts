import { expectU8 } from '$src/core/image';
import { onlyU8 } from '../inputs';
import { defineOp } from '../op';
import { removeSmallHoles } from './reference';

export default defineOp({
  name: 'removeSmallHoles',
  title: 'Remove small holes',
  summary: 'Fills connected background with fewer pixels than a limit.',
  source: 'scikit-image remove_small_holes',
  inputs: [{ name: 'mask', types: ['u8'], channels: [1] }],
  params: {
    areaThreshold: {
      type: 'number',
      label: 'Smallest hole',
      help: 'Holes with fewer pixels are filled; larger ones stay open.',
      min: 0,
      max: 10000,
      step: 1,
      default: 64,
      unit: 'px',
    },
    connectivity: {
      type: 'choice',
      label: 'Background neighbours',
      help: 'With 8, background pixels that touch only at a corner belong together; with 4 they do not.',
      options: [
        { value: '4', label: '4 (edges)' },
        { value: '8', label: '8 (edges and corners)' },
      ],
      default: '8',
    },
  },
  outputs: ['result'],
  reference(inputs, { areaThreshold, connectivity }) {
    const mask = expectU8(onlyU8(inputs, 'removeSmallHoles'), 'removeSmallHoles', [1]);
    return { result: removeSmallHoles(mask, areaThreshold, connectivity === '4' ? 4 : 8) };
  },
  gpu: {
    missing: 'It needs connected components, which are made by the reference.',
  },
  tolerance: { maxAbs: 0, because: 'there is only the reference' },
});
