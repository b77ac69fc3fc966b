/**
 * Where the detour over the Fourier transform begins to pay, both as plain loops in TypeScript on one
 * thread: direct filtering costs a + b·k², the transform costs the same for every k, and the two meet
 * at k* = √((transform − a) / b). The kernel's transform is made beforehand: it is constant.
 */
import { expectU8 } from '$src/core/image';
import { summarise } from '$src/evidence/statistics';
import type { Contender } from '$src/evidence/protocol';
import type { Summary } from '$src/evidence/types';
import { Chain } from '$src/lab/chain';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { reporting } from '$src/lab/progress';
import { referenceOf } from '$src/lab/experiment';
import { filterByTransform, filterDirectly, kernelSpectrum } from '../fft';
import { mean } from '../kernels';
import { fitLine, type Specs } from './support';

const sizes = [3, 7, 11, 15];
const runs = 20;
/** A picture of 226 leaves room for kernels up to 31 × 31 in a transform of 256. */
const side = 226;
const transformSide = 256;

export const fft: Experiment<Specs> = {
  id: 'fft',
  title: 'Direct filtering against the Fourier transform',
  predict: {
    prompt:
      'Both in plain TypeScript, a picture of 226 × 226: from which kernel side on is the transform faster?',
    slot: 'fft-crossover',
    min: 1,
    max: 100,
  },
  yields: [
    {
      id: 'fft-ms',
      label: 'Filtering 226 × 226 through a transform of 256 × 256, any kernel',
      unit: 'ms',
    },
    {
      id: 'fft-crossover',
      label: 'Kernel side at which direct filtering costs as much',
      unit: 'px',
      digits: 1,
    },
  ],
  dependsOn: [],
  usesReaderImage: true,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { protocol, signal } = context;
    const backend = referenceOf(context);
    const total = (sizes.length + 1) * runs;
    const chain = new Chain(backend);
    try {
      const gray = await chain.gray(await chain.upload(context.input.image));
      const picture = await chain.main('resize', gray, {
        interpolation: 'area',
        sizing: 'size',
        width: side,
        height: side,
      });
      const image = expectU8(await chain.read(picture), 'The transform', [1]);
      const direct: { readonly k: number; readonly summary: Summary }[] = [];
      for (const [index, k] of sizes.entries()) {
        const kernel = mean(k);
        const summary = yield* reporting(
          (report) =>
            protocol.time(
              contender(`Direct ${k} × ${k}`, () => filterDirectly(image, kernel)),
              { runs, signal, onRun: report },
            ),
          { note: `direct, ${k} × ${k}`, offset: index * runs, total },
        );
        direct.push({ k, summary });
        yield row(`direct, ${k} × ${k}`, summary);
      }
      const spectrum = kernelSpectrum(mean(15), transformSide);
      const through = yield* reporting(
        (report) =>
          protocol.time(
            contender('Through the transform', () => filterByTransform(image, spectrum)),
            { runs, signal, onRun: report },
          ),
        { note: 'through the transform', offset: sizes.length * runs, total },
      );
      yield row('transform, any k', through);
      yield { kind: 'finding', slot: 'fft-ms', value: through, backend };
      const meetings = through.runs.map((transformMs, run) => {
        const { slope, intercept } = fitLine(
          direct.map(({ k, summary }) => [k * k, summary.runs[run] ?? summary.median]),
        );
        return slope > 0 ? Math.sqrt(Math.max(1, (transformMs - intercept) / slope)) : 1;
      });
      yield { kind: 'finding', slot: 'fft-crossover', value: summarise(meetings), backend };
    } finally {
      chain.release();
    }
  },
};

/** Work of this thread: finished when it returns. */
function contender(label: string, work: () => void): Contender {
  return {
    label,
    run: () => {
      work();
      return Promise.resolve();
    },
  };
}

function row(what: string, summary: Summary): ExperimentEvent {
  return {
    kind: 'row',
    table: `Direct and through the transform, ${side} × ${side}, one thread`,
    cells: { filter: what, ms: summary.median, 'p95, ms': summary.p95 },
  };
}
