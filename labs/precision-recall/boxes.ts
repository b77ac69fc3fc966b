/** What is drawn over a picture: the boxes counted so far by what they are, and the objects that they did not find. */
import type { PictureBox } from '$src/ui/paint-boxes';
import type { ClassCurve } from './curve';

/** The light ink of the well: objects have no colour of their own. */
const objectColour = '#f3efe5';

/** Of the class in image `imageId`; the last counted detection is chosen, and its object drawn with it. */
export function pictureBoxes(
  { curve, results, annotations, className }: ClassCurve,
  counted: number,
  imageId: number,
): readonly PictureBox[] {
  const found = new Set<number>();
  const boxes: PictureBox[] = [];
  for (let row = 0; row < counted; row++) {
    const result = results[curve.detection[row] ?? -1];
    const verdict = curve.verdict[row];
    if (verdict === 1) found.add(curve.annotation[row] ?? -1);
    if (result?.image_id !== imageId) continue;
    const isLast = row === counted - 1;
    const iou = curve.iou[row] ?? 0;
    boxes.push({
      boxXyxy: corners(result.bbox),
      label: className,
      score: result.score,
      note: isLast && iou > 0 ? `IoU ${iou.toFixed(2)}` : undefined,
      style: verdict === 1 ? 'hit' : verdict === 0 ? 'false' : 'found',
      isChosen: isLast,
    });
  }
  annotations.forEach(({ image_id, bbox, iscrowd }, place) => {
    if (image_id !== imageId) return;
    const isMissed = !found.has(place) && iscrowd === 0;
    if (!isMissed && place !== curve.annotation[counted - 1]) return;
    const label = iscrowd === 1 ? 'crowd' : isMissed ? `${className} not found` : '';
    boxes.push({ boxXyxy: corners(bbox), label, style: 'missed', colour: objectColour });
  });
  return boxes;
}

function corners([x, y, width, height]: readonly [number, number, number, number]) {
  return [x, y, x + width, y + height] as const;
}
