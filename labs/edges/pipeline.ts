/** What the edges bench computes live: gray, noise, smoothing, a derivative, Canny, and the truth. */
import { expectU8 } from '$src/core/image';
import { withChain } from '$src/lab/chain';
import { definePipeline, type Stage } from '$src/lab/contract';
import { addNoise, derivativeOp, readCanny, readThinned, smooth, thresholdsOf } from './front';
import lab from './lab';
import { countPieces, countPixels, magnitudeHistogram, percentAbove } from './measure';
import { scoreEdges, shareInside } from './truth';

export default definePipeline<(typeof lab)['params']>({
  run({ backend, input, params, seed, now }) {
    return withChain(backend, async (chain) => {
      const timed = async <T>(work: () => Promise<T>) => {
        const start = now();
        const result = await work();
        await backend.finish();
        return { result, liveMs: now() - start };
      };
      const picture = await chain.upload(input.image);
      const stages: Stage[] = [{ id: 'input', label: 'Input', image: input.image }];

      const gray = await timed(() => chain.gray(picture));
      stages.push({
        id: 'gray',
        label: 'Gray',
        image: await chain.read(gray.result),
        liveMs: gray.liveMs,
      });
      const noisy = await timed(() => addNoise(chain, gray.result, params, seed));
      if (params.noise !== 'none') {
        const image = await chain.read(noisy.result);
        stages.push({ id: 'noisy', label: 'Noisy', image, liveMs: noisy.liveMs });
      }
      const ready = await timed(() => smooth(chain, noisy.result, params));
      if (params.smoother !== 'none') {
        const image = await chain.read(ready.result);
        stages.push({ id: 'smooth', label: 'Smoothed', image, liveMs: ready.liveMs });
      }
      const operator = derivativeOp(params.operator);
      const derivative = await timed(() => chain.main(operator.op, ready.result, operator.params));
      const canny = await readCanny(chain, ready.result, params, [
        'magnitude',
        'direction',
        'suppressed',
        'kept',
        'edges',
      ]);
      const thinned = await readThinned(chain, ready.result, canny.magnitude);
      const edges = expectU8(canny.edges, 'The bench', [1]);
      const direction = { image: canny.direction, paint: 'hue' } as const;
      stages.push(
        {
          id: 'derivative',
          label: operatorNames[params.operator],
          image: await chain.read(derivative.result),
          paint: 'signed',
          liveMs: derivative.liveMs,
        },
        { id: 'gradient', label: 'Gradient', ...direction, with: canny.magnitude },
        { id: 'thinned', label: 'Thinned', ...direction, with: thinned },
        { id: 'cuts', label: 'Two cuts', image: canny.suppressed, paint: 'hysteresis' },
        { id: 'edges', label: 'Hysteresis', image: canny.kept, paint: 'hysteresis' },
      );

      const readings: Record<string, number> = {
        edgePixels: countPixels(edges),
        pieces: countPieces(edges),
        percentAbove: percentAbove(canny.magnitude, thresholdsOf(params).high),
      };
      const { truth } = input;
      if (truth && truth.outline.width === edges.width && truth.outline.height === edges.height) {
        const outline = expectU8(truth.outline, 'The bench', [1]);
        const score = scoreEdges(edges, outline, Number(params.tolerance));
        stages.push({ id: 'truth', label: 'Truth', image: score.verdict, paint: 'hysteresis' });
        readings['precision'] = score.precision;
        readings['recall'] = score.recall;
        readings['f'] = score.f;
        readings['falseInside'] = shareInside(score.verdict, truth.labels);
      }
      return {
        stages,
        readings,
        series: { magnitude: magnitudeHistogram(canny.magnitude, lab.params.high.max) },
        isEdited: chain.isEdited,
      };
    });
  },
});

/** Short names: ten stages share the strip. */
const operatorNames = {
  sobelX: 'Sobel x',
  sobelY: 'Sobel y',
  scharrX: 'Scharr x',
  scharrY: 'Scharr y',
  laplacian: 'Laplacian',
} as const;
