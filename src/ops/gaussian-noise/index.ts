/** Additive Gaussian noise from a seed: the same noise on every backend. */
import { defineOp } from '../op';
import { onlyU8 } from '../inputs';
import colourGlsl from './colour.frag.glsl?raw';
import colourWgsl from './colour.wgsl?raw';
import grayGlsl from './gray.frag.glsl?raw';
import grayWgsl from './gray.wgsl?raw';
import { gaussianNoise } from './reference';

export default defineOp({
  name: 'gaussianNoise',
  title: 'Gaussian noise',
  summary: 'Adds independent normal noise to every value.',
  source: 'Box & Muller, 1958, on the hash pcg4d of Jarzynski & Olano, JCGT 9(3), 2020',
  inputs: [{ name: 'image', types: ['u8'], channels: [1, 3, 4] }],
  params: {
    sigma: {
      type: 'number',
      label: 'σ',
      help: 'Standard deviation of what is added; results are clamped to 0..255.',
      min: 0,
      max: 100,
      step: 0.5,
      default: 15,
      unit: 'grey levels',
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
    return { image: gaussianNoise(onlyU8(inputs, 'gaussianNoise'), params) };
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
            uniforms: { seed: { i32: p.seed }, sigma: { f32: p.sigma } },
          },
        ],
        outputs: { image: { image: 'result', type: 'u8', channels } },
      };
    },
  },
  tolerance: {
    maxAbs: 1,
    because:
      'The random bits are equal, but log and cos of the device are only good to about 2⁻¹¹, at most 0.3 grey levels at σ = 100: the sum may round to the next one.',
  },
});
