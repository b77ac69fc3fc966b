/**
 * Whether two textures of a repeated pass are equal, exactly. WebGL2 shaders cannot write a flag, so a
 * reduction does it: each texel of a small texture is 1 when its block of 16 × 16 texels holds any
 * difference, and the small texture is read back. Several comparisons share one read-back.
 *
 * Not an occlusion query: its result needs a turn of the event loop, and drivers may answer
 * conservatively. Floats are compared by their bits, so that NaN equals itself and the loop ends.
 */
import type { TexelFormat } from '$src/ops/op';
import { formatFacts } from '../texels';

export const blockSide = 16;

const types = {
  sint: { sampler: 'isampler2D', vector: 'ivec4', bits: (v: string) => v },
  uint: { sampler: 'usampler2D', vector: 'uvec4', bits: (v: string) => v },
  float: { sampler: 'sampler2D', vector: 'ivec4', bits: (v: string) => `floatBitsToInt(${v})` },
} as const;

/** Fragment shader: `before` and `after` are compared; rows start at `firstRow` of the target. */
export function compareSource(format: TexelFormat): string {
  const { sampler, vector, bits } = types[formatFacts[format].kind];
  return `#version 300 es
precision highp float;
precision highp int;
precision highp ${sampler};
uniform ${sampler} before;
uniform ${sampler} after;
uniform int firstRow;
out ivec4 differs;

void main() {
  ivec2 start = (ivec2(gl_FragCoord.xy) - ivec2(0, firstRow)) * ${blockSide};
  ivec2 end = min(start + ${blockSide}, textureSize(after, 0));
  differs = ivec4(0);
  for (int y = start.y; y < end.y; y++) {
    for (int x = start.x; x < end.x; x++) {
      ${vector} a = ${bits('texelFetch(before, ivec2(x, y), 0)')};
      ${vector} b = ${bits('texelFetch(after, ivec2(x, y), 0)')};
      if (a != b) { differs = ivec4(1); return; }
    }
  }
}`;
}
