/**
 * The tables on which things stand, by family; the seed varies colour, grain, scale, wear, turn and the
 * shape of the top. Two shader programs draw all of them: wood, and everything else.
 *
 * Only the top's upper face is y = 0. Tables receive shadows but cast none (nothing lies below them),
 * so the surface under the things is free of false shadows of its own.
 */
import { BoxGeometry, CircleGeometry, Group, Mesh, type Object3D } from 'three';
import { createRng, type Rng } from '$src/core/rng';
import type { Surface } from '../scene';
import type { Kit } from './kit';
import { between, chance, hsl } from './draws';
import { ellipse, roundedRectangle, slab, type Outline } from './slab';
import { tableLooks } from './table-looks';

/** Throws RangeError for an unknown family. */
export function buildTable({ family, seed }: Surface, kit: Kit): Object3D {
  const make = tableLooks[family];
  if (!make) {
    throw new RangeError(
      `There is no table called “${family}”; there are ${Object.keys(tableLooks).join(', ')}.`,
    );
  }
  const rng = createRng(seed).fork(`table ${family}`);
  const material = make(rng.fork('material'));
  const group = new Group();
  const skin = kit.skin(material.skin);
  if (material.form === 'ground') {
    const ground = new Mesh(new CircleGeometry(8.6, 48).rotateX(-Math.PI / 2), skin);
    group.add(ground);
  } else {
    const form = rng.fork('form');
    const { outline, legs } = drawOutline(form);
    const isCloth = material.form === 'cloth';
    const thickness = between(form, ...(material.thicknessM ?? [0.022, 0.045]));
    const top = new Mesh(
      slab(outline, {
        roundingM: material.roundingM ?? between(form, 0.002, 0.008),
        dropM: isCloth ? between(form, 0.15, 0.3) : thickness,
        ...(isCloth && {
          folds: {
            count: form.integer(9, 16),
            depthM: between(form, 0.02, 0.05),
            phase: form.next() * 6,
          },
        }),
      }),
      skin,
    );
    group.add(top, buildLegs(legs, kit, form));
  }
  group.traverse((node) => (node.userData['castsNoShadow'] = true));
  return group;
}

function drawOutline(rng: Rng): {
  readonly outline: Outline;
  readonly legs: readonly (readonly [number, number])[];
} {
  const width = between(rng, 1.9, 2.6);
  const depth = between(rng, 1.25, 1.6);
  if (chance(rng, 0.2)) {
    const round = between(rng, 1.5, 1.9);
    return { outline: ellipse(round * between(rng, 1, 1.3), round), legs: [[0, 0]] };
  }
  const [x, z] = [width / 2 - 0.1, depth / 2 - 0.1];
  return {
    outline: roundedRectangle(width, depth, between(rng, 0.005, 0.09)),
    legs: [
      [-x, -z],
      [x, -z],
      [x, z],
      [-x, z],
    ],
  };
}

function buildLegs(places: readonly (readonly [number, number])[], kit: Kit, rng: Rng): Object3D {
  const group = new Group();
  const colour = chance(rng, 0.5)
    ? hsl(0.08, 0.35, between(rng, 0.12, 0.4))
    : hsl(0, 0, between(rng, 0.05, 0.6));
  const skin = kit.skin({ colour, roughness: 0.5 });
  const side = places.length === 1 ? 0.14 : between(rng, 0.035, 0.075);
  for (const [x, z] of places) {
    const leg = new Mesh(new BoxGeometry(side, 0.75, side), skin);
    leg.position.set(x, -0.395, z);
    group.add(leg);
  }
  return group;
}
