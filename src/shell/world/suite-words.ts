/** Pictures of a suite in words. */
import type { SuitePicture } from '$src/sources/suites';

/** "2 apples-like" counts: "apple × 2, cup". */
export function contentsOf({ objects }: SuitePicture): string {
  const counts = new Map<string, number>();
  for (const { className } of objects) counts.set(className, (counts.get(className) ?? 0) + 1);
  const words = [...counts]
    .sort(([a, n], [b, m]) => m - n || a.localeCompare(b))
    .map(([name, count]) => (count === 1 ? name : `${name} × ${count}`));
  return words.join(', ') || 'no annotated object';
}
