/** Global threshold, one integer pass. */
import type { ChoiceSpec } from '$src/core/params';
import { roundHalfEven, saturateU8 } from '$src/core/rounding';
import { onlyU8 } from '../inputs';
import { defineOp } from '../op';
import { threshold, type ThresholdType } from './reference';
import thresholdGlsl from './threshold.frag.glsl?raw';
import thresholdWgsl from './threshold.wgsl?raw';

const typeSpec: ChoiceSpec<ThresholdType> = {
  type: 'choice',
  label: 'Rule',
  help: 'What becomes of the pixels above the threshold and of the others.',
  options: [
    { value: 'binary', label: 'binary: above becomes max, the rest 0' },
    { value: 'binary_inv', label: 'binary inverted: above becomes 0, the rest max' },
    { value: 'trunc', label: 'truncate: above becomes the threshold' },
    { value: 'tozero', label: 'to zero: the rest becomes 0' },
    { value: 'tozero_inv', label: 'to zero inverted: above becomes 0' },
  ],
  default: 'binary',
};

/** The codes in the kernels. */
const ruleCode: Readonly<Record<ThresholdType, number>> = {
  binary: 0,
  binary_inv: 1,
  trunc: 2,
  tozero: 3,
  tozero_inv: 4,
};

export default defineOp({
  name: 'threshold',
  title: 'Threshold',
  summary: 'Splits an image at one grey level.',
  source: 'cv::threshold (OpenCV, imgproc)',
  inputs: [{ name: 'image', types: ['u8'], channels: [1, 3, 4] }],
  params: {
    thresh: {
      type: 'number',
      label: 'Threshold',
      help: 'Brighter pixels than this count as above; a pixel equal to it does not.',
      min: 0,
      max: 255,
      step: 1,
      default: 127,
    },
    maxValue: {
      type: 'number',
      label: 'Maximum',
      help: 'The grey level that the two binary rules write.',
      min: 0,
      max: 255,
      step: 1,
      default: 255,
    },
    type: typeSpec,
  },
  outputs: ['image'],
  reference(inputs, params) {
    return { image: threshold(onlyU8(inputs, 'threshold'), params) };
  },
  gpu: {
    channels: 'each',
    kernels: {
      threshold: {
        label: 'Threshold',
        wgsl: thresholdWgsl,
        glsl: thresholdGlsl,
        wgslFile: 'threshold.wgsl',
        glslFile: 'threshold.frag.glsl',
      },
    },
    plan([shape], p) {
      const { width = 1, height = 1 } = shape ?? {};
      return {
        passes: [
          {
            kernel: 'threshold',
            inputs: { image: 'image' },
            output: { image: 'result', format: 'i32', width, height },
            uniforms: {
              thresh: { i32: Math.floor(p.thresh) },
              maxValue: { i32: saturateU8(roundHalfEven(p.maxValue)) },
              rule: { i32: ruleCode[p.type] },
            },
          },
        ],
        outputs: { image: { image: 'result', type: 'u8', channels: 1 } },
      };
    },
  },
  tolerance: { maxAbs: 0, because: 'Comparisons of integers.' },
});
