/** The measures written out with the numbers of one pair: what divides what, and what comes of it. */
import { formatNumber, formatValue } from '$src/ui/format';
import type { BoxOverlap, MaskOverlap, Xywh } from '$src/metrics';

export type BoxMeasure = 'iou' | 'dice' | 'giou' | 'diou' | 'ciou';
export type MaskMeasure = 'iou' | 'dice' | 'boundaryIou' | 'boundaryF';

export interface AlgebraRow<K extends string = string> {
  readonly key: K;
  readonly name: string;
  /** In words: "shared / union". */
  readonly rule: string;
  /** With numbers: "1 920 / 4 224". */
  readonly worked: string;
  readonly value: number;
}

const n = (value: number): string => formatNumber(value, Number.isInteger(value) ? 0 : 1);
/** A measure inside another one's formula. */
const m = (value: number): string => formatNumber(value, 3);

/** How both areas, what they share and their union come about. */
export function boxAreas(a: Xywh, b: Xywh, { shared, union }: BoxOverlap): readonly string[] {
  const [areaA, areaB] = [a[2] * a[3], b[2] * b[3]];
  return [
    `truth ${n(a[2])} × ${n(a[3])} = ${n(areaA)}`,
    `guess ${n(b[2])} × ${n(b[3])} = ${n(areaB)}`,
    `shared ${n(shared)}`,
    `union ${n(areaA)} + ${n(areaB)} − ${n(shared)} = ${n(union)}`,
  ];
}

export function boxRows(a: Xywh, b: Xywh, overlap: BoxOverlap): readonly AlgebraRow<BoxMeasure>[] {
  const { shared, union, hull, iou, diou, centreDistancePx, diagonalPx } = overlap;
  const { aspectWeight, aspectDifference } = overlap;
  return [
    {
      key: 'iou',
      name: 'IoU',
      rule: 'shared / union',
      worked: `${n(shared)} / ${n(union)}`,
      value: iou,
    },
    {
      key: 'dice',
      name: 'Dice',
      rule: '2 IoU / (1 + IoU)',
      worked: `2 × ${n(shared)} / (${n(a[2] * a[3])} + ${n(b[2] * b[3])}) = 2 × ${m(iou)} / (1 + ${m(iou)})`,
      value: overlap.dice,
    },
    {
      key: 'giou',
      name: 'GIoU',
      rule: 'IoU − empty part of the hull',
      worked: `${m(iou)} − (${n(hull)} − ${n(union)}) / ${n(hull)}`,
      value: overlap.giou,
    },
    {
      key: 'diou',
      name: 'DIoU',
      rule: 'IoU − distance² / diagonal²',
      worked: `${m(iou)} − ${formatNumber(centreDistancePx, 1)}² / ${formatNumber(diagonalPx, 1)}²`,
      value: diou,
    },
    {
      key: 'ciou',
      name: 'CIoU',
      rule: 'DIoU − weight × aspect',
      worked: `${m(diou)} − ${m(aspectWeight)} × ${m(aspectDifference)}`,
      value: overlap.ciou,
    },
  ];
}

export function maskAreas({
  maskArea,
  truthArea,
  intersection,
  union,
}: MaskOverlap): readonly string[] {
  return [
    `truth ${n(truthArea)} px`,
    `guess ${n(maskArea)} px`,
    `shared ${n(intersection)}`,
    `union ${n(truthArea)} + ${n(maskArea)} − ${n(intersection)} = ${n(union)}`,
  ];
}

/** `band`: pixels that the two bands share, and that either covers. */
export function maskRows(
  overlap: MaskOverlap,
  band: { readonly shared: number; readonly union: number; readonly widthPx: number },
  tolerancePx: number,
): readonly AlgebraRow<MaskMeasure>[] {
  const { intersection, union, maskArea, truthArea, iou, dice, boundaryF } = overlap;
  return [
    {
      key: 'iou',
      name: 'IoU',
      rule: 'shared / union',
      worked: `${n(intersection)} / ${n(union)}`,
      value: iou,
    },
    {
      key: 'dice',
      name: 'Dice',
      rule: '2 IoU / (1 + IoU)',
      worked: `2 × ${n(intersection)} / (${n(truthArea)} + ${n(maskArea)}) = 2 × ${m(iou)} / (1 + ${m(iou)})`,
      value: dice,
    },
    {
      key: 'boundaryIou',
      name: 'Boundary IoU',
      rule: `IoU of bands of ${formatValue(band.widthPx, 'px')}`,
      worked: `${n(band.shared)} / ${n(band.union)}`,
      value: overlap.boundaryIou,
    },
    {
      key: 'boundaryF',
      name: 'Boundary F',
      rule: `outline within ${formatValue(tolerancePx, 'px')}`,
      worked: `2 × ${m(boundaryF.precision)} × ${m(boundaryF.recall)} / (${m(boundaryF.precision)} + ${m(boundaryF.recall)})`,
      value: boundaryF.f,
    },
  ];
}
