/** What belongs to a cup besides its wall: handle, saucer, lid. */
import { CatmullRomCurve3, Mesh, TubeGeometry, Vector3, type BufferGeometry } from 'three';
import type { Kit } from '../../render/kit';
import { closed, hollow, radiusAt, smooth, turned, type Profile } from './turning';
import { wareSkin, type Ware } from './ware';

export type CupKind = 'mug' | 'tea' | 'espresso' | 'beaker' | 'paper' | 'tumbler' | 'enamel';

export interface CupBody {
  readonly kind: CupKind;
  /** Radius of the rim. */
  readonly mouthM: number;
  readonly tallM: number;
  /** Radius of the foot as a share of the mouth's. */
  readonly foot: number;
  readonly ware: Ware;
  /** How far the handle reaches beyond the wall; 0 for none. */
  readonly handleM: number;
  /** 0 square .. 1 round. */
  readonly handleRoundness: number;
  /** Radius; 0 for none. */
  readonly saucerM: number;
}

export function lid({ mouthM, tallM, ware }: CupBody, kit: Kit): Mesh {
  const r = mouthM + 0.0022;
  const profile: Profile = [
    [r, tallM - 0.006],
    [r, tallM - 0.006],
    [r, tallM],
    [r * 0.98, tallM + 0.002],
    [r * 0.91, tallM + 0.0025],
    [r * 0.91, tallM + 0.0025],
    [r * 0.87, tallM + 0.01],
    [r * 0.85, tallM + 0.011],
    [r * 0.82, tallM + 0.01],
    [r * 0.8, tallM + 0.004],
    [r * 0.8, tallM + 0.004],
    [0, tallM + 0.004],
  ];
  const isDark = ware.count % 2 === 0;
  return new Mesh(
    turned(profile),
    kit.skin({ colour: isDark ? 0x1f1d1c : 0xf2f0ea, roughness: 0.45 }),
  );
}

/** An ear on the side of +x: a flattened tube from near the rim to near the foot. */
export function handle(form: CupBody, outline: Profile): BufferGeometry {
  const { tallM, handleM, handleRoundness } = form;
  const [high, low] = [tallM * 0.84, tallM * (form.kind === 'tea' ? 0.38 : 0.22)];
  const [highR, lowR] = [radiusAt(outline, high), radiusAt(outline, low)];
  const thick = form.kind === 'mug' ? 0.0052 : 0.0036;
  const reach = Math.max(highR, lowR, radiusAt(outline, tallM / 2)) + handleM - thick * 0.8;
  const bulge = handleRoundness;
  const middle = (high + low) / 2;
  const curve = new CatmullRomCurve3([
    new Vector3(highR - 0.002, high, 0),
    new Vector3(highR + (reach - highR) * (0.55 + 0.2 * (1 - bulge)), high + 0.002, 0),
    new Vector3(reach, middle + (high - middle) * (0.75 - 0.45 * bulge), 0),
    new Vector3(reach - 0.08 * handleM, middle - (middle - low) * (0.45 - 0.2 * bulge), 0),
    new Vector3(lowR + (reach - lowR) * 0.45, low + (middle - low) * 0.12, 0),
    new Vector3(lowR - 0.002, low, 0),
  ]);
  const tube = new TubeGeometry(curve, 26, thick * 0.8, 10);
  return tube.scale(1, 1, 1.5);
}

export function saucer({ saucerM, ware, foot, mouthM }: CupBody, kit: Kit): Mesh {
  const well = Math.min(saucerM * 0.55, foot * mouthM * 1.25);
  const height = 0.016;
  const top = smooth(
    [
      [well * 0.9, 0],
      [well * 1.05, 0.002],
      [saucerM * 0.75, height * 0.55],
      [saucerM, height],
    ],
    4,
  );
  const wall = hollow(top, 0.0035, 0.0038);
  const skin = wareSkin(
    kit,
    {
      ...ware,
      style: 'plain',
      colour: ware.style === 'dip' ? ware.inside : ware.colour,
      inside: ware.style === 'plain' ? ware.colour : ware.inside,
      foot: 0,
      rim: ware.rim > 0 ? 0.09 : 0,
    },
    height,
  );
  return new Mesh(turned([[0, 0.001], [well * 0.85, 0.001], ...closed(wall)]), skin);
}
