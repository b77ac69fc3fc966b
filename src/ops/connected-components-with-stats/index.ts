import { expectU8 } from '$src/core/image';
import { componentStats, connectedComponents } from '../connected-components/reference';
import { onlyU8 } from '../inputs';
import { defineAnalysis } from '../op';

export default defineAnalysis({
  name: 'connectedComponentsWithStats',
  title: 'Component statistics',
  summary: 'Counts the objects of a mask and measures the box, area and centroid of each.',
  source: 'OpenCV connectedComponentsWithStats',
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
  analyse(inputs, { connectivity }) {
    const name = 'connectedComponentsWithStats';
    const mask = expectU8(onlyU8(inputs, name), name, [1]);
    return componentStats(connectedComponents(mask, connectivity === '4' ? 4 : 8));
  },
});
