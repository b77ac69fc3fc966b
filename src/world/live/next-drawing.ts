/**
 * What to draw next: a draft at once when something changed, once more to learn how fast this machine is, a
 * fine picture when the scene rests; a draft after the other while it is animated. Pure; `LiveWorld` does it.
 */
import { fineSamples, isSlow, type DraftSpeed } from './speed';

export interface Drawing {
  readonly samples: number;
  readonly isFine: boolean;
  /** Half as wide and high, without labels: for the preview of a gesture on a slow machine. */
  readonly isSmall: boolean;
  /** Only its time counts: the same picture is there already. */
  readonly isTrial: boolean;
}

export type NextDrawing =
  | { readonly kind: 'draw'; readonly drawing: Drawing; readonly isTick: boolean }
  | { readonly kind: 'wait'; readonly ms: number }
  | { readonly kind: 'done' };

/** Where drawing stands; times in ms of one clock. */
export interface DrawingState {
  readonly nowMs: number;
  readonly isAnimating: boolean;
  readonly isGesture: boolean;
  /** When the last picture was begun, and when the scene changed last. */
  readonly startedAtMs: number;
  readonly changedAtMs: number;
  /** The scene as it is was drawn: as a draft, and finely. */
  readonly isDrafted: boolean;
  readonly isFineDrawn: boolean;
  readonly size: { readonly width: number; readonly height: number };
  readonly speed: Pick<DraftSpeed, 'costMsPerPx' | 'isKnown'>;
}

const frameIntervalMs = 1000 / 30;
/** Quiet time after which a scene counts as resting. */
const restMs = 180;
const draft: Drawing = { samples: 1, isFine: false, isSmall: false, isTrial: false };

export function nextDrawing(state: DrawingState): NextDrawing {
  const { nowMs, size, speed } = state;
  if (state.isAnimating) {
    const waitMs = state.startedAtMs + frameIntervalMs - nowMs;
    return waitMs > 1 ? { kind: 'wait', ms: waitMs } : draw(draft, true);
  }
  if (!state.isDrafted) {
    return draw({ ...draft, isSmall: state.isGesture && isSlow(speed.costMsPerPx, size) });
  }
  if (!speed.isKnown) return draw({ ...draft, isTrial: true });
  if (state.isFineDrawn) return { kind: 'done' };
  const restsInMs = state.isGesture ? Infinity : state.changedAtMs + restMs - nowMs;
  if (restsInMs > 1) return { kind: 'wait', ms: restsInMs };
  return draw({ ...draft, samples: fineSamples(speed.costMsPerPx, size), isFine: true });
}

function draw(drawing: Drawing, isTick = false): NextDrawing {
  return { kind: 'draw', drawing, isTick };
}
