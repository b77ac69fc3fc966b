/** What is drawn over the picture: detections by what they are at IoU 0.5, and where the objects are. */
import { verdictsOf, type CocoDataset, type CocoResult } from '$src/metrics';
import type { PictureBox } from '$src/ui/paint-boxes';

/** The light ink of the well: objects have no colour of their own. */
const objectColour = '#f3efe5';

/** `truth` and `shown` of one picture. */
export function pictureBoxes(
  { annotations, categories, images }: CocoDataset,
  shown: readonly CocoResult[],
  { hasScores }: { readonly hasScores: boolean },
): readonly PictureBox[] {
  const verdicts = verdictsOf({ annotations, categories, images }, shown, 0.5);
  const found = shown.map((box, i): PictureBox => {
    const classIndex = categories.findIndex(({ id }) => id === box.category_id);
    return {
      boxXyxy: corners(box.bbox),
      label: categories[classIndex]?.name ?? '',
      score: hasScores ? box.score : undefined,
      classIndex,
      style: verdicts[i] === 'true-positive' ? 'hit' : 'false',
    };
  });
  const objects = annotations.map(({ bbox }): PictureBox => ({
    boxXyxy: corners(bbox),
    label: '',
    colour: objectColour,
    style: 'missed',
  }));
  return [...found, ...objects];
}

function corners([x, y, width, height]: readonly [number, number, number, number]) {
  return [x, y, x + width, y + height] as const;
}
