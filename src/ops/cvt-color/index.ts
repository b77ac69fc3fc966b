import { onlyU8 } from '../inputs';
import { defineOp, type Kernel } from '../op';
import gray2rgbGlsl from './gray2rgb.frag.glsl?raw';
import gray2rgbWgsl from './gray2rgb.wgsl?raw';
import hsv2rgbGlsl from './hsv2rgb.frag.glsl?raw';
import hsv2rgbWgsl from './hsv2rgb.wgsl?raw';
import lab2rgbGlsl from './lab2rgb.frag.glsl?raw';
import lab2rgbWgsl from './lab2rgb.wgsl?raw';
import rgb2grayGlsl from './rgb2gray.frag.glsl?raw';
import rgb2grayWgsl from './rgb2gray.wgsl?raw';
import rgb2hsvGlsl from './rgb2hsv.frag.glsl?raw';
import rgb2hsvWgsl from './rgb2hsv.wgsl?raw';
import rgb2labGlsl from './rgb2lab.frag.glsl?raw';
import rgb2labWgsl from './rgb2lab.wgsl?raw';
import rgb2ycrcbGlsl from './rgb2ycrcb.frag.glsl?raw';
import rgb2ycrcbWgsl from './rgb2ycrcb.wgsl?raw';
import ycrcb2rgbGlsl from './ycrcb2rgb.frag.glsl?raw';
import ycrcb2rgbWgsl from './ycrcb2rgb.wgsl?raw';
import { channelsAfter, cvtColor } from './reference';

export default defineOp({
  name: 'cvtColor',
  title: 'Colour conversion',
  summary: 'Expresses every pixel in another colour space, in 8 bits a channel.',
  source: 'OpenCV cvtColor; ITU-R BT.601; CIE 15:2004; IEC 61966-2-1 (sRGB)',
  inputs: [{ name: 'image', types: ['u8'], channels: [1, 3, 4] }],
  params: {
    code: {
      type: 'choice',
      label: 'Conversion',
      help: 'From which colour space to which; HSV, L*a*b* and YCrCb keep brightness apart from colour.',
      options: [
        { value: 'RGB2GRAY', label: 'RGB to gray' },
        { value: 'GRAY2RGB', label: 'Gray to RGB' },
        { value: 'RGB2HSV', label: 'RGB to HSV' },
        { value: 'HSV2RGB', label: 'HSV to RGB' },
        { value: 'RGB2Lab', label: 'RGB to L*a*b*' },
        { value: 'Lab2RGB', label: 'L*a*b* to RGB' },
        { value: 'RGB2YCrCb', label: 'RGB to YCrCb' },
        { value: 'YCrCb2RGB', label: 'YCrCb to RGB' },
      ],
      default: 'RGB2GRAY',
    },
  },
  outputs: ['result'],
  reference: (inputs, { code }) => ({ result: cvtColor(onlyU8(inputs, 'cvtColor'), code) }),
  gpu: {
    channels: 'joint',
    kernels: {
      RGB2GRAY: kernelOf('RGB to gray', 'rgb2gray', rgb2grayWgsl, rgb2grayGlsl),
      GRAY2RGB: kernelOf('Gray to RGB', 'gray2rgb', gray2rgbWgsl, gray2rgbGlsl),
      RGB2HSV: kernelOf('RGB to HSV', 'rgb2hsv', rgb2hsvWgsl, rgb2hsvGlsl),
      HSV2RGB: kernelOf('HSV to RGB', 'hsv2rgb', hsv2rgbWgsl, hsv2rgbGlsl),
      RGB2Lab: kernelOf('RGB to L*a*b*', 'rgb2lab', rgb2labWgsl, rgb2labGlsl),
      Lab2RGB: kernelOf('L*a*b* to RGB', 'lab2rgb', lab2rgbWgsl, lab2rgbGlsl),
      RGB2YCrCb: kernelOf('RGB to YCrCb', 'rgb2ycrcb', rgb2ycrcbWgsl, rgb2ycrcbGlsl),
      YCrCb2RGB: kernelOf('YCrCb to RGB', 'ycrcb2rgb', ycrcb2rgbWgsl, ycrcb2rgbGlsl),
    },
    plan([shape], { code }) {
      const { width, height, channels } = shape ?? { width: 1, height: 1, channels: 3 };
      const after = channelsAfter(code, channels);
      const format = after === 1 ? 'i32' : 'u8x4';
      return {
        passes: [
          {
            kernel: code,
            inputs: { image: 'image' },
            output: { image: 'result', format, width, height },
            uniforms: {},
          },
        ],
        outputs: { result: { image: 'result', type: 'u8', channels: after } },
      };
    },
  },
  tolerance: {
    maxAbs: 1,
    because:
      'L*a*b* needs powers and roots in float32: near a rounding tie the last bit decides. The other codes are whole-number arithmetic and equal.',
  },
});

function kernelOf(label: string, file: string, wgsl: string, glsl: string): Kernel {
  return { label, wgsl, glsl, wgslFile: `${file}.wgsl`, glslFile: `${file}.frag.glsl` };
}
