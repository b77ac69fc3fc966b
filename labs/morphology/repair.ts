/** The repair: the morphological step on the chosen backend, then the steps that look at components. */
import { createImage, expectU8, type U8Image } from '$src/core/image';
import type { Chain } from '$src/lab/chain';
import type { ImageHandle } from '$src/ops/backend';
import type { Connectivity } from '$src/ops/connected-components/reference';
import { fillHoles } from '$src/ops/fill-holes/reference';
import { removeSmallObjects } from '$src/ops/remove-small-objects/reference';
import type { MorphologyParams } from './mask';
import { dual } from './score';

/** The element and how often it is applied. */
export type Element = Pick<MorphologyParams, 'shape' | 'size' | 'iterations'>;
export type Operation = MorphologyParams['operation'];

/** Runs one operation of the bench; the mask itself for `none`. The chain owns the result. */
export async function morph(
  chain: Chain,
  mask: ImageHandle,
  operation: Operation,
  { shape, size, iterations }: Element,
): Promise<ImageHandle> {
  let current = mask;
  for (const step of stepsOf(operation)) {
    current = await chain.main('morphology', current, {
      operation: step,
      shape,
      kernelWidth: size,
      kernelHeight: size,
      iterations,
    });
  }
  return current;
}

function stepsOf(operation: Operation): readonly string[] {
  switch (operation) {
    case 'none':
      return [];
    case 'open-close':
      return ['open', 'close'];
    case 'close-open':
      return ['close', 'open'];
    default:
      return [operation];
  }
}

/** As `morph`, from a mask in memory to a mask in memory. */
export async function morphed(
  chain: Chain,
  mask: U8Image,
  operation: Operation,
  element: Element,
): Promise<U8Image> {
  const handle = await morph(chain, await chain.upload(mask), operation, element);
  return expectU8(await chain.read(handle), 'The repair', [1]);
}

/** The steps after the morphological one. They look at whole components, so they have no GPU version. */
export function finish(mask: U8Image, params: MorphologyParams): U8Image {
  const connectivity = connectivityOf(params);
  const filled = params.fillHoles ? fillHoles(mask, dual(connectivity)) : mask;
  return params.minSize > 0 ? removeSmallObjects(filled, params.minSize, connectivity) : filled;
}

export function connectivityOf({
  connectivity,
}: Pick<MorphologyParams, 'connectivity'>): Connectivity {
  return connectivity === '4' ? 4 : 8;
}

/** Codes of a comparison of two masks: those of the `hysteresis` painting, for its three clear colours. */
export const compared = { both: 3, onlySecond: 2, onlyFirst: 1 } as const;

/** Which of two masks has each pixel, and how many belong to one of them only. */
export function compare(
  first: U8Image,
  second: U8Image,
): { readonly image: U8Image; readonly onlyFirst: number; readonly onlySecond: number } {
  const image = createImage('u8', first.width, first.height);
  let onlyFirst = 0;
  let onlySecond = 0;
  for (let i = 0; i < image.data.length; i++) {
    const a = first.data[i] !== 0;
    const b = second.data[i] !== 0;
    if (a && b) image.data[i] = compared.both;
    else if (b) {
      image.data[i] = compared.onlySecond;
      onlySecond++;
    } else if (a) {
      image.data[i] = compared.onlyFirst;
      onlyFirst++;
    }
  }
  return { image, onlyFirst, onlySecond };
}
