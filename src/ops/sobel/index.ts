/** Sobel derivatives in two separable integer passes. */
import { borderSpec } from '../border';
import { onlyU8 } from '../inputs';
import { defineOp } from '../op';
import { derivativeOutputSpecs, sobelSizeSpec } from './params';
import { derivativeKernels, derivativePasses, exactDerivative } from './passes';
import { sobel, sobelKernel } from './reference';

export default defineOp({
  name: 'sobel',
  title: 'Sobel derivative',
  summary: 'How fast brightness changes along an axis, smoothed across it.',
  source: 'cv::Sobel (OpenCV, imgproc); Sobel and Feldman 1968',
  inputs: [{ name: 'image', types: ['u8'], channels: [1, 3] }],
  params: {
    dx: {
      type: 'number',
      label: 'Order along x',
      help: '1 answers to vertical edges, 2 to thin vertical lines, 0 only smooths along x.',
      min: 0,
      max: 2,
      step: 1,
      default: 1,
    },
    dy: {
      type: 'number',
      label: 'Order along y',
      help: '1 answers to horizontal edges, 2 to thin horizontal lines, 0 only smooths along y.',
      min: 0,
      max: 2,
      step: 1,
      default: 0,
    },
    ksize: sobelSizeSpec,
    ...derivativeOutputSpecs,
    border: borderSpec,
  },
  outputs: ['image'],
  reference(inputs, params) {
    return { image: sobel(onlyU8(inputs, 'sobel'), params) };
  },
  gpu: {
    channels: 'each',
    kernels: derivativeKernels(''),
    plan([shape], p) {
      const rowKernel = sobelKernel(p.dx, p.ksize);
      const columnKernel = sobelKernel(p.dy, p.ksize);
      return {
        ...derivativePasses('result', shape, rowKernel, columnKernel, p),
        outputs: { image: { image: 'result', type: p.outputType, channels: 1 } },
      };
    },
  },
  tolerance: exactDerivative,
});
