/** What closes a bottle: cork, crown cap, screw cap, foil over the neck, nozzle. */
import { CylinderGeometry, Mesh, type Object3D } from 'three';
import type { Kit } from '../../render/kit';
import { bottleOutline, type BottleKind } from './bottle-shapes';
import { slice, turned, type Profile } from './turning';
import { plainWare, wareSkin } from './ware';

export type Cap = 'cork' | 'crown' | 'screw' | 'foil' | 'nozzle' | 'none';

export interface CappedForm {
  readonly kind: BottleKind;
  readonly cap: Cap;
  /** sRGB hex. */
  readonly capColour: number;
  readonly tallM: number;
  readonly bodyRadiusM: number;
}

/** How far the cap stands above the mouth. */
export function capHeight(cap: Cap, bodyRadiusM: number): number {
  const heights: Readonly<Record<Cap, number>> = {
    cork: 0.009,
    crown: 0.003,
    screw: 0.006,
    foil: 0.0006,
    nozzle: bodyRadiusM * 0.9,
    none: 0,
  };
  return heights[cap];
}

export function capOf(form: CappedForm, mouthM: number, kit: Kit): Object3D[] {
  const { cap, tallM, capColour } = form;
  const above = capHeight(cap, form.bodyRadiusM);
  const top = tallM + above;
  const plastic = kit.skin({ colour: capColour, roughness: 0.4 });
  switch (cap) {
    case 'none':
      return [];
    case 'cork': {
      const cork = new CylinderGeometry(mouthM * 0.9, mouthM * 0.82, above + 0.012, 18);
      cork.translate(0, top - (above + 0.012) / 2, 0);
      return [new Mesh(cork, kit.skin({ colour: 0xb98f5f, roughness: 0.95 }))];
    }
    case 'crown': {
      // 21 teeth, as on every crown cap.
      const crown = turned(
        [
          [mouthM * 1.24, top - 0.0062],
          [mouthM * 1.14, top - 0.003],
          [mouthM * 1.06, top - 0.0008],
          [mouthM * 0.95, top],
          [mouthM * 0.95, top],
          [0, top],
        ],
        { segments: 42 },
      );
      return [
        new Mesh(crown, kit.skin({ colour: capColour, roughness: 0.3, metal: 0.5, isThin: true })),
      ];
    }
    case 'foil': {
      const from = form.kind === 'milk' ? 0.93 : 0.76;
      const outline = bottleOutline(form.kind, form.bodyRadiusM, tallM);
      const hood: Profile = [
        ...slice(outline, from * tallM, tallM, 0.0006),
        [mouthM, top],
        [mouthM, top],
        [0, top],
      ];
      return [
        new Mesh(
          turned(hood, { segments: 28 }),
          kit.skin({ colour: capColour, roughness: 0.38, metal: 0.6 }),
        ),
      ];
    }
    case 'nozzle': {
      const r = mouthM * 1.25;
      const nozzle: Profile = [
        [r, tallM * 0.93],
        [r, tallM * 0.93],
        [r, tallM + above * 0.08],
        [r * 0.85, tallM + above * 0.12],
        [r * 0.42, tallM + above * 0.3],
        [r * 0.16, top],
        [r * 0.16, top],
        [0, top],
      ];
      return [new Mesh(turned(nozzle, { segments: 28 }), plastic)];
    }
    case 'screw': {
      const r = mouthM * 1.14 + 0.001;
      const low = tallM - (form.kind === 'flask' ? 0.1 * tallM : 0.013);
      const bevel = Math.min(0.002, r * 0.2);
      const screw: Profile = [
        [r * 0.8, low],
        [r, low],
        [r, low],
        [r, top - bevel],
        [r - bevel, top],
        [r - bevel, top],
        [0, top],
      ];
      const lid = wareSkin(
        kit,
        {
          ...plainWare,
          style: 'stripes',
          colour: capColour,
          accent: dimmed(capColour),
          count: 28,
          roughness: 0.42,
        },
        10,
      );
      return [new Mesh(turned(screw, { segments: 28 }), form.kind === 'flask' ? plastic : lid)];
    }
  }
}

/** A little darker: the grooves of a screw cap. */
function dimmed(hex: number): number {
  const dim = (channel: number): number => Math.round(((hex >> channel) & 255) * 0.72) << channel;
  return dim(16) | dim(8) | dim(0);
}
