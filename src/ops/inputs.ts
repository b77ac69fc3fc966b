/** Unpacking of `inputs` for references: the declared number of images, each 8-bit, or an error that says so. */
import { expectU8, type Image, type U8Image } from '$src/core/image';

/** The only input of a one-image op. Throws TypeError when it is missing or not 8-bit. */
export function onlyU8(inputs: readonly Image[], who: string): U8Image {
  const [image] = inputs;
  if (!image || inputs.length !== 1) {
    throw new TypeError(`${who} takes one image, got ${inputs.length}.`);
  }
  return expectU8(image, who);
}

/** Two 8-bit images of one size and channel count, for comparisons. Throws TypeError or RangeError. */
export function twoAlikeU8(inputs: readonly Image[], who: string): readonly [U8Image, U8Image] {
  const [a, b] = inputs;
  if (!a || !b || inputs.length !== 2) {
    throw new TypeError(`${who} compares two images, got ${inputs.length}.`);
  }
  if (a.width !== b.width || a.height !== b.height || a.channels !== b.channels) {
    throw new RangeError(
      `${who} compares images of one size: got ${a.width} × ${a.height} with ${a.channels} channel(s) and ` +
        `${b.width} × ${b.height} with ${b.channels}. Resize or convert one of them first.`,
    );
  }
  return [expectU8(a, who), expectU8(b, who)];
}
