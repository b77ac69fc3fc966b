/** The Laplacian in one integer pass. */
import { borderCode, borderSpec } from '../border';
import { onlyU8 } from '../inputs';
import { defineOp } from '../op';
import { derivativeOutputSpecs, sobelSizeSpec } from '../sobel/params';
import { exactDerivative, finishUniforms, integerTable } from '../sobel/passes';
import laplacianGlsl from './laplacian.frag.glsl?raw';
import laplacianWgsl from './laplacian.wgsl?raw';
import { laplacian, laplacianKernel } from './reference';

export default defineOp({
  name: 'laplacian',
  title: 'Laplacian',
  summary: 'The sum of both second derivatives: zero on even slopes, changing sign across an edge.',
  source: 'cv::Laplacian (OpenCV, imgproc)',
  inputs: [{ name: 'image', types: ['u8'], channels: [1, 3] }],
  params: { ksize: sobelSizeSpec, ...derivativeOutputSpecs, border: borderSpec },
  outputs: ['image'],
  reference(inputs, params) {
    return { image: laplacian(onlyU8(inputs, 'laplacian'), params) };
  },
  gpu: {
    channels: 'each',
    kernels: {
      laplacian: {
        label: 'Laplacian',
        wgsl: laplacianWgsl,
        glsl: laplacianGlsl,
        wgslFile: 'laplacian.wgsl',
        glslFile: 'laplacian.frag.glsl',
      },
    },
    plan([shape], p) {
      const { width = 1, height = 1 } = shape ?? {};
      return {
        tables: { weights: integerTable(laplacianKernel(p.ksize)) },
        passes: [
          {
            kernel: 'laplacian',
            inputs: { image: 'image', weights: 'weights' },
            output: { image: 'result', format: 'i32', width, height },
            uniforms: { border: { i32: borderCode[p.border] }, ...finishUniforms(p) },
          },
        ],
        outputs: { image: { image: 'result', type: p.outputType, channels: 1 } },
      };
    },
  },
  tolerance: exactDerivative,
});
