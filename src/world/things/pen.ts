/** A pen, of no class, lying: a ball pen with a clip, a capped marker, or a pencil with six sides. */
import {
  BoxGeometry,
  type Color,
  CylinderGeometry,
  Group,
  LatheGeometry,
  Mesh,
  SphereGeometry,
  Vector2,
} from 'three';
import { between, chance, hsl, pick } from './flat/draw';
import { defineThing, type ThingForm } from './thing';

/** Lies along x; radiusM is half its length, heightM counts the clip. */
interface PenForm extends ThingForm {
  readonly kind: 'ball' | 'marker' | 'pencil';
  readonly lengthM: number;
  readonly radius: number;
  readonly colour: Color;
  readonly trim: Color;
  readonly isMetal: boolean;
  readonly roughness: number;
  readonly roll: number;
}

export default defineThing<PenForm>({
  name: 'pen',
  draw(rng) {
    const kind = pick(rng, ['ball', 'ball', 'marker', 'pencil'] as const);
    const radius = {
      ball: between(rng, 0.0042, 0.006),
      marker: between(rng, 0.006, 0.0095),
      pencil: between(rng, 0.0036, 0.0042),
    }[kind];
    const lengthM = {
      ball: between(rng, 0.132, 0.15),
      marker: between(rng, 0.11, 0.145),
      pencil: between(rng, 0.07, 0.19),
    }[kind];
    const isMetal = kind === 'ball' && chance(rng, 0.3);
    return {
      radiusM: lengthM / 2,
      heightM: 2 * radius + (kind === 'pencil' ? 0 : 0.0007),
      kind,
      lengthM,
      radius,
      colour: chance(rng, 0.3)
        ? hsl(0, 0, between(rng, 0.03, 0.9))
        : hsl(rng.next(), between(rng, 0.5, 0.95), between(rng, 0.25, 0.55)),
      trim: chance(rng, 0.5) ? hsl(0, 0, between(rng, 0.1, 0.85)) : hsl(rng.next(), 0.7, 0.4),
      isMetal,
      roughness: between(rng, 0.2, 0.6),
      roll: between(rng, 0, 2 * Math.PI),
    };
  },
  build(form, kit) {
    const { radius: r, lengthM: l, roughness } = form;
    const barrel = kit.skin({ colour: form.colour, roughness, metal: form.isMetal ? 1 : 0 });
    const trim = kit.skin({ colour: form.trim, roughness: 0.35 });
    const steel = kit.skin({ colour: 0xd8d8dc, roughness: 0.25, metal: 1 });
    // Along y first, the point at the bottom; laid down at the end.
    const pen = new Group();
    const turned = (
      points: readonly (readonly [number, number])[],
      skin: typeof trim,
      sides = 20,
    ): void => {
      const profile = points.map(([radius, y]) => new Vector2(radius, y - l / 2));
      pen.add(new Mesh(new LatheGeometry(profile, sides), skin));
    };
    if (form.kind === 'pencil') {
      const wood = kit.skin({ colour: 0xd9b27c, roughness: 0.8 });
      const shaft = new CylinderGeometry(r, r, l - 0.036, 6).toNonIndexed();
      shaft.computeVertexNormals();
      pen.add(new Mesh(shaft.translate(0, 0.003, 0), barrel));
      turned(
        [
          [0.0007, 0.006],
          [r * 0.97, 0.0215],
        ],
        wood,
      );
      turned(
        [
          [0.0001, 0],
          [0.0011, 0.0065],
        ],
        kit.skin({ colour: form.colour, roughness: 0.5 }),
        8,
      );
      turned(
        [
          [r * 1.02, l - 0.016],
          [r * 1.02, l - 0.007],
        ],
        steel,
      );
      turned(
        [
          [r * 0.95, l - 0.007],
          [r * 0.95, l - 0.001],
          [r * 0.6, l],
          [0.0001, l],
        ],
        kit.skin({ colour: 0xc96a6a, roughness: 0.9 }),
      );
    } else {
      const isMarker = form.kind === 'marker';
      const cap = isMarker ? 0.38 : 0.5;
      if (isMarker)
        turned(
          [
            [0.0001, 0],
            [r * 0.8, 0.0005],
            [r, 0.003],
            [r, l * cap],
            [r * 0.93, l * cap],
          ],
          trim,
        );
      else {
        turned(
          [
            [0.0002, 0],
            [0.0006, 0.001],
            [0.0012, 0.004],
            [r * 0.55, 0.012],
          ],
          steel,
          12,
        );
        turned(
          [
            [r * 0.55, 0.012],
            [r * 0.85, 0.022],
            [r * 0.97, 0.04],
            [r * 0.97, l * cap],
          ],
          trim,
        );
        turned(
          [
            [r * 1.03, l * cap],
            [r * 1.03, l * cap + 0.003],
          ],
          steel,
        );
      }
      turned(
        [
          [r * 0.94, l * cap],
          [r * 0.97, l * cap + 0.001],
          [r * 0.97, l - 0.006],
          [r * 0.8, l - 0.002],
          [0.0001, l - 0.002],
        ],
        barrel,
      );
      const knob = new CylinderGeometry(r * 0.45, r * 0.45, 0.004, 12).translate(
        0,
        l / 2 - 0.002,
        0,
      );
      pen.add(new Mesh(knob, steel));
      const clip = new BoxGeometry(r * 0.45, 0.036, 0.0009).translate(
        0,
        isMarker ? -l / 2 + l * cap - 0.024 : l / 2 - 0.027,
        r * 1.02,
      );
      pen.add(new Mesh(clip, isMarker ? trim : steel));
      const end = new SphereGeometry(0.0009, 8, 6).translate(
        0,
        isMarker ? -l / 2 + l * cap - 0.04 : l / 2 - 0.044,
        r * 1.0,
      );
      pen.add(new Mesh(end, steel));
    }
    // Rolled so that the clip looks up, never into the table.
    pen.rotation.set(0, 0.9 * Math.sin(form.roll), Math.PI / 2);
    pen.rotation.order = 'ZXY';
    const laid = new Group().add(pen);
    laid.rotation.x = -Math.PI / 2;
    laid.position.y = r;
    return new Group().add(laid);
  },
});
