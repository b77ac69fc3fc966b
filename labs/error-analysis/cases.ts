/**
 * One thing to look at: a wrong box, an object that was not found, or a cell's entry of the confusion matrix, with what
 * stands on its picture.
 */
import type { ConfusionEntry } from '$src/metrics';
import { annotatedClasses } from '$src/sources/objects';
import { formatNumber } from '$src/ui/format';
import type { PictureBox } from '$src/ui/paint-boxes';
import type { Analysed } from './analysis';

export interface Case {
  readonly imageId: number;
  /** Place in `results`; -1 for an object without a box. */
  readonly detection: number;
  /** Place in `truth.annotations`; -1 where no object is meant. */
  readonly annotation: number;
  /** Place in `tide.errors`; -1 for a box that is right. */
  readonly error: number;
}

export type Named = Pick<Analysed, 'truth' | 'results' | 'objects' | 'tide'>;

/** Errors by what each would win alone, then by score. */
export function casesOfErrors(
  set: Named & Pick<Analysed, 'ownGain'>,
  places: readonly number[],
): readonly Case[] {
  const scoreOf = (place: number): number => {
    const error = set.tide.errors[place];
    return error && error.type !== 'missed' ? error.score : 0;
  };
  return [...places]
    .sort(
      (a, b) => (set.ownGain[b] ?? 0) - (set.ownGain[a] ?? 0) || scoreOf(b) - scoreOf(a) || a - b,
    )
    .flatMap((place) => {
      const error = set.tide.errors[place];
      if (!error) return [];
      const { imageId, detection, annotation } = error;
      return [{ imageId, detection, annotation, error: place }];
    });
}

/** The entries of one cell, those with the best score first. */
export function casesOfEntries(set: Named, entries: readonly ConfusionEntry[]): readonly Case[] {
  const byDetection = new Map<number, number>();
  const byObject = new Map<number, number>();
  set.tide.errors.forEach((error, place) => {
    if (error.type === 'missed') byObject.set(error.annotation, place);
    else byDetection.set(error.detection, place);
  });
  return entries
    .map(({ detection, annotation }): Case => {
      const error = (detection >= 0 ? byDetection.get(detection) : byObject.get(annotation)) ?? -1;
      return {
        imageId:
          set.results[detection]?.image_id ?? set.truth.annotations[annotation]?.image_id ?? -1,
        detection,
        // What the matrix calls nothing may lie on an object that another box has.
        annotation: annotation < 0 ? (set.tide.errors[error]?.annotation ?? -1) : annotation,
        error,
      };
    })
    .sort(
      (a, b) => (set.results[b.detection]?.score ?? 0) - (set.results[a.detection]?.score ?? 0),
    );
}

export function classOf({ truth }: Pick<Named, 'truth'>, categoryId: number | undefined): string {
  return truth.categories.find(({ id }) => id === categoryId)?.name ?? 'unknown class';
}

/** "apple taken for orange". */
export function titleOf(set: Named, { detection, annotation, error: place }: Case): string {
  const said = classOf(set, set.results[detection]?.category_id);
  const is = set.objects[annotation]?.className ?? 'nothing';
  const error = set.tide.errors[place];
  switch (error?.type) {
    case 'classification':
      return `${is} taken for ${said}`;
    case 'localisation':
      return `${said}, badly placed`;
    case 'both':
      return `${said}, half on ${is}`;
    case 'duplicate':
      return `second ${said} on one object`;
    case 'background':
      return `${said} where nothing is`;
    case 'missed':
      return `${is} that nothing claims`;
    case undefined:
      if (detection < 0) return `${is} without a box`;
      return `${said}, right`;
  }
}

/** White dots: neither class colour nor signal. */
const objectColour = '#f3efe5';

function colourIndex(name: string): number {
  return Math.max(
    0,
    annotatedClasses.findIndex((one) => one.name === name),
  );
}

/** The box, the object that it is about, and for a duplicate the box that was first; in picture pixels. */
export function boxesOf(set: Named, one: Case): readonly PictureBox[] {
  const error = set.tide.errors[one.error];
  const boxes: PictureBox[] = [];
  const object = set.objects[one.annotation];
  // A box on bare background is about no object: the nearest one would only mislead.
  if (object && error?.type !== 'background') {
    const missed = error?.type === 'missed' || one.detection < 0;
    boxes.push({
      boxXyxy: xyxy(object.boxXywh),
      label: missed ? `${object.className} missed` : `${object.className}, truth`,
      style: missed ? 'missed' : 'cell',
      colour: objectColour,
      isChosen: missed,
    });
  }
  if (error?.type === 'duplicate') {
    const before = set.results[error.foundBy];
    if (before) boxes.push({ ...boxOf(set, error.foundBy), style: 'hit' });
  }
  if (one.detection >= 0) {
    const iou = error && error.type !== 'missed' && error.type !== 'background' ? error.iou : 0;
    boxes.push({
      ...boxOf(set, one.detection),
      style: error ? 'false' : 'hit',
      isChosen: true,
      ...(iou > 0 ? { note: `IoU ${formatNumber(iou, 2)}` } : {}),
    });
  }
  return boxes;
}

function boxOf(set: Named, detection: number): PictureBox {
  const result = set.results[detection];
  const label = classOf(set, result?.category_id);
  return {
    boxXyxy: xyxy(result?.bbox ?? [0, 0, 0, 0]),
    label,
    score: result?.score,
    classIndex: colourIndex(label),
  };
}

type Xyxy = readonly [number, number, number, number];

export function xyxy([x = 0, y = 0, w = 0, h = 0]: readonly number[]): Xyxy {
  return [x, y, x + w, y + h];
}

/** Part of a picture around some boxes, whole pixels. */
export interface CropRect {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/**
 * The boxes with as much again around them, at least `leastPx` wide, in the given shape where the picture allows; a
 * little more where the well of `wellPx` device pixels then shows it at a whole number of them per pixel. Never larger
 * than the picture.
 */
export function cropAround(
  boxes: readonly Pick<PictureBox, 'boxXyxy'>[],
  picture: { readonly width: number; readonly height: number },
  aspect: number,
  { leastPx = 96, wellPx = 0 } = {},
): CropRect {
  if (boxes.length === 0) return { left: 0, top: 0, ...sizeOf(picture) };
  const x1 = Math.min(...boxes.map(({ boxXyxy }) => boxXyxy[0]));
  const y1 = Math.min(...boxes.map(({ boxXyxy }) => boxXyxy[1]));
  const x2 = Math.max(...boxes.map(({ boxXyxy }) => boxXyxy[2]));
  const y2 = Math.max(...boxes.map(({ boxXyxy }) => boxXyxy[3]));
  const least = Math.max(leastPx, 1.9 * (x2 - x1), 1.9 * (y2 - y1) * aspect);
  const scale = Math.floor(wellPx / least);
  const wide = scale >= 2 ? wellPx / scale : least;
  const width = Math.min(picture.width, Math.floor(wide));
  const height = Math.min(picture.height, Math.floor(wide / aspect));
  const place = (middle: number, side: number, whole: number): number =>
    Math.round(Math.max(0, Math.min(whole - side, middle - side / 2)));
  return {
    left: place((x1 + x2) / 2, width, picture.width),
    top: place((y1 + y2) / 2, height, picture.height),
    width,
    height,
  };
}

function sizeOf({ width, height }: { readonly width: number; readonly height: number }) {
  return { width, height };
}

/** The same boxes in the pixels of the crop. */
export function moved(boxes: readonly PictureBox[], { left, top }: CropRect): PictureBox[] {
  return boxes.map((box) => {
    const [x1, y1, x2, y2] = box.boxXyxy;
    return { ...box, boxXyxy: [x1 - left, y1 - top, x2 - left, y2 - top] as const };
  });
}
