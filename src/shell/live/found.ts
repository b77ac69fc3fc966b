/** What was found on a picture, as the page shows it: filtered by class, in pixels of that picture. */
import type { DetectionResult, Label } from '$src/detect/types';
import type { PictureBox } from '$src/ui/paint-boxes';
import type { Picture } from './darkroom';
import { isShown, type ClassFilter } from './link';
import type { Shot } from './pump';

export type LiveShot = Shot<Picture>;

/** How many of a class are in the picture now. */
export interface ClassCount {
  readonly name: string;
  readonly count: number;
  readonly isShown: boolean;
}

/** The detector may have seen a smaller copy: its boxes are scaled to the picture. */
export function boxesOf(
  shot: LiveShot | undefined,
  labels: readonly Label[],
  filter: ClassFilter,
): readonly PictureBox[] {
  if (!shot?.result) return [];
  const { result, picture } = shot;
  const across = picture.width / result.widthPx;
  const down = picture.height / result.heightPx;
  return result.detections.flatMap(({ boxXyxy: [x1, y1, x2, y2], score, classIndex }) => {
    const label = labels[classIndex]?.name ?? `class ${classIndex}`;
    if (!isShown(filter, label)) return [];
    const boxXyxy = [x1 * across, y1 * down, x2 * across, y2 * down] as const;
    return [{ boxXyxy, label, score, classIndex }];
  });
}

/** Of every class, hidden ones too: who hides a class still sees how many there are. */
export function countsOf(
  result: DetectionResult | undefined,
  labels: readonly Label[],
  filter: ClassFilter,
): readonly ClassCount[] {
  const found = new Uint32Array(labels.length);
  for (const { classIndex } of result?.detections ?? []) {
    found[classIndex] = (found[classIndex] ?? 0) + 1;
  }
  return labels.map(({ name }, i) => ({
    name,
    count: found[i] ?? 0,
    isShown: isShown(filter, name),
  }));
}
