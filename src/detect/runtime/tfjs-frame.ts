/** A frame as the input of a graph model that takes pictures as they are: int32 RGB, 0..255. */
import * as tf from '@tensorflow/tfjs';
import type { U8Image } from '$src/core/image';

/** [height, width, 3], int32. Alpha is left out, gray goes to all three channels. The caller disposes of it. */
export function frameTensor(image: U8Image): tf.Tensor3D {
  const { width, height, channels, data } = image;
  const rgb = new Int32Array(width * height * 3);
  const [green, blue] = channels === 1 ? [0, 0] : [1, 2];
  for (let from = 0, to = 0; to < rgb.length; from += channels, to += 3) {
    rgb[to] = data[from] ?? 0;
    rgb[to + 1] = data[from + green] ?? 0;
    rgb[to + 2] = data[from + blue] ?? 0;
  }
  return tf.tensor3d(rgb, [height, width, 3], 'int32');
}
