/**
 * The runners' own kernels: take one channel out of a colour texture, put single channels together
 * again, copy a texture. They let a plan written for one channel run on colour.
 *
 * They are made from one template per language because the languages have no generics over texel
 * types. They are no op and are not shown to learners as one.
 */
import type { Kernel, Pass, TexelFormat } from '$src/ops/op';
import { formatFacts } from './texels';

type Scalar = 'i32' | 'u32' | 'f32';

const scalarOf = { sint: 'i32', uint: 'u32', float: 'f32' } as const;
const glslScalarOf = { i32: 'int', u32: 'uint', f32: 'float' } as const;
const glslPrefixOf = { i32: 'i', u32: 'u', f32: '' } as const;

/** WebGPU's name of each texel format. */
export const wgslFormats: Readonly<Record<TexelFormat, GPUTextureFormat>> = {
  i32: 'r32sint',
  f32: 'r32float',
  u8x4: 'rgba8uint',
  i32x4: 'rgba32sint',
  f32x4: 'rgba32float',
};

const scalar = (format: TexelFormat): Scalar => scalarOf[formatFacts[format].kind];

function wgslOf(
  inputs: readonly [string, TexelFormat][],
  output: TexelFormat,
  uniform: string,
  value: string,
): string {
  const declarations = inputs.map(
    ([name, format], i) =>
      `@group(0) @binding(${i + 1}) var ${name}: texture_2d<${scalar(format)}>;`,
  );
  return `${uniform === '' ? '' : `struct Params { ${uniform}: i32 }\n@group(0) @binding(0) var<uniform> params: Params;\n`}${declarations.join('\n')}
@group(0) @binding(${inputs.length + 1}) var result: texture_storage_2d<${wgslFormats[output]}, write>;

@compute @workgroup_size(8, 8)
fn main(@builtin(global_invocation_id) id: vec3u) {
  let size = textureDimensions(result);
  if (id.x >= size.x || id.y >= size.y) { return; }
  let at = vec2i(id.xy);
  textureStore(result, at, ${value});
}
`;
}

function glslOf(
  inputs: readonly [string, TexelFormat][],
  output: TexelFormat,
  uniform: string,
  value: string,
): string {
  const declarations = inputs.map(
    ([name, format]) => `uniform ${glslPrefixOf[scalar(format)]}sampler2D ${name};`,
  );
  const prefix = glslPrefixOf[scalar(output)];
  return `#version 300 es
precision highp float;
precision highp int;
precision highp sampler2D;
precision highp isampler2D;
precision highp usampler2D;
${declarations.join('\n')}
${uniform === '' ? '' : `uniform int ${uniform};`}
out ${prefix}vec4 result;

void main() {
  ivec2 at = ivec2(gl_FragCoord.xy);
  result = ${value};
}
`;
}

function kernelOf(
  label: string,
  inputs: readonly [string, TexelFormat][],
  output: TexelFormat,
  uniform: string,
  wgslValue: string,
  glslValue: string,
): Kernel {
  return {
    label,
    wgsl: wgslOf(inputs, output, uniform, wgslValue),
    glsl: glslOf(inputs, output, uniform, glslValue),
    wgslFile: `${label}.wgsl`,
    glslFile: `${label}.frag.glsl`,
  };
}

/** Channel `params.channel` of a four-lane texture as a single-lane one. */
export function splitKernel(from: TexelFormat): Kernel {
  const to = laneFormat(from);
  const w = scalar(to);
  return kernelOf(
    `split ${from}`,
    [['source', from]],
    to,
    'channel',
    `vec4<${w}>(${w}(textureLoad(source, at, 0)[params.channel]), 0, 0, 0)`,
    `${glslPrefixOf[w]}vec4(${glslScalarOf[w]}(texelFetch(source, at, 0)[channel]))`,
  );
}

/** Four single-lane textures as the lanes of one; the fourth is ignored for three channels. */
export function mergeKernel(to: TexelFormat, channels: 3 | 4): Kernel {
  const from = laneFormat(to);
  const names = ['red', 'green', 'blue', 'alpha'].slice(0, channels);
  const w = scalar(to);
  const g = glslScalarOf[w];
  const fill = to === 'u8x4' ? '255' : '0';
  const wgslLanes = names.map((name) => `${w}(textureLoad(${name}, at, 0).x)`);
  const glslLanes = names.map((name) => `${g}(texelFetch(${name}, at, 0).x)`);
  if (channels === 3) {
    wgslLanes.push(`${w}(${fill})`);
    glslLanes.push(`${g}(${fill})`);
  }
  return kernelOf(
    `merge ${to} ${channels}`,
    names.map((name) => [name, from] as [string, TexelFormat]),
    to,
    '',
    `vec4<${w}>(${wgslLanes.join(', ')})`,
    `${glslPrefixOf[w]}vec4(${glslLanes.join(', ')})`,
  );
}

/** The same texels in a second texture. */
export function copyKernel(format: TexelFormat): Kernel {
  return kernelOf(
    `copy ${format}`,
    [['source', format]],
    format,
    '',
    'textureLoad(source, at, 0)',
    'texelFetch(source, at, 0)',
  );
}

/** The single-lane format that holds one channel of a four-lane format. */
export function laneFormat(format: TexelFormat): TexelFormat {
  return formatFacts[format].kind === 'float' ? 'f32' : 'i32';
}

export function splitPass(
  kernel: string,
  image: string,
  channel: number,
  output: Pass['output'],
): Pass {
  return { kernel, inputs: { source: image }, output, uniforms: { channel: { i32: channel } } };
}

export function mergePass(kernel: string, images: readonly string[], output: Pass['output']): Pass {
  const names = ['red', 'green', 'blue', 'alpha'];
  const inputs = Object.fromEntries(images.map((image, i) => [names[i] ?? '', image]));
  return { kernel, inputs, output, uniforms: {} };
}

export function copyPass(kernel: string, image: string, output: Pass['output']): Pass {
  return { kernel, inputs: { source: image }, output, uniforms: {} };
}
