/** The forms of things, drawn from their seeds exactly as the renderer draws them. */
import { createRng } from '$src/core/rng';
import type { SceneObject } from '../scene';
import { thingOf } from '../things';
import type { ThingForm } from '../things/thing';

/** Some forms take milliseconds to draw, and a moving scene asks for all of its own at every step. */
const kept = new Map<string, ThingForm>();
const mostKept = 1000;

/** Size and carrying surface of a thing at life size. */
export function formOf({ kind, seed }: Pick<SceneObject, 'kind' | 'seed'>): ThingForm {
  const key = `${kind} ${seed}`;
  const known = kept.get(key);
  if (known) return known;
  const { radiusM, heightM, isRound, carries } = thingOf(kind).draw(createRng(seed).fork(kind));
  const form: ThingForm = {
    radiusM,
    heightM,
    ...(isRound !== undefined && { isRound }),
    ...(carries && { carries }),
  };
  if (kept.size >= mostKept) kept.clear();
  kept.set(key, form);
  return form;
}
