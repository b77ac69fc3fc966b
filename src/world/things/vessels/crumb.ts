/** A broken, grainy surface with bits of another colour in it: froth, bread, rice, stew. */
import { Color } from 'three';
import type { Pattern } from '../../render/kit';

export const crumb: Pattern = {
  name: 'crumb',
  uniforms: { depth: 'float', fine: 'float', other: 'vec3', share: 'float' },
  glsl: `
    float grain = fbm(p * fine);
    vec2 bit = spots(p * fine * 0.45);
    colour = mix(colour, other, step(1.0 - share, bit.y) * smoothstep(0.5, 0.35, bit.x));
    colour *= 0.75 + 0.45 * grain;
    height = depth * (grain + 0.8 * smoothstep(0.6, 0.0, bit.x));`,
};

/** Uniforms of `crumb`: depth in metres, grains per metre, share of the other colour 0..1. */
export function crumbOf(
  depth: number,
  fine: number,
  other = 0xffffff,
  share = 0,
): Readonly<Record<string, number | Color>> {
  return { depth, fine, other: new Color(other), share };
}
