/**
 * A wine glass: flute, tulip, balloon, coupe or goblet on a stem and a foot; clear or slightly tinted,
 * empty or filled.
 */
import { Group } from 'three';
import { defineThing, type ThingForm } from './thing';
import { drinkBody, drinks, type DrinkName } from './vessels/drinks';
import { between, chance, pick, pickWeighted, shade } from './vessels/drawing';
import { glassMesh, glassVessel } from './vessels/glass';
import { hollow, smooth, turned, type Profile } from './vessels/turning';

type Bowl = 'flute' | 'white' | 'red' | 'balloon' | 'coupe' | 'goblet';

interface Shape {
  /** Of radius 1 at the widest and height 1; from the stem to the rim. */
  readonly outline: Profile;
  readonly radiusM: readonly [number, number];
  /** Of the bowl alone. */
  readonly bowlM: readonly [number, number];
  readonly stemM: readonly [number, number];
}

const shapes: Readonly<Record<Bowl, Shape>> = {
  flute: {
    outline: [
      [0.12, 0],
      [0.4, 0.06],
      [0.72, 0.2],
      [0.94, 0.42],
      [1, 0.62],
      [0.95, 0.82],
      [0.86, 1],
    ],
    radiusM: [0.024, 0.03],
    bowlM: [0.12, 0.16],
    stemM: [0.06, 0.1],
  },
  white: {
    outline: [
      [0.1, 0],
      [0.45, 0.05],
      [0.8, 0.2],
      [1, 0.42],
      [0.97, 0.62],
      [0.86, 0.82],
      [0.76, 1],
    ],
    radiusM: [0.034, 0.041],
    bowlM: [0.085, 0.11],
    stemM: [0.07, 0.1],
  },
  red: {
    outline: [
      [0.09, 0],
      [0.5, 0.05],
      [0.86, 0.2],
      [1, 0.4],
      [0.98, 0.58],
      [0.86, 0.82],
      [0.74, 1],
    ],
    radiusM: [0.041, 0.048],
    bowlM: [0.095, 0.125],
    stemM: [0.075, 0.105],
  },
  balloon: {
    outline: [
      [0.08, 0],
      [0.55, 0.06],
      [0.9, 0.24],
      [1, 0.44],
      [0.94, 0.64],
      [0.8, 0.84],
      [0.66, 1],
    ],
    radiusM: [0.048, 0.056],
    bowlM: [0.09, 0.115],
    stemM: [0.06, 0.095],
  },
  coupe: {
    outline: [
      [0.07, 0],
      [0.4, 0.12],
      [0.72, 0.34],
      [0.92, 0.64],
      [0.99, 0.86],
      [1, 1],
    ],
    radiusM: [0.044, 0.054],
    bowlM: [0.045, 0.065],
    stemM: [0.075, 0.11],
  },
  goblet: {
    outline: [
      [0.14, 0],
      [0.55, 0.06],
      [0.84, 0.22],
      [0.94, 0.45],
      [0.97, 0.72],
      [1, 1],
    ],
    radiusM: [0.036, 0.044],
    bowlM: [0.085, 0.12],
    stemM: [0.025, 0.05],
  },
};

interface WineGlassForm extends ThingForm {
  readonly bowl: Bowl;
  readonly widestM: number;
  readonly bowlM: number;
  readonly stemM: number;
  readonly stemRadiusM: number;
  readonly footM: number;
  readonly tint: number;
  readonly density: number;
  readonly drink: DrinkName | undefined;
  /** Level, share of the bowl's height. */
  readonly fill: number;
  readonly knop: number;
}

export default defineThing<WineGlassForm>({
  name: 'wine glass',
  draw(rng) {
    const bowl = pickWeighted<Bowl>(rng, [
      ['red', 3],
      ['white', 3],
      ['balloon', 2],
      ['flute', 2],
      ['coupe', 1],
      ['goblet', 1.2],
    ]);
    const shape = shapes[bowl];
    const widestM = between(rng, ...shape.radiusM);
    const bowlM = between(rng, ...shape.bowlM);
    const stemM = between(rng, ...shape.stemM);
    const footM = between(rng, 0.03, 0.04) * (bowl === 'flute' ? 0.9 : 1);
    const isTinted = chance(rng, 0.12);
    return {
      radiusM: Math.max(widestM, footM),
      heightM: bowlM + stemM,
      bowl,
      widestM,
      bowlM,
      stemM,
      stemRadiusM: between(rng, 0.0027, 0.0042) * (bowl === 'goblet' ? 1.5 : 1),
      footM,
      tint: isTinted
        ? shade(rng, pick(rng, [0x7fc4a4, 0x86b6e0, 0xd99ab8, 0xe0b35a, 0x9a8ad0]))
        : pick(rng, [0xf3f8f7, 0xeef5f3, 0xf6f6f2]),
      density: isTinted ? between(rng, 0.15, 0.4) : between(rng, 0.04, 0.09),
      drink: chance(rng, 0.38)
        ? undefined
        : pickWeighted<DrinkName>(rng, [
            ['redWine', bowl === 'flute' ? 0.3 : 4],
            ['whiteWine', 3],
            ['rose', 1.5],
            ['sparkling', bowl === 'flute' || bowl === 'coupe' ? 6 : 0.5],
            ['water', 1],
            ['orangeJuice', 0.3],
          ]),
      fill: bowl === 'flute' ? between(rng, 0.35, 0.9) : between(rng, 0.2, 0.65),
      knop: chance(rng, 0.15) ? between(rng, 1.6, 2.6) : 1,
    };
  },
  build(form, kit) {
    const { stemM, bowlM, widestM, stemRadiusM, footM, knop } = form;
    const bowl = smooth(
      shapes[form.bowl].outline.map(([r, y]) => [r * widestM, stemM + y * bowlM]),
      3,
    );
    const neck = bowl[0]?.[0] ?? stemRadiusM;
    const stem: Profile = [
      [0, 0],
      [footM, 0],
      [footM, 0],
      [footM, 0.0016],
      [footM, 0.0016],
      ...smooth(
        [
          [footM * 0.97, 0.0021],
          [footM * 0.55, 0.0042],
          [stemRadiusM * 2, 0.009],
          [stemRadiusM * 1.1, 0.019],
          [stemRadiusM, stemM * 0.45],
          [stemRadiusM * knop, stemM * 0.55],
          [stemRadiusM, stemM * 0.65],
          [stemRadiusM * 1.15, stemM * 0.9],
          [neck * 1.02, stemM + bowlM * 0.004],
        ],
        3,
      ),
    ];
    const wall = hollow(bowl, 0.0011, stemM + 0.005);
    const contents = form.drink
      ? drinkBody(kit, drinks[form.drink], wall.inner, stemM + 0.0056, stemM + bowlM * form.fill, 0)
      : [];
    const { tint, density } = form;
    const solid = kit.glass({ tint, density: density + 0.05, solid: 1 });
    const thin = { tint, density, roughness: 0.04 };
    return new Group().add(
      glassMesh(turned(stem, { segments: 28 }), solid, kit),
      glassVessel(kit, wall, thin, contents),
    );
  },
});
