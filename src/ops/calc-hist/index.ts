import { expectU8 } from '$src/core/image';
import { onlyU8 } from '../inputs';
import { defineOp } from '../op';
import { histogramKernels, histogramPasses } from './gpu';
import { calcHist } from './reference';

export default defineOp({
  name: 'calcHist',
  title: 'Histogram',
  summary: 'Counts how many pixels fall into each interval of gray values.',
  source: 'OpenCV calcHist',
  inputs: [{ name: 'image', types: ['u8'], channels: [1] }],
  params: {
    bins: {
      type: 'number',
      label: 'Bins',
      help: 'More bins show finer structure and make each count smaller.',
      min: 1,
      max: 256,
      step: 1,
      default: 256,
    },
    low: {
      type: 'number',
      label: 'Lowest value',
      help: 'Darker pixels are not counted.',
      min: 0,
      max: 255,
      step: 1,
      default: 0,
    },
    span: {
      type: 'number',
      label: 'Range',
      help: 'How many gray values, from the lowest on, the bins share; brighter pixels are not counted.',
      min: 1,
      max: 256,
      step: 1,
      default: 256,
    },
  },
  outputs: ['histogram'],
  reference(inputs, { bins, low, span }) {
    const image = expectU8(onlyU8(inputs, 'calcHist'), 'calcHist', [1]);
    return { histogram: calcHist(image, { bins, low, high: low + span }) };
  },
  gpu: {
    channels: 'joint',
    kernels: histogramKernels,
    plan: ([shape], params) => ({
      passes: histogramPasses(shape ?? { width: 1, height: 1 }, params),
      outputs: { histogram: { image: 'histogram', type: 'i32', channels: 1 } },
    }),
  },
  tolerance: {
    maxAbs: 0,
    because: 'counts are integers, and adding integers is exact in any order',
  },
});
