/** Salt-and-pepper noise from a seed: every backend loses the same values. */
import { defineOp } from '../op';
import { onlyU8 } from '../inputs';
import colourGlsl from './colour.frag.glsl?raw';
import colourWgsl from './colour.wgsl?raw';
import grayGlsl from './gray.frag.glsl?raw';
import grayWgsl from './gray.wgsl?raw';
import { lossThreshold, saltAndPepperNoise } from './reference';

export default defineOp({
  name: 'saltAndPepperNoise',
  title: 'Salt-and-pepper noise',
  summary: 'Turns a share of all values into black or white.',
  source: 'Impulse noise, Gonzalez & Woods; the hash pcg4d of Jarzynski & Olano, JCGT 9(3), 2020',
  inputs: [{ name: 'image', types: ['u8'], channels: [1, 3, 4] }],
  params: {
    amount: {
      type: 'number',
      label: 'Amount',
      help: 'Share of the values that are lost, half of them to white and half to black.',
      min: 0,
      max: 1,
      step: 0.01,
      default: 0.05,
    },
    seed: {
      type: 'number',
      label: 'Seed',
      help: 'The same seed gives the same noise; another seed gives another.',
      min: 0,
      max: 2147483647,
      step: 1,
      default: 1,
    },
  },
  outputs: ['image'],
  reference(inputs, params) {
    return { image: saltAndPepperNoise(onlyU8(inputs, 'saltAndPepperNoise'), params) };
  },
  gpu: {
    channels: 'joint',
    kernels: {
      gray: {
        label: 'Noise on one channel',
        wgsl: grayWgsl,
        glsl: grayGlsl,
        wgslFile: 'gray.wgsl',
        glslFile: 'gray.frag.glsl',
      },
      colour: {
        label: 'Noise on colour',
        wgsl: colourWgsl,
        glsl: colourGlsl,
        wgslFile: 'colour.wgsl',
        glslFile: 'colour.frag.glsl',
      },
    },
    plan([shape], p) {
      const { width = 1, height = 1, channels = 1 } = shape ?? {};
      return {
        passes: [
          {
            kernel: channels === 1 ? 'gray' : 'colour',
            inputs: { image: 'image' },
            output: { image: 'result', format: channels === 1 ? 'i32' : 'u8x4', width, height },
            uniforms: { seed: { i32: p.seed }, threshold: { i32: lossThreshold(p.amount) } },
          },
        ],
        outputs: { image: { image: 'result', type: 'u8', channels } },
      };
    },
  },
  tolerance: { maxAbs: 0, because: 'The hash and the comparison are whole numbers.' },
});
