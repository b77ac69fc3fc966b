/**
 * Taking a colour image apart and putting it together: most classical operations are defined on one
 * channel, and a colour image is three of them.
 */
import { createImage, type Channels, type U8Image } from './image';

/** The channels of an image as single-channel images, in order. */
export function splitChannels(image: U8Image): U8Image[] {
  const { width, height, channels, data } = image;
  return Array.from({ length: channels }, (_, c) => {
    const plane = createImage('u8', width, height);
    for (let i = 0; i < plane.data.length; i++) plane.data[i] = data[i * channels + c] ?? 0;
    return plane;
  });
}

/** The inverse of `splitChannels`. Throws RangeError unless there are 1, 3 or 4 planes of one size. */
export function mergeChannels(planes: readonly U8Image[]): U8Image {
  const [first] = planes;
  const channels = planes.length;
  if (!first || !isChannels(channels)) {
    throw new RangeError(`An image has 1, 3 or 4 channels; got ${channels} planes.`);
  }
  const merged = createImage('u8', first.width, first.height, channels);
  planes.forEach((plane, c) => {
    if (plane.width !== first.width || plane.height !== first.height || plane.channels !== 1) {
      throw new RangeError(
        `Plane ${c} must be ${first.width} × ${first.height} with 1 channel, got ${plane.width} × ${plane.height} with ${plane.channels}.`,
      );
    }
    for (let i = 0; i < plane.data.length; i++) merged.data[i * channels + c] = plane.data[i] ?? 0;
  });
  return merged;
}

/** Applies a single-channel operation to every colour channel; a fourth channel (alpha) is copied. */
export function mapColourChannels(image: U8Image, f: (plane: U8Image) => U8Image): U8Image {
  if (image.channels === 1) return f(image);
  return mergeChannels(splitChannels(image).map((plane, c) => (c < 3 ? f(plane) : plane)));
}

function isChannels(n: number): n is Channels {
  return n === 1 || n === 3 || n === 4;
}
