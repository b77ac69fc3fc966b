/** What the convolution bench computes live: gray, the filter, its turned twin, and who needs the border. */
import { createImage, type Image, type U8Image } from '$src/core/image';
import { withChain } from '$src/lab/chain';
import { definePipeline, type Stage } from '$src/lab/contract';
import { filterParams } from './kernels';
import type lab from './lab';
import { borderMask, fits } from './trace';

export default definePipeline<(typeof lab)['params']>({
  run({ backend, input, params, now }) {
    return withChain(backend, async (chain) => {
      const picture = params.impulse ? impulsePicture() : input.image;
      const gray = await chain.gray(await chain.upload(picture));
      const p = filterParams(params);
      const stages: Stage[] = [
        { id: 'input', label: 'Input', image: picture },
        { id: 'gray', label: 'Gray', image: await chain.read(gray) },
      ];
      const readings = { fits: 0, macsPerPixel: 0, pixels: 0, flipped: 0, border: 0 };
      if (!fits(gray, p)) return { stages, readings, series: {}, isEdited: chain.isEdited };

      const start = now();
      const filtered = await chain.main('filter2D', gray, { ...p });
      await backend.finish();
      const liveMs = now() - start;
      const twin = await chain.main('filter2D', gray, { ...p, flip: !p.flip });
      const output = await chain.read(filtered);
      const flip = difference(output, await chain.read(twin));
      const border = borderMask(gray, p);
      const paint = params.signed ? { paint: 'signed' as const } : {};
      stages.push(
        { id: 'border', label: 'Needs the border', image: border.mask, paint: 'mask' },
        { id: 'flip', label: 'Changed by flipping', image: flip.image, paint: 'magnitude' },
        { id: 'output', label: 'Output', image: output, ...paint, liveMs },
      );
      return {
        stages,
        readings: {
          fits: 1,
          macsPerPixel: p.kernel.flat().length,
          pixels: output.width * output.height,
          flipped: flip.count,
          border: border.count,
        },
        series: {},
        isEdited: chain.isEdited,
      };
    });
  },
});

/** One white pixel in the middle of black: what a filter makes of it is its impulse response. */
export function impulsePicture(): U8Image {
  const picture = createImage('u8', 39, 29);
  picture.data[14 * 39 + 19] = 255;
  return picture;
}

/** |a − b| per pixel, and how many pixels differ. Both must have one channel and the same size. */
export function difference(a: Image, b: Image): { readonly image: Image; readonly count: number } {
  const image = createImage('i32', a.width, a.height);
  let count = 0;
  for (let i = 0; i < image.data.length; i++) {
    const gap = Math.abs((a.data[i] ?? 0) - (b.data[i] ?? 0));
    image.data[i] = gap;
    if (gap > 0) count++;
  }
  return { image, count };
}
