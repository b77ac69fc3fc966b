import type { Geometry } from '$src/detect/stages/letterbox';
import type { BoxXyxy } from '$src/detect/types';

/** A box from frame pixels to input pixels: the inverse of `boxInFrame`, which the app has no use for. */
export function boxInInput(box: BoxXyxy, geometry: Geometry): BoxXyxy {
  const { scaleX, scaleY, padX, padY } = geometry;
  return [
    box[0] * scaleX + padX,
    box[1] * scaleY + padY,
    box[2] * scaleX + padX,
    box[3] * scaleY + padY,
  ];
}
