/** From detections, truth, candidates and steps to boxes that can be drawn. */
import { detectionOf, type SuppressStep } from '$src/detect/stages/suppress';
import type { Candidates, Detection, Label, OriginTrace } from '$src/detect/types';
import type { TruthObject } from '$src/lab/contract';
import { annotatedClasses } from '$src/sources/objects';
import { formatNumber } from '$src/ui/format';
import type { PictureBox } from '$src/ui/paint-boxes';
import type { Match } from './match';

/** More candidates than this are a grey wall; the best are drawn. */
const mostDrawn = 400;
/** Of what the truth has and no detector found: neither class colour nor signal colour. */
const missedColour = '#f3efe5';

/** The same class has the same colour in every model: its place among the annotated classes. */
function colourIndex(name: string, fallback: number): number {
  const index = annotatedClasses.findIndex((one) => one.name === name);
  return index < 0 ? fallback : index;
}

function boxOf(detection: Detection, labels: readonly Label[]): PictureBox {
  const { boxXyxy, score, classIndex } = detection;
  const label = labels[classIndex]?.name ?? `class ${classIndex}`;
  return { boxXyxy, label, score, classIndex: colourIndex(label, classIndex) };
}

export function resultBoxes(
  detections: readonly Detection[],
  labels: readonly Label[],
): readonly PictureBox[] {
  return detections.map((detection) => boxOf(detection, labels));
}

/** Right, wrong and missed, told apart by line and mark. */
export function verdictBoxes(
  { judged, missed }: Match,
  labels: readonly Label[],
  objects: readonly TruthObject[],
): readonly PictureBox[] {
  const styles = { hit: 'hit', false: 'false', unjudged: 'found' } as const;
  return [
    ...judged.map(({ detection, verdict, iou }): PictureBox => ({
      ...boxOf(detection, labels),
      style: styles[verdict],
      ...(iou > 0 ? { note: `IoU ${formatNumber(iou, 2)}` } : {}),
    })),
    ...objectBoxes(missed.flatMap((index) => objects[index] ?? [])),
  ];
}

export function objectBoxes(objects: readonly TruthObject[]): readonly PictureBox[] {
  return objects.map(({ className, boxXywh: [x, y, w, h] }) => ({
    boxXyxy: [x, y, x + w, y + h] as const,
    label: `${className} missed`,
    style: 'missed' as const,
    colour: missedColour,
  }));
}

export function candidateBoxes(
  candidates: Candidates,
  labels: readonly Label[],
  score: number,
): readonly PictureBox[] {
  return rowsAbove(candidates, score)
    .slice(0, mostDrawn)
    .map((row) => ({
      ...boxOf(detectionOf(candidates, row), labels),
      label: '',
      style: 'candidate' as const,
    }));
}

/**
 * After `round` rounds of suppression: what was kept, what the last round removed or lowered, what is still
 * undecided.
 */
export function stepBoxes(
  candidates: Candidates,
  labels: readonly Label[],
  steps: readonly SuppressStep[],
  round: number,
  { score }: { readonly score: number },
): readonly PictureBox[] {
  const done = steps.slice(0, round);
  const current = done.at(-1);
  const kept = new Set(done.map(({ keptIndex }) => keptIndex));
  const gone = new Set(
    done.flatMap(({ effects }) =>
      effects.filter(({ isRemoved }) => isRemoved).map(({ index }) => index),
    ),
  );
  const nowGone = new Map((current?.effects ?? []).map((effect) => [effect.index, effect]));
  return rowsAbove(candidates, score)
    .slice(0, mostDrawn)
    .flatMap((row): PictureBox[] => {
      const box = boxOf(detectionOf(candidates, row), labels);
      const effect = nowGone.get(row);
      if (row === current?.keptIndex) return [{ ...box, isChosen: true }];
      if (effect) return [{ ...box, style: 'removed', note: `IoU ${formatNumber(effect.iou, 2)}` }];
      if (kept.has(row)) return [box];
      return gone.has(row) ? [] : [{ ...box, label: '', style: 'candidate' }];
    });
}

/** The detections with one chosen, and where that one came from: its cell and, with SSD, its default box. */
export function traceBoxes(
  detections: readonly PictureBox[],
  chosen: number,
  trace: OriginTrace | undefined,
): readonly PictureBox[] {
  const boxes = detections.map((box, i): PictureBox => {
    if (chosen < 0) return box;
    return i === chosen ? { ...box, isChosen: true } : { ...box, label: '', style: 'candidate' };
  });
  if (!trace) return boxes;
  return [
    ...boxes,
    { boxXyxy: trace.cellXyxy, label: 'cell', style: 'cell', colour: missedColour },
    ...(trace.defaultBoxXyxy
      ? [
          {
            boxXyxy: trace.defaultBoxXyxy,
            label: 'default box',
            style: 'second' as const,
            colour: missedColour,
          },
        ]
      : []),
  ];
}

function rowsAbove(candidates: Candidates, score: number): readonly number[] {
  const rows: number[] = [];
  for (let row = 0; row < candidates.count; row++) {
    if ((candidates.scores[row] ?? 0) < score) break; // best first
    rows.push(row);
  }
  return rows;
}
