/**
 * Things on and in other things: fruit in a bowl, a cup on a book. Hollows are taken as paraboloids
 * from the middle of their floor to their rim, and what lies in them as spheres.
 */
import type { Rng } from '$src/core/rng';
import type { Vec3 } from '../scene';
import type { ThingForm } from '../things/thing';
import { shuffled } from './draw';

export interface Carriable {
  readonly form: ThingForm;
  readonly scale: number;
}

export interface Load<P> {
  readonly piece: P;
  /** From the carrier's position, in metres. */
  readonly offsetM: Vec3;
}

const mostInHollow = 3;

/** Chooses from `pieces` what `carrier` takes, and where it rests there. Nothing where nothing fits. */
export function loadOf<P extends Carriable>(
  rng: Rng,
  carrier: Carriable,
  pieces: readonly P[],
): Load<P>[] {
  const { carries } = carrier.form;
  if (!carries) return [];
  const insideM = carries.radiusM * carrier.scale;
  const floorM = carries.heightM * carrier.scale;
  if (!carries.isHollow) {
    const piece = shuffled(rng, pieces).find(
      ({ form, scale }) => form.radiusM * scale <= insideM && !form.carries,
    );
    return piece ? [{ piece, offsetM: [0, floorM, 0] }] : [];
  }
  const rimM = carrier.form.heightM * carrier.scale;
  const fitting = shuffled(
    rng,
    pieces.filter((piece) => piece.form.isRound === true && sphereOf(piece) <= insideM),
  );
  for (let n = Math.min(fitting.length, rng.integer(1, mostInHollow)); n >= 1; n--) {
    const taken = fitting.slice(0, n);
    const largestM = Math.max(...taken.map(sphereOf));
    // n equal spheres in a ring touch one another at this radius; two per cent apart.
    const ringM = n === 1 ? 0 : (1.02 * largestM) / Math.sin(Math.PI / n);
    if (n > 1 && ringM + 0.5 * largestM > insideM) continue;
    const start = 2 * Math.PI * rng.next();
    return taken.map((piece, i) => {
      const angle = start + (2 * Math.PI * i) / n;
      const centreM = restingHeightM(insideM, floorM, rimM, ringM, sphereOf(piece));
      return {
        piece,
        offsetM: [
          ringM * Math.cos(angle),
          centreM - (piece.form.heightM * piece.scale) / 2,
          ringM * Math.sin(angle),
        ],
      };
    });
  }
  return [];
}

/**
 * Height of the centre of a sphere of `radiusM` that touches the inside of a paraboloid (floor at
 * `floorM`, rim of `insideM` at `rimM`) at `offM` from its axis.
 */
export function restingHeightM(
  insideM: number,
  floorM: number,
  rimM: number,
  offM: number,
  radiusM: number,
): number {
  const steps = 48;
  let centreM = floorM;
  for (let i = 0; i <= steps; i++) {
    const at = offM - radiusM + (2 * radiusM * i) / steps;
    if (Math.abs(at) > insideM) continue;
    const wallM = floorM + (rimM - floorM) * (at / insideM) ** 2;
    centreM = Math.max(centreM, wallM + Math.sqrt(Math.max(0, radiusM ** 2 - (at - offM) ** 2)));
  }
  return centreM;
}

function sphereOf({ form, scale }: Carriable): number {
  return Math.max(form.radiusM, form.heightM / 2) * scale;
}
