/** Adaptive threshold: a separable mean and a comparison, in two passes. */
import type { ChoiceSpec } from '$src/core/params';
import { onlyU8 } from '../inputs';
import { defineOp } from '../op';
import decideGlsl from './decide.frag.glsl?raw';
import decideWgsl from './decide.wgsl?raw';
import {
  adaptiveLimit,
  adaptiveOutcome,
  adaptiveThreshold,
  gaussianWeights,
  type AdaptiveThresholdParams,
} from './reference';
import rowsGlsl from './rows.frag.glsl?raw';
import rowsWgsl from './rows.wgsl?raw';

const methodSpec: ChoiceSpec<AdaptiveThresholdParams['method']> = {
  type: 'choice',
  label: 'Mean of the neighbourhood',
  help: 'A Gaussian counts near pixels more, so that one bright spot far away matters less.',
  options: [
    { value: 'mean', label: 'plain' },
    { value: 'gaussian', label: 'Gaussian' },
  ],
  default: 'mean',
};

const typeSpec: ChoiceSpec<AdaptiveThresholdParams['type']> = {
  type: 'choice',
  label: 'Rule',
  help: 'Whether pixels brighter than their neighbourhood become white or black.',
  options: [
    { value: 'binary', label: 'binary: brighter becomes max' },
    { value: 'binary_inv', label: 'binary inverted: brighter becomes 0' },
  ],
  default: 'binary',
};

export default defineOp({
  name: 'adaptiveThreshold',
  title: 'Adaptive threshold',
  summary: 'Compares every pixel with the mean of its own neighbourhood.',
  source: 'cv::adaptiveThreshold (OpenCV, imgproc)',
  inputs: [{ name: 'image', types: ['u8'], channels: [1] }],
  params: {
    maxValue: {
      type: 'number',
      label: 'Maximum',
      help: 'The grey level that is written where the rule says so.',
      min: 0,
      max: 255,
      step: 1,
      default: 255,
    },
    method: methodSpec,
    type: typeSpec,
    blockSize: {
      type: 'number',
      label: 'Neighbourhood',
      help: 'Side of the square that is averaged; larger than the strokes, smaller than the shadows.',
      min: 3,
      max: 99,
      step: 2,
      default: 11,
      unit: 'px',
    },
    C: {
      type: 'number',
      label: 'Offset C',
      help: 'Grey levels that a pixel may be darker than its neighbourhood and still count as bright.',
      min: -30,
      max: 30,
      step: 0.5,
      default: 2,
    },
  },
  outputs: ['image'],
  reference(inputs, params) {
    return { image: adaptiveThreshold(onlyU8(inputs, 'adaptiveThreshold'), params) };
  },
  gpu: {
    channels: 'joint',
    kernels: {
      rows: {
        label: 'Sum along rows',
        wgsl: rowsWgsl,
        glsl: rowsGlsl,
        wgslFile: 'rows.wgsl',
        glslFile: 'rows.frag.glsl',
      },
      decide: {
        label: 'Sum down columns and decide',
        wgsl: decideWgsl,
        glsl: decideGlsl,
        wgslFile: 'decide.wgsl',
        glslFile: 'decide.frag.glsl',
      },
    },
    plan([shape], p) {
      const { width = 1, height = 1 } = shape ?? {};
      const isBox = p.method === 'mean';
      const weights = isBox ? new Array<number>(p.blockSize).fill(1) : gaussianWeights(p.blockSize);
      const { above, below } = adaptiveOutcome(p);
      return {
        tables: {
          weights: {
            format: 'f32',
            width: weights.length,
            height: 1,
            data: Float32Array.from(weights),
          },
        },
        passes: [
          {
            kernel: 'rows',
            inputs: { image: 'image', weights: 'weights' },
            output: { image: 'rowSum', format: 'f32', width, height },
            uniforms: {},
          },
          {
            kernel: 'decide',
            inputs: { rowSum: 'rowSum', weights: 'weights', image: 'image' },
            output: { image: 'result', format: 'i32', width, height },
            uniforms: {
              area: { i32: isBox ? p.blockSize ** 2 : 0 },
              limit: { i32: adaptiveLimit(p) },
              above: { i32: above },
              below: { i32: below },
            },
          },
        ],
        outputs: { image: { image: 'result', type: 'u8', channels: 1 } },
      };
    },
  },
  tolerance: {
    maxAbs: 255,
    maxFractionDiffering: 0.001,
    because:
      'The plain mean is exact. A Gaussian mean is a float32 sum: where it lies within 1e-4 of a half, a fused multiply-add may round it to the other side, and the pixel flips.',
  },
});
