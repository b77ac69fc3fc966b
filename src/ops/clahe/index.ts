import { expectU8 } from '$src/core/image';
import { onlyU8 } from '../inputs';
import { defineOp } from '../op';
import blendGlsl from './blend.frag.glsl?raw';
import blendWgsl from './blend.wgsl?raw';
import lutGlsl from './lut.frag.glsl?raw';
import lutWgsl from './lut.wgsl?raw';
import { clahe, claheTiling } from './reference';
import slicesGlsl from './slices.frag.glsl?raw';
import slicesWgsl from './slices.wgsl?raw';
import sumGlsl from './sum.frag.glsl?raw';
import sumWgsl from './sum.wgsl?raw';

/** About how many pixels one workgroup counts: enough to be worth starting it, few enough to spread. */
const PIXELS_PER_SLICE = 4096;
const NO_LIMIT = 0x7fffffff;

export default defineOp({
  name: 'clahe',
  title: 'CLAHE',
  summary:
    'Equalises every region by its own histogram, with a limit on how much contrast it adds.',
  source: 'Zuiderveld, Graphics Gems IV (1994), chapter VIII.5; OpenCV CLAHE',
  inputs: [{ name: 'image', types: ['u8'], channels: [1] }],
  params: {
    clipLimit: {
      type: 'number',
      label: 'Clip limit',
      help: 'How many times the mean height a bin may have; low keeps flat areas flat, 0 switches the limit off.',
      min: 0,
      max: 40,
      step: 0.1,
      default: 2,
    },
    tilesX: {
      type: 'number',
      label: 'Tiles across',
      help: 'More tiles adapt to smaller regions.',
      min: 1,
      max: 16,
      step: 1,
      default: 8,
    },
    tilesY: {
      type: 'number',
      label: 'Tiles down',
      help: 'More tiles adapt to smaller regions.',
      min: 1,
      max: 16,
      step: 1,
      default: 8,
    },
  },
  outputs: ['result', 'lut', 'histograms'],
  reference(inputs, params) {
    return { ...clahe(expectU8(onlyU8(inputs, 'clahe'), 'clahe', [1]), params) };
  },
  gpu: {
    channels: 'joint',
    kernels: {
      slices: {
        label: 'Count every slice of a tile',
        wgsl: slicesWgsl,
        glsl: slicesGlsl,
        wgslFile: 'slices.wgsl',
        glslFile: 'slices.frag.glsl',
      },
      sum: {
        label: 'Add up the slices',
        wgsl: sumWgsl,
        glsl: sumGlsl,
        wgslFile: 'sum.wgsl',
        glslFile: 'sum.frag.glsl',
      },
      lut: {
        label: 'Clip, redistribute, add up',
        wgsl: lutWgsl,
        glsl: lutGlsl,
        wgslFile: 'lut.wgsl',
        glslFile: 'lut.frag.glsl',
      },
      blend: {
        label: 'Blend the tables',
        wgsl: blendWgsl,
        glsl: blendGlsl,
        wgslFile: 'blend.wgsl',
        glslFile: 'blend.frag.glsl',
      },
    },
    plan([shape], params) {
      const { width, height } = shape ?? { width: 1, height: 1 };
      const { tilesX, tilesY } = params;
      const { tileWidth, tileHeight, limit } = claheTiling(width, height, params);
      const tiles = tilesX * tilesY;
      const sliceRows = Math.max(1, Math.ceil(PIXELS_PER_SLICE / tileWidth));
      const slices = Math.ceil(tileHeight / sliceRows);
      return {
        passes: [
          {
            kernel: 'slices',
            inputs: { image: 'image' },
            output: {
              image: 'slices',
              format: 'i32x4',
              width: 64 * tilesX,
              height: slices * tilesY,
            },
            uniforms: {
              tileWidth: { i32: tileWidth },
              tileHeight: { i32: tileHeight },
              slices: { i32: slices },
              sliceRows: { i32: sliceRows },
            },
            workgroupSize: [16, 16, 1],
            workgroups: [tilesX, slices * tilesY, 1],
          },
          {
            kernel: 'sum',
            inputs: { slices: 'slices' },
            output: { image: 'histograms', format: 'i32', width: 256, height: tiles },
            uniforms: { tilesX: { i32: tilesX }, slicesPerTile: { i32: slices } },
            workgroupSize: [64, 1, 1],
          },
          {
            kernel: 'lut',
            inputs: { histograms: 'histograms' },
            output: { image: 'lut', format: 'i32', width: 256, height: tiles },
            uniforms: {
              limit: { i32: Math.min(limit, NO_LIMIT) },
              scale: { f32: Math.fround(255 / Math.fround(tileWidth * tileHeight)) },
            },
            workgroupSize: [64, 1, 1],
          },
          {
            kernel: 'blend',
            inputs: { image: 'image', lut: 'lut' },
            output: { image: 'result', format: 'i32', width, height },
            uniforms: {
              tilesX: { i32: tilesX },
              tilesY: { i32: tilesY },
              tileWidth: { f32: tileWidth },
              tileHeight: { f32: tileHeight },
            },
          },
        ],
        outputs: {
          result: { image: 'result', type: 'u8', channels: 1 },
          lut: { image: 'lut', type: 'u8', channels: 1 },
          histograms: { image: 'histograms', type: 'i32', channels: 1 },
        },
      };
    },
  },
  tolerance: {
    maxAbs: 1,
    because: 'the blend of four tables is a float32 sum: near a rounding tie its last bit decides',
  },
});
