/**
 * What a thing on the table is: a form drawn from a seed (pure data, decides size and looks), and the
 * geometry and materials built from it. One file per class in this folder.
 *
 * Local frame: metres, y up, the thing stands on y = 0 with its middle over the origin, in its rest
 * pose (a banana lies, a bottle stands or lies as its form says).
 */
import type { Object3D } from 'three';
import type { Rng } from '$src/core/rng';
import type { ThingName } from '../classes';
import type { Kit } from '../render/kit';

export interface ThingForm {
  /** Of the disc on the table that it needs for itself. */
  readonly radiusM: number;
  readonly heightM: number;
  /** Round things may be turned any way, about a centre at half their height. */
  readonly isRound?: boolean;
  /** A hollow or a flat top that can carry other things. */
  readonly carries?: {
    /** Inner radius. */
    readonly radiusM: number;
    /** Height of the carrying surface in its middle. */
    readonly heightM: number;
    readonly isHollow: boolean;
  };
}

export interface Thing<F extends ThingForm = ThingForm> {
  readonly name: ThingName;
  /** Draws one of the many looks of the class. The same rng state gives the same form. */
  draw(rng: Rng): F;
  /** Geometry is new with each call; materials and prints come from the kit, which owns them. */
  build(form: F, kit: Kit): Object3D;
}

export function defineThing<F extends ThingForm>(thing: Thing<F>): Thing<F> {
  return thing;
}
