/** What oranges and lemons share: the peel, the cut face, the skins that draw them. */
import { CircleGeometry, SphereGeometry, type BufferGeometry, type Material } from 'three';
import type { Kit, Pattern } from '../../render/kit';
import { colourOf, mould, type Hsl } from './shape';

export interface Peel {
  readonly colour: Hsl;
  /** A second tone in clouds: green where unripe, deeper where ripe, white where pith is left. */
  readonly tinge: Hsl;
  readonly tingeAmount: number;
  /** Oil glands to the metre. */
  readonly pores: number;
  /** Depth of a pore in metres. */
  readonly poreDepthM: number;
  readonly gloss: number;
  readonly grain: number;
}

const peelPattern: Pattern = {
  name: 'citrus peel',
  uniforms: {
    tinge: 'vec3',
    amount: 'float',
    pores: 'vec2',
    size: 'vec2',
    gloss: 'float',
    grain: 'float',
  },
  // size: radius, height; pores: to the metre, depth in metres.
  glsl: `
    vec3 q = p + grain;
    float cloud = fbm(q * 34.0);
    float up = p.y / size.y;
    colour *= 0.84 + 0.32 * cloud;
    float lean = dot(normalize(p - vec3(0.0, size.y * 0.5, 0.0)),
      normalize(vec3(sin(grain * 7.0), 0.6, cos(grain * 7.0))));
    float tone = smoothstep(0.15, 0.75, amount + (cloud - 0.5) * 1.1 + lean * 0.22);
    colour = mix(colour, tinge * (0.8 + 0.4 * cloud), tone * 0.85);
    // Pores smaller than a pixel would only flicker: they fade into a duller sheen.
    float fine = 1.0 - smoothstep(0.3, 0.8, length(fwidth(p)) * pores.x);
    vec2 pore = spots(q * pores.x);
    float pit = (1.0 - smoothstep(0.08, 0.45, pore.x)) * fine;
    colour *= 1.0 - 0.2 * pit;
    float scar = smoothstep(0.735, 0.8, fbm(q * 90.0 + 5.0));
    colour = mix(colour, vec3(0.38, 0.24, 0.1), scar * 0.45);
    roughness = gloss + 0.1 * (1.0 - fine) + 0.1 * scar;
    height = (fbm(q * 120.0) - 0.5) * 0.0003 - pit * pores.y;`,
};

const cutPattern: Pattern = {
  name: 'citrus cut',
  uniforms: { pith: 'vec3', rind: 'vec3', radius: 'float', segments: 'float', grain: 'float' },
  glsl: `
    float r = length(p.xz) / radius;
    float wobble = (noise(vec3(p.xz * 70.0, grain)) - 0.5) * 0.3;
    float turn = atan(p.z, p.x) / 6.2831853 * segments + wobble;
    float piece = floor(turn);
    float toWall = (0.5 - abs(fract(turn) - 0.5)) * 6.2831853 * r / segments;
    float edge = 0.87 + (noise(vec3(p.xz * 90.0, grain + 3.0)) - 0.5) * 0.03;
    float pulp = smoothstep(0.014, 0.035, toWall) * (1.0 - smoothstep(edge - 0.03, edge, r))
      * smoothstep(0.08, 0.13, r);
    float cells = noise(vec3(r * 7.0, fract(turn) * 9.0, piece + grain)) * 0.6
      + noise(vec3(r * 18.0, fract(turn) * 16.0, piece + grain)) * 0.4;
    vec3 flesh = colour * (0.62 + 0.75 * cells);
    colour = mix(pith, flesh, pulp);
    colour = mix(colour, rind, smoothstep(0.935, 0.96, r));
    roughness = mix(0.7, 0.24, pulp);
    height = (cells * 0.0006 - 0.0003) * pulp;`,
};

export function peelSkin(kit: Kit, peel: Peel, radiusM: number, heightM: number): Material {
  return kit.skin({
    colour: colourOf(peel.colour),
    pattern: peelPattern,
    uniforms: {
      tinge: colourOf(peel.tinge),
      amount: peel.tingeAmount,
      pores: { x: peel.pores, y: peel.poreDepthM },
      size: { x: radiusM, y: heightM },
      gloss: peel.gloss,
      grain: peel.grain,
    },
  });
}

/** For a disc about the origin in the plane y = 0. */
export function cutSkin(
  kit: Kit,
  peel: Peel,
  flesh: Hsl,
  radiusM: number,
  segments: number,
): Material {
  return kit.skin({
    colour: colourOf(flesh),
    pattern: cutPattern,
    uniforms: {
      pith: colourOf([0.13, 0.5, 0.84]),
      rind: colourOf(peel.colour),
      radius: radiusM,
      segments,
      grain: peel.grain,
    },
  });
}

/** The lower half of a ball with its middle in the origin, and the disc that closes it, face up. */
export function halfBall(radiusM: number, tallness: number): [BufferGeometry, BufferGeometry] {
  const shell = new SphereGeometry(radiusM, 36, 14, 0, 2 * Math.PI, Math.PI / 2, Math.PI / 2);
  mould(shell, (point) => {
    point.y *= tallness;
  });
  const face = new CircleGeometry(radiusM, 36).rotateX(-Math.PI / 2);
  return [shell, face];
}
