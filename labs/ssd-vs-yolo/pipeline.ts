/**
 * What both networks get to see: a letterbox keeps the aspect ratio and spends part of its input on grey, a stretch uses
 * every pixel and bends the picture. The detectors themselves run in workers of their own, beside this.
 */
import { expectU8, imageOf, type U8Image } from '$src/core/image';
import type { InputSpec } from '$src/detect/head';
import { toInput } from '$src/detect/stages/to-input';
import { definePipeline } from '$src/lab/contract';
import type { Specs } from './contestants';

/** What both of ours were trained on. */
const trainedSidePx = 320;
const stages = [
  { id: 'letterbox', label: 'What YOLO-tiny sees', fit: 'letterbox' },
  { id: 'stretch', label: 'What SSD-lite sees', fit: 'stretch' },
] as const;

export default definePipeline<Specs>({
  run({ input, params, now }) {
    const frame = expectU8(input.image, 'A detector', [1, 3, 4]);
    const sidePx = params.side === 'own' ? trainedSidePx : Number(params.side);
    const inputs = stages.map(({ id, label, fit }) => {
      const begin = now();
      const image = seenAs(frame, fit, sidePx);
      return { id, label, image, liveMs: now() - begin };
    });
    return Promise.resolve({
      stages: [{ id: 'frame', label: 'Frame', image: frame }, ...inputs],
      readings: { sidePx },
      series: {},
    });
  },
});

function seenAs(frame: U8Image, fit: 'letterbox' | 'stretch', sidePx: number): U8Image {
  const spec: InputSpec = {
    name: 'images',
    sidePx,
    layout: 'nhwc',
    colour: 'rgb',
    white: 255,
    fit,
    align: 'centre',
    padLevel: 114,
  };
  return imageOf(
    'u8',
    sidePx,
    sidePx,
    3,
    Uint8Array.from(toInput(frame, spec, sidePx), Math.round),
  );
}
