import { expectU8 } from '$src/core/image';
import { onlyU8 } from '../inputs';
import { defineOp } from '../op';
import { fillHoles } from './reference';

export default defineOp({
  name: 'fillHoles',
  title: 'Fill holes',
  summary: 'Fills background that is not connected to the outside of the image.',
  source: 'scikit-image / SciPy binary_fill_holes',
  inputs: [{ name: 'mask', types: ['u8'], channels: [1] }],
  params: {
    backgroundConnectivity: {
      type: 'choice',
      label: 'Background neighbours',
      help: 'With 8, a hole that touches the outside at a corner only is open and stays.',
      options: [
        { value: '4', label: '4 (edges)' },
        { value: '8', label: '8 (edges and corners)' },
      ],
      default: '4',
    },
  },
  outputs: ['result'],
  reference(inputs, { backgroundConnectivity }) {
    const mask = expectU8(onlyU8(inputs, 'fillHoles'), 'fillHoles', [1]);
    return { result: fillHoles(mask, backgroundConnectivity === '4' ? 4 : 8) };
  },
  gpu: {
    missing: 'It needs connected components, which are made by the reference.',
  },
  tolerance: { maxAbs: 0, because: 'there is only the reference' },
});
