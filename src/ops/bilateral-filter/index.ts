/** Bilateral filter: one GPU pass, in a version for one channel and one for colour. */
import { defineOp } from '../op';
import { borderCode, borderSpec } from '../border';
import { onlyU8 } from '../inputs';
import colourGlsl from './colour.frag.glsl?raw';
import colourWgsl from './colour.wgsl?raw';
import grayGlsl from './gray.frag.glsl?raw';
import grayWgsl from './gray.wgsl?raw';
import { bilateralFilter, bilateralWindow } from './reference';

export default defineOp({
  name: 'bilateralFilter',
  title: 'Bilateral filter',
  summary: 'Averages each pixel with those near it in place and in colour, so that edges stay.',
  source:
    'Tomasi & Manduchi, ICCV 1998; window and colour distance of cv::bilateralFilter (OpenCV)',
  inputs: [{ name: 'image', types: ['u8'], channels: [1, 3, 4] }],
  params: {
    d: {
      type: 'number',
      label: 'Diameter (0: from σ space)',
      help: 'Larger discs smooth wider and cost with the square; 0 takes 1.5 σ space to each side.',
      min: 0,
      max: 31,
      step: 1,
      default: 9,
      unit: 'px',
    },
    sigmaColor: {
      type: 'number',
      label: 'σ colour',
      help: 'How different a pixel may be and still count; large values turn it into a plain blur.',
      min: 1,
      max: 200,
      step: 1,
      default: 30,
      unit: 'grey levels',
    },
    sigmaSpace: {
      type: 'number',
      label: 'σ space',
      help: 'How far weights reach. Beyond the radius of the disc, more changes hardly anything.',
      min: 0.5,
      max: 20,
      step: 0.5,
      default: 3,
      unit: 'px',
    },
    border: borderSpec,
  },
  outputs: ['image'],
  reference(inputs, params) {
    return { image: bilateralFilter(onlyU8(inputs, 'bilateralFilter'), params) };
  },
  gpu: {
    channels: 'joint',
    kernels: {
      gray: {
        label: 'Bilateral mean, one channel',
        wgsl: grayWgsl,
        glsl: grayGlsl,
        wgslFile: 'gray.wgsl',
        glslFile: 'gray.frag.glsl',
      },
      colour: {
        label: 'Bilateral mean, colour',
        wgsl: colourWgsl,
        glsl: colourGlsl,
        wgslFile: 'colour.wgsl',
        glslFile: 'colour.frag.glsl',
      },
    },
    plan([shape], p) {
      const { width = 1, height = 1, channels = 1 } = shape ?? {};
      const { radius, sigmaColor, sigmaSpace } = bilateralWindow(p);
      return {
        passes: [
          {
            kernel: channels === 1 ? 'gray' : 'colour',
            inputs: { image: 'image' },
            output: { image: 'result', format: channels === 1 ? 'i32' : 'u8x4', width, height },
            uniforms: {
              radius: { i32: radius },
              border: { i32: borderCode[p.border] },
              sigmaSpace: { f32: sigmaSpace },
              sigmaColor: { f32: sigmaColor },
            },
          },
        ],
        outputs: { image: { image: 'result', type: 'u8', channels } },
      };
    },
  },
  tolerance: {
    maxAbs: 1,
    because:
      'Weights come from the exp() of the device and are added in float32: a mean next to a half may round to the other side.',
  },
});
