import { expectU8 } from '$src/core/image';
import { onlyU8 } from '../inputs';
import { defineOp } from '../op';
import { removeSmallObjects } from './reference';

export default defineOp({
  name: 'removeSmallObjects',
  title: 'Remove small objects',
  summary: 'Removes connected components with fewer pixels than a limit.',
  source: 'scikit-image remove_small_objects',
  inputs: [{ name: 'mask', types: ['u8'], channels: [1] }],
  params: {
    minSize: {
      type: 'number',
      label: 'Smallest object',
      help: 'Objects with fewer pixels vanish; the others keep their exact outline.',
      min: 0,
      max: 10000,
      step: 1,
      default: 64,
      unit: 'px',
    },
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
  outputs: ['result'],
  reference(inputs, { minSize, connectivity }) {
    const mask = expectU8(onlyU8(inputs, 'removeSmallObjects'), 'removeSmallObjects', [1]);
    return { result: removeSmallObjects(mask, minSize, connectivity === '4' ? 4 : 8) };
  },
  gpu: {
    missing: 'It needs connected components, which are made by the reference.',
  },
  tolerance: { maxAbs: 0, because: 'there is only the reference' },
});
