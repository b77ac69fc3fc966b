import { defineAnalysis } from '../op';
import { structuringElement } from './reference';

export default defineAnalysis({
  name: 'structuringElement',
  title: 'Structuring element',
  summary: 'The set of positions that erosion and dilation look at, as a mask.',
  source: 'OpenCV getStructuringElement; Serra, Image Analysis and Mathematical Morphology (1982)',
  inputs: [],
  params: {
    shape: {
      type: 'choice',
      label: 'Shape',
      help: 'Rectangles keep corners, crosses and ellipses round them off.',
      options: [
        { value: 'rect', label: 'Rectangle' },
        { value: 'cross', label: 'Cross' },
        { value: 'ellipse', label: 'Ellipse' },
      ],
      default: 'rect',
    },
    width: {
      type: 'number',
      label: 'Width',
      help: 'A wider element reaches further to the left and right.',
      min: 1,
      max: 31,
      step: 1,
      default: 5,
      unit: 'px',
    },
    height: {
      type: 'number',
      label: 'Height',
      help: 'A taller element reaches further up and down.',
      min: 1,
      max: 31,
      step: 1,
      default: 5,
      unit: 'px',
    },
  },
  analyse: (_inputs, { shape, width, height }) => structuringElement(shape, width, height),
});
