/** A can: a drink in aluminium with a tab, or food in ribbed tin; belongs to no class. */
import { BoxGeometry, Group, Mesh } from 'three';
import { defineThing, type ThingForm } from './thing';
import { between, chance } from './vessels/drawing';
import { labelCount, labelPrint } from './vessels/prints';
import { turned, type Profile } from './vessels/turning';
import { plainWare, wareSkin } from './vessels/ware';

interface CanForm extends ThingForm {
  readonly isDrink: boolean;
  readonly label: number;
  readonly hasLabel: boolean;
  readonly isLying: boolean;
  readonly bodyRadiusM: number;
  readonly tallM: number;
}

export default defineThing<CanForm>({
  name: 'can',
  draw(rng) {
    const isDrink = chance(rng, 0.6);
    const bodyRadiusM = isDrink ? between(rng, 0.026, 0.033) : between(rng, 0.033, 0.05);
    const tallM = isDrink ? between(rng, 0.105, 0.165) : between(rng, 0.045, 0.115);
    const isLying = chance(rng, 0.12);
    return {
      radiusM: isLying ? Math.hypot(tallM / 2, bodyRadiusM) : bodyRadiusM,
      heightM: isLying ? 2 * bodyRadiusM : tallM,
      isDrink,
      bodyRadiusM,
      tallM,
      isLying,
      label: isDrink ? 1 + 2 * rng.integer(0, labelCount / 2 - 1) : rng.integer(0, labelCount - 1),
      hasLabel: chance(rng, 0.9),
    };
  },
  build(form, kit) {
    const { bodyRadiusM: r, tallM, isDrink } = form;
    const foot: Profile = isDrink
      ? [
          [0, 0.009],
          [r * 0.55, 0.006],
          [r * 0.72, 0],
          [r * 0.78, 0],
          [r * 0.97, 0.011],
          [r, 0.016],
        ]
      : [
          [0, 0.003],
          [r * 0.94, 0.003],
          [r * 0.95, 0],
          [r, 0],
          [r, 0.003],
          [r * 0.98, 0.004],
        ];
    const head: Profile = isDrink
      ? [
          [r, tallM - 0.02],
          [r * 0.82, tallM - 0.003],
          [r * 0.85, tallM - 0.002],
          [r * 0.85, tallM],
          [r * 0.82, tallM],
          [r * 0.78, tallM - 0.005],
          [r * 0.75, tallM - 0.004],
          [0, tallM - 0.004],
        ]
      : [
          [r * 0.98, tallM - 0.004],
          [r, tallM - 0.003],
          [r, tallM],
          [r, tallM],
          [r * 0.95, tallM],
          [r * 0.94, tallM - 0.004],
          [r * 0.7, tallM - 0.0035],
          [r * 0.68, tallM - 0.0045],
          [0, tallM - 0.0045],
        ];
    const [low, high] = isDrink ? [0.016, tallM - 0.02] : [0.004, tallM - 0.004];
    const waves: Profile = isDrink
      ? []
      : Array.from({ length: 25 }, (_, i) => {
          const share = (i + 1) / 26;
          const ripple = share > 0.2 && share < 0.8 ? 0.0008 * Math.cos(share * 60) : 0;
          return [r * 0.98 + ripple, low + (high - low) * share] as const;
        });
    const metal = wareSkin(
      kit,
      {
        ...plainWare,
        colour: isDrink ? 0xc9cccf : 0xb9bbb8,
        roughness: 0.38,
        metal: 0.65,
        rings: 0.05,
        from: -1,
      },
      10,
    );
    const can = new Group().add(new Mesh(turned([...foot, ...waves, ...head]), metal));
    if (form.hasLabel) {
      const out = isDrink ? r : r * 0.98 + 0.0009;
      const label: Profile = [
        [out + 0.0003, low],
        [out + 0.0003, high],
      ];
      can.add(
        new Mesh(
          turned(label),
          wareSkin(
            kit,
            { ...plainWare, roughness: isDrink ? 0.3 : 0.6, metal: isDrink ? 0.2 : 0 },
            10,
            labelPrint(kit, form.label),
          ),
        ),
      );
    }
    if (isDrink) {
      const tab = new BoxGeometry(0.011, 0.0012, 0.02).translate(0, tallM - 0.0028, 0.003);
      can.add(new Mesh(tab, metal));
    }
    if (!form.isLying) return can;
    can.rotation.x = -Math.PI / 2;
    can.position.set(0, r, tallM / 2);
    return new Group().add(can);
  },
});
