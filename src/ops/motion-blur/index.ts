/** Linear motion blur: one GPU pass. */
import { defineOp } from '../op';
import { onlyU8 } from '../inputs';
import motionGlsl from './motion.frag.glsl?raw';
import motionWgsl from './motion.wgsl?raw';
import { motionBlur, pointSpread } from './reference';

export default defineOp({
  name: 'motionBlur',
  title: 'Motion blur',
  summary:
    'Averages each pixel along a straight path, as a camera does that moves while it exposes.',
  source: 'Uniform linear motion, Gonzalez & Woods, "Digital Image Processing"',
  inputs: [{ name: 'image', types: ['u8'], channels: [1, 3, 4] }],
  params: {
    length: {
      type: 'number',
      label: 'Length',
      help: 'How far the camera moves during the exposure; 1 leaves the picture as it is.',
      min: 1,
      max: 63,
      step: 1,
      default: 9,
      unit: 'px',
    },
    angle: {
      type: 'number',
      label: 'Direction',
      help: 'Of the motion, anticlockwise from horizontal. Detail across it survives, detail along it goes.',
      min: 0,
      max: 180,
      step: 1,
      default: 0,
      unit: '°',
    },
  },
  outputs: ['image'],
  reference(inputs, params) {
    return { image: motionBlur(onlyU8(inputs, 'motionBlur'), params) };
  },
  gpu: {
    channels: 'each',
    kernels: {
      motion: {
        label: 'Mean along the path',
        wgsl: motionWgsl,
        glsl: motionGlsl,
        wgslFile: 'motion.wgsl',
        glslFile: 'motion.frag.glsl',
      },
    },
    plan([shape], p) {
      const { width = 1, height = 1 } = shape ?? {};
      const taps = pointSpread(p);
      const rows = [taps.map((t) => t.dx), taps.map((t) => t.dy), taps.map((t) => t.weight)];
      return {
        tables: {
          spread: {
            format: 'f32',
            width: taps.length,
            height: rows.length,
            data: Float32Array.from(rows.flat()),
          },
        },
        passes: [
          {
            kernel: 'motion',
            inputs: { image: 'image', spread: 'spread' },
            output: { image: 'result', format: 'i32', width, height },
            uniforms: { pathLength: { i32: p.length } },
          },
        ],
        outputs: { image: { image: 'result', type: 'u8', channels: 1 } },
      };
    },
  },
  tolerance: {
    maxAbs: 1,
    because: 'Weights and sums are float32: a mean next to a half may round to the other side.',
  },
});
