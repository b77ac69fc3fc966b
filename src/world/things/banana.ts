/**
 * A banana: a bent tube with five soft ridges, a stem and a dark tip, from green to spotted brown.
 * It lies on its flank or stands on both ends like a bridge; a few are two or three that share a stem.
 */
import { Group, Mesh, type Vector3 } from 'three';
import type { Pattern } from '../render/kit';
import { between, chance, hsl, smoothstep } from './flat/draw';
import { gridOf, settle, surface, type SurfacePoint } from './flat/solids';
import { defineThing, type ThingForm } from './thing';

interface Body {
  /** Along its middle line. */
  readonly lengthM: number;
  readonly girthM: number;
  /** By how much the direction turns from end to end, radians. */
  readonly bend: number;
  /** Shares of the length. */
  readonly stem: number;
  readonly stemBend: number;
  readonly tipTaper: number;
  /** Depth of the ridges as a share of the radius, and where round the tube they begin. */
  readonly ridge: number;
  readonly phase: number;
  /** Where it departs to the side from the shared stem, in girths. */
  readonly aside: number;
  /** Turn about the chord: 0 lies flat, pi / 2 is a bridge. */
  readonly tilt: number;
}

/**
 * radiusM is the farthest that any point lies from the middle of the bounding box, seen from above: the
 * disc covers the length however the banana is turned.
 */
interface BananaForm extends ThingForm {
  readonly bodies: readonly Body[];
  /** From the curve's own frame to the rest pose. */
  readonly shift: Vector3;
  readonly ripeness: number;
  readonly spotted: number;
  readonly scuffed: number;
  readonly shade: number;
  readonly grain: number;
}

const skin: Pattern = {
  name: 'banana',
  uniforms: {
    ripeness: 'float',
    spotted: 'float',
    scuffed: 'float',
    grain: 'float',
    phase: 'float',
    stemEnd: 'float',
  },
  glsl: `
    float t = uv.y;
    vec3 q = p + grain;
    float blotch = fbm(q * 45.0);
    float fibre = noise(vec3(uv.x * 46.0, t * 5.0, grain)) * 0.6 + noise(vec3(uv.x * 120.0, t * 9.0, grain)) * 0.4;
    float ends = (1.0 - smoothstep(0.02, 0.28, t)) + 0.8 * smoothstep(0.8, 1.0, t);
    float ripe = ripeness + (blotch - 0.5) * 0.22 - ends * 0.24;
    vec3 skinColour = mix(vec3(0.14, 0.27, 0.022), vec3(0.43, 0.46, 0.035), smoothstep(-0.1, 0.18, ripe));
    skinColour = mix(skinColour, vec3(0.80, 0.53, 0.035), smoothstep(0.08, 0.36, ripe));
    skinColour = mix(skinColour, vec3(0.70, 0.39, 0.035), smoothstep(0.55, 0.95, ripe));
    colour *= skinColour * (0.9 + 0.2 * fibre) * (0.92 + 0.16 * blotch);
    float ridgeLine = smoothstep(0.86, 1.0, cos((uv.x + phase) * 31.416));
    float old = smoothstep(0.45, 1.0, ripeness);
    vec3 brown = vec3(0.13, 0.055, 0.018);
    float rub = smoothstep(0.5, 0.72, noise(q * vec3(60.0, 60.0, 60.0) + 9.0));
    colour = mix(colour, brown * 1.6, ridgeLine * (0.10 + 0.55 * scuffed * rub));
    vec2 freckle = spots(q * 330.0);
    vec2 spot = spots(q * 120.0 + 3.0);
    float grown = 0.18 + 0.30 * spot.y;
    float mark = (1.0 - smoothstep(0.12, 0.24, freckle.x)) * step(1.0 - spotted * 0.8, freckle.y);
    mark = max(mark, (1.0 - smoothstep(grown * 0.6, grown, spot.x + (blotch - 0.5) * 0.3)) * step(1.0 - spotted * 0.75, spot.y));
    colour = mix(colour, brown, mark * 0.85);
    float bruise = smoothstep(0.60, 0.74, fbm(q * 26.0 + 5.0) + (old - 0.9) * 0.2);
    colour = mix(colour, brown * 1.3, bruise * (0.15 + 0.75 * old) * scuffed);
    float dry = 1.0 - smoothstep(0.012, stemEnd * 0.55, t + (fibre - 0.5) * 0.03);
    colour = mix(colour, mix(vec3(0.16, 0.13, 0.04), brown, 0.35 + 0.65 * ripeness), dry * (0.35 + 0.6 * ripeness));
    float ending = max(1.0 - smoothstep(0.014, 0.026, t), smoothstep(0.955, 0.975, t + (fibre - 0.5) * 0.02));
    colour = mix(colour, vec3(0.022, 0.014, 0.009), ending * 0.93);
    roughness = mix(0.44, 0.62, max(old * 0.6, ending)) + 0.1 * (fibre - 0.5);
    height = fibre * 0.00012 - mark * 0.00005;`,
};

/** The share of v at either end that closes the tube. */
const cap = 0.02;

function pointOf(body: Body): SurfacePoint {
  const { lengthM, girthM, bend, stem, stemBend, tipTaper, ridge, phase, aside, tilt } = body;
  const arc = lengthM / bend;
  const sunk = Math.cos(bend / 2);
  const cosine = Math.cos(tilt);
  const sine = Math.sin(tilt);
  return (u, v, target) => {
    const t = Math.min(1, Math.max(0, (v - cap) / (1 - 2 * cap)));
    const heading = bend * (t - 0.5);
    // In the plane of the curve: x along the chord, y outwards; z to the side.
    const before = Math.max(0, 0.3 - t);
    const along = arc * Math.sin(heading);
    const out = arc * (Math.cos(heading) - sunk) + stemBend * lengthM * before * before;
    const closing = Math.min(1, 0.03 + v / cap, 0.03 + (1 - v) / cap); // never a point: normals
    const radius = closing * (girthM / 2) * profile(t, stem, tipTaper);
    const ridges = ridge * smoothstep(0, stem + 0.2, t) * smoothstep(1, 0.85, t);
    const angle = 2 * Math.PI * u;
    const wave = Math.cos(5 * (angle + 2 * Math.PI * phase));
    const r = radius * (1 + ridges * wave - 0.3 * ridges * wave * wave);
    const lift = out + r * Math.cos(angle) * Math.cos(heading);
    const side = aside * girthM * smoothstep(0.03, 0.42, t) + r * Math.sin(angle);
    target.set(
      along + r * Math.cos(angle) * Math.sin(heading),
      lift * sine - side * cosine,
      lift * cosine + side * sine,
    );
  };
}

/** Radius as a share of the largest, along the length. */
function profile(t: number, stem: number, tipTaper: number): number {
  const neck = 0.27 + 0.1 * smoothstep(0.05, 0, t);
  const swelling = neck + (1 - neck) * smoothstep(stem * 0.75, stem + 0.26, t);
  const belly = 0.94 + 0.06 * Math.sin(Math.PI * t);
  const tip = 1 - 0.76 * smoothstep(1 - tipTaper, 0.975, t) ** 1.25;
  return swelling * belly * tip;
}

/** Around and along: four corners to a ridge at least; a hand shares the triangles of one. */
function gridFor(bodies: number): readonly [around: number, along: number] {
  return bodies > 1 ? [20, 32] : [25, 50];
}

export default defineThing<BananaForm>({
  name: 'banana',
  draw(rng) {
    const count = chance(rng, 0.1) ? rng.integer(2, 3) : 1;
    // A hand stands like a bridge; a single banana mostly lies on its flank.
    const tilt =
      count > 1 || chance(rng, 0.14)
        ? Math.PI / 2 - between(rng, -0.08, 0.08)
        : between(rng, -0.12, 0.42);
    const shared = {
      lengthM: between(rng, 0.145, 0.225),
      bend: between(rng, 0.75, 1.95),
      stem: between(rng, 0.11, 0.21),
      stemBend: between(rng, -0.5, 0.9),
      tipTaper: between(rng, 0.14, 0.3),
      ridge: between(rng, 0.025, 0.085),
    };
    const girthM = between(rng, 0.029, 0.041);
    const bodies = Array.from({ length: count }, (_, i): Body => ({
      ...shared,
      lengthM: shared.lengthM * between(rng, 0.96, 1.04),
      bend: shared.bend * between(rng, 0.92, 1.08),
      girthM: girthM * between(rng, 0.95, 1.03),
      phase: rng.next(),
      aside: (i - (count - 1) / 2) * 1.02,
      tilt,
    }));
    const grid = gridFor(count);
    const { radiusM, heightM, shift } = settle(
      bodies.map((body) => gridOf(pointOf(body), ...grid)),
    );
    const ripeness = 0.02 + 0.98 * rng.next() ** 0.8;
    return {
      radiusM,
      heightM,
      bodies,
      shift,
      ripeness,
      spotted: ripeness > 0.4 ? rng.next() ** 1.5 * smoothstep(0.4, 0.9, ripeness) : 0,
      scuffed: rng.next() * (0.4 + 0.6 * ripeness),
      shade: between(rng, 0.86, 1.08),
      grain: between(rng, 0, 40),
    };
  },
  build(form, kit) {
    const group = new Group();
    const grid = gridFor(form.bodies.length);
    for (const body of form.bodies) {
      const mesh = new Mesh(
        surface(pointOf(body), ...grid),
        kit.skin({
          colour: hsl(0, 0, 1).multiplyScalar(form.shade),
          pattern: skin,
          uniforms: {
            ripeness: form.ripeness,
            spotted: form.spotted,
            scuffed: form.scuffed,
            grain: form.grain,
            phase: body.phase,
            stemEnd: body.stem,
          },
        }),
      );
      mesh.position.copy(form.shift);
      group.add(mesh);
    }
    return group;
  },
});
