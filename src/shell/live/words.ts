/** What the page says of the moment: in the text alternative of the picture, and now and then aloud. */
import type { ClassCount } from './found';
import type { SourceName } from './source';

/** "3 objects: 2 × cup, 1 × book"; hidden classes are left out. */
export function countWords(counts: readonly ClassCount[]): string {
  const shown = counts.filter(({ count, isShown }) => isShown && count > 0);
  const total = shown.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return 'nothing found';
  const list = shown
    .toSorted((a, b) => b.count - a.count)
    .map(({ name, count }) => `${count} × ${name}`)
    .join(', ');
  return `${total} ${total === 1 ? 'object' : 'objects'}: ${list}`;
}

const pictureOf: Readonly<Record<SourceName, string>> = {
  camera: 'Picture of your camera',
  tabletop: 'Rendered tabletop',
  clip: 'Recorded clip of the tabletop',
};

/** Text alternative of the live picture. */
export function altWords(source: SourceName | undefined, counts: readonly ClassCount[]): string {
  return source === undefined ? 'No picture' : `${pictureOf[source]}: ${countWords(counts)}`;
}

/** Part of a file's name: "cv-lab-live-2025-03-04-140215", local time. */
export function fileStem(at: Date): string {
  const two = (value: number): string => String(value).padStart(2, '0');
  const day = `${at.getFullYear()}-${two(at.getMonth() + 1)}-${two(at.getDate())}`;
  return `cv-lab-live-${day}-${two(at.getHours())}${two(at.getMinutes())}${two(at.getSeconds())}`;
}
