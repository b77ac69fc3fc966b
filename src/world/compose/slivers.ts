/**
 * Slivers: objects of which so little shows that nobody could name them. They are taken off the table
 * before a picture of a suite is taken, so that its truth holds neither boxes of three pixels nor
 * visible things without a box. Live scenes keep everything.
 */
import type { InstanceTruth, SceneTruth } from '../frame';
import type { SceneDescription } from '../scene';

/** Fewer visible pixels than this are a sliver. */
export const leastVisiblePx = 16;
/** A smaller share of the mask inside the frame than this is a sliver. */
export const leastVisibleShare = 0.06;

export function isSliver({ visibleAreaPx, fullAreaInFramePx }: InstanceTruth): boolean {
  return visibleAreaPx < leastVisiblePx || visibleAreaPx < leastVisibleShare * fullAreaInFramePx;
}

/**
 * The scene without its slivers, or undefined when there are none. Objects of which nothing shows stay:
 * they have no truth and may cast shadows. Taking one away uncovers others, so repeat until undefined.
 */
export function withoutSlivers(
  description: SceneDescription,
  truth: SceneTruth,
): SceneDescription | undefined {
  const slivers = new Set(truth.instances.filter(isSliver).map(({ label }) => label));
  if (slivers.size === 0) return undefined;
  return {
    ...description,
    objects: description.objects.filter(({ id }) => !slivers.has(id)),
  };
}
