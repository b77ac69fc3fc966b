/**
 * The object shrinks: whole pictures are made smaller by area averaging and laid on a canvas of the first size, as if
 * the camera stood further away, until nothing is found. What counts is the side of the object as the network
 * sees it, the square root of its visible area.
 *
 * Deliberately not a rendered camera move: light, focus and perspective stay as they were, so that size alone changes.
 */
import { createImage, type U8Image } from '$src/core/image';
import type { Rng } from '$src/core/rng';
import type { RatioInterval, SlotSpec } from '$src/evidence/types';
import { middleOf } from '$src/lab/ap-bootstrap';
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
const resamples = 400;
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
        for (const [place, picture] of pictures.entries()) {
          const { frame, objects } = shrunk(picture, scale);
          const { detections } = await detector.detect(frame, {}, context.signal);
          const { missed } = match(detections, detector.info.spec.labels, objects);
          objects.forEach(({ areaPx }, i) =>
            seen.push({ picture: place, sidePx: Math.sqrt(areaPx), isFound: !missed.includes(i) }),
          );
        }
      }
      const curve = recallBySide(seen);
      const detectors = [detector.info];
      const figures = [
        { slot: `vanish-${key}`, of: (some: readonly Seen[]) => halfSidePx(recallBySide(some)) },
        { slot: `tiny-${key}`, of: (some: readonly Seen[]) => percentOf(some.filter(isTiny)) },
      ];
      for (const { slot, of } of figures) {
        const value = of(seen);
        if (value === undefined) continue; // all found, or none, or nothing to find: no such number
        const at = `${pictures.length} pictures`;
        const interval = intervalOf(seen, pictures.length, of, context.rng);
        const extra = interval ? { interval } : {};
        yield { kind: 'finding', slot, value, at, subject, detectors, ...extra };
      }
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
  /** Which picture it is in, from 0. */
  readonly picture: number;
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
export function recallBySide(seen: readonly Omit<Seen, 'picture'>[]): SizePoint[] {
  return bins.flatMap((from, i) => {
    const to = bins[i + 1] ?? Infinity;
    const inside = seen.filter(({ sidePx }) => sidePx >= from && sidePx < to);
    if (inside.length < fewestObjects) return [];
    return [
      {
        sidePx: Math.sqrt(from * Math.min(to, lastEndPx)),
        objects: inside.length,
        percent: percentOf(inside) ?? 0,
      },
    ];
  });
}

/**
 * Coming from large objects: the side at which recall falls below half, between two bins by the logarithm of the
 * side. undefined when even the largest are not found, or all the smallest are: then the curve does not say.
 */
export function halfSidePx(curve: readonly SizePoint[]): number | undefined {
  const largestFirst = [...curve].reverse();
  const [first] = largestFirst;
  if (!first || first.percent < 50) return undefined;
  let last = first;
  for (const point of largestFirst.slice(1)) {
    if (point.percent < 50) {
      const share = (last.percent - 50) / (last.percent - point.percent);
      return last.sidePx * (point.sidePx / last.sidePx) ** share;
    }
    last = point;
  }
  return undefined;
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

function isTiny({ sidePx }: Pick<Seen, 'sidePx'>): boolean {
  return sidePx >= tiny.from && sidePx < tiny.to;
}

/** undefined where there is nothing to find. */
function percentOf(seen: readonly Pick<Seen, 'isFound'>[]): number | undefined {
  if (seen.length === 0) return undefined;
  return (100 * seen.filter(({ isFound }) => isFound).length) / seen.length;
}

/**
 * Percentile bootstrap over pictures (Efron 1979): objects of one picture, and one object at all its sizes, are drawn
 * together. undefined where a tenth of the draws do not give the figure at all.
 */
function intervalOf(
  seen: readonly Seen[],
  pictures: number,
  figureOf: (seen: readonly Seen[]) => number | undefined,
  rng: Rng,
): RatioInterval | undefined {
  const byPicture = Array.from({ length: pictures }, (_, place) =>
    seen.filter(({ picture }) => picture === place),
  );
  const drawn = Array.from({ length: resamples }, () =>
    figureOf(byPicture.flatMap(() => byPicture[rng.integer(0, pictures - 1)] ?? [])),
  ).filter((value) => value !== undefined);
  return drawn.length < 0.9 * resamples ? undefined : middleOf(drawn);
}
