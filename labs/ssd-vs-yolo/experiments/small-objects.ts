/**
 * The object shrinks: whole pictures are made smaller by area averaging and laid on a canvas of the first size, as if
 * the camera stood further away, until nothing is found. What counts is the side of the object as the network
 * sees it, the square root of its visible area.
 *
 * Deliberately not a rendered camera move: light, focus and perspective stay as they were, so that size alone changes.
 */
import { createImage, type U8Image } from '$src/core/image';
import type { SlotSpec } from '$src/evidence/types';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { resize } from '$src/ops/resize/reference';
import { both, type Specs } from '../contestants';
import { match } from '../match';
import { picturesOf, type Picture } from '../pictures';

const scales = [1, 0.7, 0.5, 0.35, 0.25, 0.175, 0.125] as const;
const pictureCount = 12;
/** Lower ends of the bins of the object's side in px; each goes to the next. */
const bins = [4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128] as const;
/** The last bin is open; so that a number can be drawn, it counts as this side. */
const lastEndPx = 192;
const tiny = { from: 8, to: 16 } as const;
/** A bin with fewer objects says nothing. */
const fewestObjects = 8;
/** Grey of the canvas round the picture, the letterbox's grey. */
const grey = 114;
export const smallTable = 'Found by side of the object';

export const smallObjects: Experiment<Specs> = {
  id: 'small-objects',
  title: 'The object shrinks',
  predict: {
    prompt:
      'Objects get smaller and smaller in the 320 px input. At which side, in px, does YOLO-tiny stop finding every second one?',
    slot: 'vanish-yolo',
    min: 1,
    max: 320,
  },
  yields: [
    ...both.map(({ key, name }): SlotSpec => ({
      id: `vanish-${key}`,
      label: `${name}, object side below which less than half is found`,
      unit: 'px',
      digits: 0,
    })),
    ...both.map(({ key, name }): SlotSpec => ({
      id: `tiny-${key}`,
      label: `${name}, found of the objects of ${tiny.from} to ${tiny.to} px`,
      unit: '%',
      digits: 1,
    })),
  ],
  dependsOn: [],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { pictures, subject } = yield* picturesOf(context, 'test', pictureCount);
    for (const { key, name, request } of both) {
      const detector = await context.detector(request);
      const seen: Seen[] = [];
      for (const [index, scale] of scales.entries()) {
        yield {
          kind: 'progress',
          done: index,
          total: scales.length,
          note: `${name}, pictures at ${Math.round(100 * scale)} %`,
        };
        for (const picture of pictures) {
          const { frame, objects } = shrunk(picture, scale);
          const { detections } = await detector.detect(frame, {}, context.signal);
          const { missed } = match(detections, detector.info.spec.labels, objects);
          objects.forEach(({ areaPx }, i) =>
            seen.push({ sidePx: Math.sqrt(areaPx), isFound: !missed.includes(i) }),
          );
        }
      }
      const curve = recallBySide(seen);
      const detectors = [detector.info];
      yield {
        kind: 'finding',
        slot: `vanish-${key}`,
        value: halfSidePx(curve),
        subject,
        detectors,
      };
      yield {
        kind: 'finding',
        slot: `tiny-${key}`,
        value: percentOf(seen.filter(({ sidePx }) => sidePx >= tiny.from && sidePx < tiny.to)),
        subject,
        detectors,
      };
      for (const { sidePx, objects, percent } of curve) {
        yield {
          kind: 'row',
          table: smallTable,
          cells: { model: name, 'side px': sidePx, objects, 'found %': percent },
        };
      }
    }
  },
};

interface Seen {
  readonly sidePx: number;
  readonly isFound: boolean;
}
export interface SizePoint {
  /** Geometric middle of the bin. */
  readonly sidePx: number;
  readonly objects: number;
  readonly percent: number;
}

/** Recall per bin of size, small first; bins with too few objects are left out. */
export function recallBySide(seen: readonly Seen[]): SizePoint[] {
  return bins.flatMap((from, i) => {
    const to = bins[i + 1] ?? Infinity;
    const inside = seen.filter(({ sidePx }) => sidePx >= from && sidePx < to);
    if (inside.length < fewestObjects) return [];
    return [
      {
        sidePx: Math.sqrt(from * Math.min(to, lastEndPx)),
        objects: inside.length,
        percent: percentOf(inside),
      },
    ];
  });
}

/**
 * Coming from large objects: the side at which recall falls below half, between two bins by the logarithm of the
 * side. The largest side when not even that is found; the smallest when all are.
 */
export function halfSidePx(curve: readonly SizePoint[]): number {
  const largestFirst = [...curve].reverse();
  const [first] = largestFirst;
  if (!first || first.percent < 50) return first?.sidePx ?? 0;
  let last = first;
  for (const point of largestFirst.slice(1)) {
    if (point.percent < 50) {
      const share = (last.percent - 50) / (last.percent - point.percent);
      return last.sidePx * (point.sidePx / last.sidePx) ** share;
    }
    last = point;
  }
  return last.sidePx;
}

/** The picture at `scale`, centred on a canvas of its own size, with its objects. */
export function shrunk({ frame, objects }: Picture, scale: number): Picture {
  if (scale === 1) return { frame, objects };
  const [width, height] = [frame.width, frame.height].map((side) =>
    Math.max(1, Math.round(side * scale)),
  ) as [number, number];
  const small = resize(frame, width, height, 'area');
  const [left, top] = [(frame.width - width) >> 1, (frame.height - height) >> 1];
  const [sx, sy] = [width / frame.width, height / frame.height];
  return {
    frame: pasted(small, frame.width, frame.height, left, top),
    objects: objects.map((one) => {
      const [x, y, w, h] = one.boxXywh;
      return {
        ...one,
        boxXywh: [left + x * sx, top + y * sy, w * sx, h * sy] as const,
        areaPx: one.areaPx * sx * sy,
      };
    }),
  };
}

function pasted(image: U8Image, width: number, height: number, left: number, top: number): U8Image {
  const canvas = createImage('u8', width, height, image.channels);
  canvas.data.fill(grey);
  const row = image.width * image.channels;
  for (let y = 0; y < image.height; y++) {
    canvas.data.set(
      image.data.subarray(y * row, (y + 1) * row),
      ((top + y) * width + left) * image.channels,
    );
  }
  return canvas;
}

function percentOf(seen: readonly Seen[]): number {
  return (100 * seen.filter(({ isFound }) => isFound).length) / Math.max(1, seen.length);
}
