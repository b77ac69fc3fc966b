/** The surface of everything with a print on it: one program whose uniforms recolour and wear it. */
import type { Pattern } from '../../render/kit';

/** `turn`: hue in radians; `wear`: 0 new .. 1 scuffed; `cloth`: 0 smooth .. 1 cloth. */
export const printed: Pattern = {
  name: 'printed',
  uniforms: { turn: 'float', saturation: 'float', wear: 'float', cloth: 'float', gloss: 'float' },
  glsl: `
    float c = cos(turn); float s = sin(turn);
    vec3 grey = vec3(0.57735);
    vec3 turned = colour * c + cross(grey, colour) * s + grey * dot(grey, colour) * (1.0 - c);
    float luma = dot(turned, vec3(0.2126, 0.7152, 0.0722));
    colour = max(mix(vec3(luma), turned, saturation), 0.004);
    float rubbed = fbm(p * 55.0 + turn);
    float scuff = smoothstep(0.60, 0.72, noise(p * 900.0) * 0.35 + rubbed * 0.75) * wear;
    colour = mix(colour, vec3(0.62, 0.58, 0.52), scuff * 0.3);
    colour *= 1.0 - 0.18 * wear * smoothstep(0.4, 0.7, noise(p * 14.0 + 2.0));
    float threads = sin(p.x * 5200.0) * sin(p.z * 5200.0);
    roughness = clamp(1.0 - 0.75 * gloss + 0.3 * scuff + 0.1 * rubbed, 0.15, 1.0);
    height = cloth * threads * 0.00006;`,
};

/** The cut edges of a block of paper: `layers` runs across the sheets (0 x, 1 y). */
export const paperEdges: Pattern = {
  name: 'paper edges',
  uniforms: { across: 'vec2', grain: 'float' },
  glsl: `
    float layer = dot(p.xy, across);
    float line = noise(vec3(layer * 1500.0, p.z * 6.0, grain)) * 0.5 + noise(vec3(layer * 420.0, p.z * 3.0, grain + 4.0)) * 0.5;
    float isEdge = 1.0 - smoothstep(0.75, 0.98, abs(dot(n.xy, across)));
    colour *= 1.0 - isEdge * (0.42 * (1.0 - line) + 0.06);
    colour *= 0.95 + 0.1 * noise(p * 30.0 + grain);
    roughness = 0.92;`,
};
