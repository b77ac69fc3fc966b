/**
 * An outline that is two pixels off, on ever larger masks: IoU rises with the size, because the inside grows faster than
 * the outline. And two masks with the same number of wrong pixels, at the outline and in a hole. Then true masks of
 * rendered things, each moved by two pixels.
 */
import { createImage, expectU8, type U8Image } from '$src/core/image';
import { summarise } from '$src/evidence/statistics';
import type { Experiment } from '$src/lab/contract';
import { overSuite } from '$src/lab/over-suite';
import {
  boundaryDistancePx,
  boundaryIou,
  boundaryTolerancePx,
  maskOverlap,
} from '$src/metrics/boundary-iou';
import { iou, overlapCounts } from '$src/metrics/mask-overlap';
import type { Specs } from '../geometry';
import { discMask, raggedDisc, withHole, wrongPixels } from '../shapes';
import { exact, finding, madeByRule, type Events } from './support';

/** Discs on a picture of 320 × 320, the size of the rendered ones. */
const canvasPx = 320;
const radiiPx = [6, 10, 20, 40, 70, 100, 150] as const;
const [smallPx, largePx] = [10, 100];
const offPx = 2;
const pictures = 12;
/** COCO calls an object small below 32² px; the other end is where an outline is a small part of the whole. */
const sizes = { small: [0, 32 ** 2], large: [64 ** 2, Infinity] } as const;
/** A sliver says nothing of a mask. */
const leastPixels = 64;

export const boundary: Experiment<Specs> = {
  id: 'boundary',
  title: 'Two pixels of outline, ever larger masks',
  predict: {
    prompt:
      'The outline of a disc of radius 100 px is two pixels too far out everywhere. What is the IoU?',
    slot: 'grow-iou-large',
    min: 0,
    max: 1,
  },
  yields: [
    ...(['small', 'large'] as const).map((size) =>
      exact(`grow-iou-${size}`, `IoU of a ${size} disc, outline 2 px too far out`, '', 3),
    ),
    ...(['small', 'large'] as const).map((size) =>
      exact(`grow-band-${size}`, `Boundary IoU of a ${size} disc, outline 2 px too far out`, '', 3),
    ),
    ...(['small', 'large'] as const).map((size) =>
      exact(`grow-f-${size}`, `Boundary F of a ${size} disc, outline 2 px too far out`, '', 3),
    ),
    exact('same-wrong', 'Wrong pixels, at the outline and in the hole alike', 'px', 0),
    exact('ragged-iou', 'IoU with the wrong pixels at the outline', '', 3),
    exact('hole-iou', 'IoU with the wrong pixels in a hole', '', 3),
    exact('ragged-band', 'Boundary IoU with the wrong pixels at the outline', '', 3),
    exact('hole-band', 'Boundary IoU with the wrong pixels in a hole', '', 3),
    exact('real-iou-small', 'IoU of true masks below 32² px, 2 px off, median', '', 3),
    exact('real-iou-large', 'IoU of true masks above 64² px, 2 px off, median', '', 3),
    exact('real-band-small', 'Boundary IoU of true masks below 32² px, 2 px off, median', '', 3),
    exact('real-band-large', 'Boundary IoU of true masks above 64² px, 2 px off, median', '', 3),
  ],
  dependsOn: [],
  usesReaderImage: false,
  async *run(context): Events {
    const subject = await madeByRule('painted discs');
    const total = radiiPx.length + pictures;
    for (const [index, radius] of radiiPx.entries()) {
      context.signal.throwIfAborted();
      yield { kind: 'progress', done: index, total, note: `radius ${radius} px` };
      const found = maskOverlap(disc(radius + offPx), disc(radius));
      if (radius === smallPx || radius === largePx) {
        const size = radius === smallPx ? 'small' : 'large';
        yield finding(`grow-iou-${size}`, found.iou, subject);
        yield finding(`grow-band-${size}`, found.boundaryIou, subject);
        yield finding(`grow-f-${size}`, found.boundaryF.f, subject);
      }
      yield {
        kind: 'row',
        table: `Outline ${offPx} px too far out`,
        cells: {
          'radius, px': radius,
          IoU: found.iou,
          Dice: found.dice,
          'boundary IoU': found.boundaryIou,
          [`boundary F at ${boundaryTolerancePx(canvasPx, canvasPx)} px`]: found.boundaryF.f,
        },
      };
    }

    const truth = disc(largePx);
    const ragged = raggedDisc(canvasPx, canvasPx, canvasPx / 2, canvasPx / 2, largePx, 40, 6);
    const wrong = wrongPixels(truth, ragged);
    const holed = withHole(truth, canvasPx / 2, canvasPx / 2, wrong);
    const [rim, hole] = [maskOverlap(ragged, truth), maskOverlap(holed, truth)];
    yield finding('same-wrong', wrong, subject);
    yield finding('ragged-iou', rim.iou, subject);
    yield finding('hole-iou', hole.iou, subject);
    yield finding('ragged-band', rim.boundaryIou, subject);
    yield finding('hole-band', hole.boundaryIou, subject);

    const place = { atMost: pictures, offset: radiiPx.length, total };
    const { results, subject: set } = yield* overSuite(context, 'test', place, ({ truth: known }) =>
      Promise.resolve(movedMasks(expectU8(known.labels, 'A mask', [1]))),
    );
    const all = results.flat();
    for (const size of ['small', 'large'] as const) {
      const [from, to] = sizes[size];
      const own = all.filter(({ areaPx }) => areaPx >= from && areaPx < to);
      if (own.length === 0) continue;
      const at = `${own.length} masks`;
      const ious = summarise(own.map((one) => one.iou));
      const bands = summarise(own.map((one) => one.band));
      yield finding(`real-iou-${size}`, ious, set, { at });
      yield finding(`real-band-${size}`, bands, set, { at });
    }
  },
};

function disc(radiusPx: number): U8Image {
  return discMask(canvasPx, canvasPx, canvasPx / 2, canvasPx / 2, radiusPx);
}

interface Moved {
  readonly areaPx: number;
  readonly iou: number;
  readonly band: number;
}

/** Every visible thing of a picture of labels, held against itself two pixels further right. */
function movedMasks({ width, height, data }: U8Image): readonly Moved[] {
  const areas = new Map<number, number>();
  for (const label of data) if (label !== 0) areas.set(label, (areas.get(label) ?? 0) + 1);
  const bandPx = boundaryDistancePx(width, height);
  return [...areas]
    .filter(([, areaPx]) => areaPx >= leastPixels)
    .map(([label, areaPx]) => {
      const truth = createImage('u8', width, height);
      const guess = createImage('u8', width, height);
      data.forEach((value, i) => {
        if (value !== label) return;
        truth.data[i] = 255;
        if ((i % width) + offPx < width) guess.data[i + offPx] = 255;
      });
      return {
        areaPx,
        iou: iou(overlapCounts(guess, truth)),
        band: boundaryIou(guess, truth, bandPx),
      };
    });
}
