/**
 * The sheet that boxes and masks lie on: the reader's picture, cut to the sheet's shape and made as coarse, and the two
 * boxes counted pixel by pixel. The page works with the formulas (src/metrics); counting here says whether they agree.
 */
import { createImage, expectU8, type U8Image } from '$src/core/image';
import { definePipeline } from '$src/lab/contract';
import { boxOverlap } from '$src/metrics';
import { overlapCounts } from '$src/metrics/mask-overlap';
import { resize } from '$src/ops/resize/reference';
import { boxOf, cutOf, sheet, type Specs } from './geometry';
import { joined, rectMask } from './shapes';

export default definePipeline<Specs>({
  run({ input, params, now }) {
    const begin = now();
    const picture = sheetOf(expectU8(input.image, 'The sheet', [1, 3, 4]));
    const [a, b] = [boxOf(params, 'a'), boxOf(params, 'b')];
    const { width, height } = sheet;
    const truth = rectMask(width, height, a);
    const guess = rectMask(width, height, b);
    const { intersection, union } = overlapCounts(guess, truth);
    const { iou, dice, giou, diou, ciou } = boxOverlap(a, b);
    return Promise.resolve({
      stages: [
        { id: 'sheet', label: 'Sheet', image: picture },
        {
          id: 'boxes',
          label: 'Both boxes',
          image: joined(truth, guess),
          paint: 'labels' as const,
          liveMs: now() - begin,
        },
      ],
      readings: { intersection, union, iou, dice, giou, diou, ciou },
      series: {},
    });
  },
});

/** The picture on the sheet: the largest part of the sheet's shape, in the sheet's pixels. */
export function sheetOf(picture: U8Image): U8Image {
  const { left, top, scale } = cutOf(picture);
  const part = cropped(picture, left, top, sheet.width / scale, sheet.height / scale);
  return resize(part, sheet.width, sheet.height, 'area');
}

function cropped(
  { width, height, channels, data }: U8Image,
  left: number,
  top: number,
  wide: number,
  high: number,
): U8Image {
  const x1 = Math.max(0, Math.round(left));
  const y1 = Math.max(0, Math.round(top));
  const x2 = Math.min(width, Math.max(x1 + 1, Math.round(left + wide)));
  const y2 = Math.min(height, Math.max(y1 + 1, Math.round(top + high)));
  const part = createImage('u8', x2 - x1, y2 - y1, channels);
  const row = (x2 - x1) * channels;
  for (let y = y1; y < y2; y++) {
    const from = (y * width + x1) * channels;
    part.data.set(data.subarray(from, from + row), (y - y1) * row);
  }
  return part;
}
