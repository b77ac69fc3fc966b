/**
 * Balls of many sports, life-size where they fit a table and small copies (4 to 24 cm) where they do
 * not. Plain, striped and marbled rubber balls come in the colours of apples and oranges.
 */
import { BoxGeometry, Group, Matrix4, Mesh, SphereGeometry, Vector3 } from 'three';
import type { Rng } from '$src/core/rng';
import type { Kit } from '../render/kit';
import { ballPattern, ballStyles, seamPoints, type BallStyle } from './round/ball-skin';
import {
  between,
  blackHsl,
  chance,
  colourOf,
  merged,
  near,
  paint,
  pick,
  weighted,
  whiteHsl,
  type Hsl,
} from './round/shape';
import { defineThing, type ThingForm } from './thing';

interface BallForm extends ThingForm {
  readonly style: BallStyle;
  readonly first: Hsl;
  readonly second: Hsl;
  readonly third: Hsl;
  readonly line: Hsl;
  /** Its meaning depends on the style: width of lines, scheme of colours, number of gores. */
  readonly count: number;
  readonly gloss: number;
  readonly dirt: number;
  readonly grain: number;
}

type Looks = Pick<BallForm, 'first' | 'second' | 'third' | 'line' | 'count' | 'gloss'> & {
  /** In metres. */
  readonly diameter: number;
};

/** Small ones more often than large ones. */
function diameterBetween(rng: Rng, low: number, high: number): number {
  return low + (high - low) * rng.next() ** 2.1;
}

const fruitColours: readonly Hsl[] = [
  [0.0, 0.8, 0.38],
  [0.98, 0.75, 0.3],
  [0.07, 0.92, 0.5],
  [0.09, 0.95, 0.5],
  [0.22, 0.65, 0.42],
  [0.14, 0.9, 0.52],
];

const looksOf: Record<BallStyle, (rng: Rng) => Looks> = {
  basketball: (rng) => ({
    diameter: diameterBetween(rng, 0.07, 0.24),
    first: chance(rng, 0.75) ? near(rng, [0.05, 0.68, 0.38], [0.02, 0.15, 0.08]) : paint(rng),
    second: blackHsl,
    third: blackHsl,
    line: chance(rng, 0.85) ? [0.05, 0.1, between(rng, 0.03, 0.1)] : whiteHsl,
    count: between(rng, 0.7, 1.3),
    gloss: between(rng, 0.5, 0.75),
  }),
  tennis: (rng) => ({
    diameter: between(rng, 0.062, 0.068),
    first: chance(rng, 0.85)
      ? near(rng, [0.19, 0.75, 0.48], [0.025, 0.15, 0.07])
      : pick(rng, [[0.93, 0.6, 0.55], [0.08, 0.9, 0.5], [0.0, 0.75, 0.42], whiteHsl] as const),
    second: whiteHsl,
    third: whiteHsl,
    line: [0.15, 0.12, between(rng, 0.75, 0.9)],
    count: 1,
    gloss: 0.95,
  }),
  baseball: (rng) => ({
    diameter: between(rng, 0.07, 0.076),
    first: chance(rng, 0.9)
      ? [0.11, between(rng, 0.05, 0.3), between(rng, 0.78, 0.9)]
      : near(rng, [0.18, 0.8, 0.5]),
    second: [0.99, 0.8, 0.36],
    third: whiteHsl,
    line: [0.1, 0.2, 0.55],
    count: 1,
    gloss: between(rng, 0.4, 0.65),
  }),
  football: (rng) => {
    const isClassic = chance(rng, 0.5);
    return {
      diameter: diameterBetween(rng, 0.06, 0.22),
      first: isClassic || chance(rng, 0.6) ? near(rng, whiteHsl, [0.05, 0.1, 0.06]) : paint(rng),
      second: isClassic ? blackHsl : paint(rng),
      third: paint(rng),
      line: chance(rng, 0.5) ? [0.6, 0.05, 0.12] : [0.1, 0.08, 0.6],
      count: isClassic ? 1 : rng.integer(1, 3),
      gloss: between(rng, 0.22, 0.5),
    };
  },
  volleyball: (rng) => {
    const count = rng.integer(0, 3);
    return {
      diameter: diameterBetween(rng, 0.08, 0.21),
      first: count === 3 ? near(rng, [0.14, 0.9, 0.52]) : near(rng, whiteHsl, [0.05, 0.1, 0.05]),
      second: count === 3 ? near(rng, [0.62, 0.8, 0.33]) : paint(rng),
      third: count === 3 ? whiteHsl : paint(rng),
      line: [0.1, 0.08, between(rng, 0.3, 0.65)],
      count,
      gloss: between(rng, 0.35, 0.6),
    };
  },
  beach: (rng) => ({
    diameter: diameterBetween(rng, 0.06, 0.24),
    first: whiteHsl,
    second: paint(rng),
    third: paint(rng),
    line: whiteHsl,
    count: pick(rng, [4, 6, 8, 8, 12]),
    gloss: between(rng, 0.12, 0.35),
  }),
  golf: (rng) => ({
    diameter: between(rng, 0.042, 0.044),
    first: chance(rng, 0.75) ? near(rng, whiteHsl, [0.04, 0.08, 0.04]) : pick(rng, fruitColours),
    second: whiteHsl,
    third: whiteHsl,
    line: whiteHsl,
    count: 1,
    gloss: between(rng, 0.15, 0.3),
  }),
  marbled: (rng) => ({
    diameter: diameterBetween(rng, 0.04, 0.1),
    first: paint(rng),
    second: paint(rng),
    third: paint(rng),
    line: whiteHsl,
    count: between(rng, 0.5, 2.5),
    gloss: between(rng, 0.12, 0.4),
  }),
  plain: (rng) => {
    const isBanded = chance(rng, 0.35);
    return {
      diameter: diameterBetween(rng, 0.04, 0.12),
      first: chance(rng, 0.65) ? near(rng, pick(rng, fruitColours)) : paint(rng),
      second: whiteHsl,
      third: whiteHsl,
      line: isBanded ? paint(rng) : [0, 0, 0.25],
      count: isBanded ? 2 : 1,
      gloss: between(rng, 0.12, 0.6),
    };
  },
};

function draw(rng: Rng): BallForm {
  const style = weighted<BallStyle>(rng, {
    basketball: 16,
    tennis: 16,
    football: 18,
    baseball: 11,
    volleyball: 10,
    plain: 11,
    beach: 7,
    golf: 7,
    marbled: 4,
  });
  const { diameter, ...looks } = looksOf[style](rng);
  return {
    radiusM: diameter / 2,
    heightM: diameter,
    isRound: true,
    style,
    ...looks,
    dirt: chance(rng, 0.3) ? between(rng, 0.2, 1) : 0,
    grain: between(rng, 0, 8),
  };
}

export default defineThing<BallForm>({
  name: 'sports ball',
  draw,
  build(form, kit) {
    const { radiusM } = form;
    const skin = kit.skin({
      colour: colourOf(form.first),
      pattern: ballPattern,
      uniforms: {
        style: ballStyles[form.style],
        radius: radiusM,
        second: colourOf(form.second),
        third: colourOf(form.third),
        line: colourOf(form.line),
        count: form.count,
        grain: form.grain,
        gloss: form.gloss,
        dirt: form.dirt,
      },
    });
    const body = new Mesh(new SphereGeometry(radiusM, 48, 32).translate(0, radiusM, 0), skin);
    const group = new Group().add(body);
    if (form.style === 'baseball') group.add(stitches(form, kit));
    return group;
  },
});

/** Pairs of red stitches that point along the seam in a V (72; a real ball has 108, finer ones). */
function stitches(form: BallForm, kit: Kit): Mesh {
  const radius = form.radiusM;
  const basis = new Matrix4();
  const across = new Vector3();
  const parts = seamPoints(72).flatMap(({ at, along }) =>
    [-1, 1].map((side) => {
      across.copy(at).cross(along).normalize();
      const thread = new BoxGeometry(radius * 0.105, radius * 0.022, radius * 0.032);
      thread.rotateY(-0.6 * side);
      thread.translate(radius * 0.058 * side, radius * 1.002, 0);
      basis.makeBasis(across, at, along); // right-handed: across x at = along
      return thread.applyMatrix4(basis);
    }),
  );
  const whole = merged(parts);
  whole.translate(0, radius, 0);
  const mesh = new Mesh(whole, kit.skin({ colour: colourOf(form.second), roughness: 0.7 }));
  mesh.name = 'stitches';
  return mesh;
}
