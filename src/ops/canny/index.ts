/** The Canny edge detector with every stage as an output. */
import { cannyNmsSpecs } from '../canny-nms/params';
import { cannyNmsKernels, cannyNmsPasses } from '../canny-nms/passes';
import { directionKernel, directionTolerance } from '../gradient-direction/kernel';
import { onlyU8 } from '../inputs';
import { defineOp } from '../op';
import edgesGlsl from './edges.frag.glsl?raw';
import edgesWgsl from './edges.wgsl?raw';
import hysteresisGlsl from './hysteresis.frag.glsl?raw';
import hysteresisWgsl from './hysteresis.wgsl?raw';
import keptGlsl from './kept.frag.glsl?raw';
import keptWgsl from './kept.wgsl?raw';
import packGlsl from './pack.frag.glsl?raw';
import packWgsl from './pack.wgsl?raw';
import { canny } from './reference';

export default defineOp({
  name: 'canny',
  title: 'Canny edges',
  summary:
    'Thin, connected edges: gradient, thinning, two thresholds, and hysteresis between them.',
  source: 'cv::Canny (OpenCV, imgproc); Canny, IEEE PAMI 8(6), 1986',
  inputs: [{ name: 'image', types: ['u8'], channels: [1] }],
  params: cannyNmsSpecs,
  outputs: ['edges', 'dx', 'dy', 'magnitude', 'direction', 'suppressed', 'kept'],
  reference(inputs, params) {
    return { ...canny(onlyU8(inputs, 'canny'), params) };
  },
  gpu: {
    channels: 'joint',
    kernels: {
      ...cannyNmsKernels('../canny-nms/'),
      direction: directionKernel('../gradient-direction/'),
      pack: {
        label: '32 pixels in one integer',
        wgsl: packWgsl,
        glsl: packGlsl,
        wgslFile: 'pack.wgsl',
        glslFile: 'pack.frag.glsl',
      },
      hysteresis: {
        label: 'Hysteresis',
        wgsl: hysteresisWgsl,
        glsl: hysteresisGlsl,
        wgslFile: 'hysteresis.wgsl',
        glslFile: 'hysteresis.frag.glsl',
      },
      edges: {
        label: 'Edges',
        wgsl: edgesWgsl,
        glsl: edgesGlsl,
        wgslFile: 'edges.wgsl',
        glslFile: 'edges.frag.glsl',
      },
      kept: {
        label: 'What hysteresis kept',
        wgsl: keptWgsl,
        glsl: keptGlsl,
        wgslFile: 'kept.wgsl',
        glslFile: 'kept.frag.glsl',
      },
    },
    plan([shape], p) {
      const { width = 1, height = 1 } = shape ?? {};
      const { tables, passes } = cannyNmsPasses(shape, p);
      const packed = { format: 'i32x4', width: Math.ceil(width / 32), height } as const;
      return {
        tables,
        passes: [
          ...passes,
          {
            kernel: 'direction',
            inputs: { dx: 'dx', dy: 'dy' },
            output: { image: 'direction', format: 'f32', width, height },
            uniforms: {},
          },
          {
            kernel: 'pack',
            inputs: { suppressed: 'suppressed' },
            output: { image: 'state', ...packed },
            uniforms: {},
          },
          {
            kernel: 'hysteresis',
            inputs: { state: 'state' },
            output: { image: 'grown', ...packed },
            uniforms: {},
            // A pass that changes anything settles at least one pixel; one more finds nothing to do.
            repeat: { from: 'state', atMost: width * height + 1 },
          },
          {
            kernel: 'edges',
            inputs: { grown: 'grown' },
            output: { image: 'edges', format: 'i32', width, height },
            uniforms: {},
          },
          {
            kernel: 'kept',
            inputs: { suppressed: 'suppressed', edges: 'edges' },
            output: { image: 'kept', format: 'i32', width, height },
            uniforms: {},
          },
        ],
        outputs: {
          edges: { image: 'edges', type: 'u8', channels: 1 },
          dx: { image: 'dx', type: 'i16', channels: 1 },
          dy: { image: 'dy', type: 'i16', channels: 1 },
          magnitude: { image: 'magnitude', type: 'i32', channels: 1 },
          direction: { image: 'direction', type: 'f32', channels: 1 },
          suppressed: { image: 'suppressed', type: 'u8', channels: 1 },
          kept: { image: 'kept', type: 'u8', channels: 1 },
        },
      };
    },
  },
  tolerance: {
    maxAbs: directionTolerance.maxAbs,
    because: `All outputs but the direction are integers, so this means exact. Direction: ${directionTolerance.because}`,
  },
});
