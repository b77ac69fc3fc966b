/**
 * How often the hysteresis kernel runs until nothing changes, on the reader's picture and on a spiral
 * made against it, beside what a kernel would need that grows edges by one pixel a pass. Counts, not
 * times: Canny gets the same pixels on every backend, so a backend always needs the same passes.
 */
import { withChain } from '$src/lab/chain';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { referenceOf } from '$src/lab/experiment';
import { subjectOf } from '$src/sources/subject';
import { frontKeys, preparedExactly, readCanny, thresholdsOf, type Specs } from '../front';
import { naivePasses, spiralPicture, spiralSide, spiralThresholds } from '../spiral';

const gpus = [
  { name: 'webgpu', label: 'WebGPU' },
  { name: 'webgl2', label: 'WebGL2' },
] as const;
const unit = { unit: 'passes', isExact: true } as const;
const spiralName = `a spiral of ${spiralSide} × ${spiralSide}`;

export const passes: Experiment<Specs> = {
  id: 'passes',
  title: 'How many passes hysteresis takes',
  predict: {
    prompt: `A spiral arm winds through ${spiralSide} × ${spiralSide} pixels, weak everywhere, strong only at its outer end. If every pass lets an edge grow by one pixel, how many passes until nothing changes?`,
    slot: 'naive-spiral',
    min: 1,
    max: 25_600,
  },
  yields: [
    { id: 'naive-picture', label: 'Passes one pixel at a time, this picture', ...unit },
    { id: 'naive-spiral', label: `Passes one pixel at a time, ${spiralName}`, ...unit },
    ...gpus.flatMap(({ name, label }) => [
      {
        id: `passes-picture-${name}`,
        label: `Passes of the ${label} kernel, this picture`,
        ...unit,
      },
      {
        id: `passes-spiral-${name}`,
        label: `Passes of the ${label} kernel, ${spiralName}`,
        ...unit,
      },
    ]),
  ],
  dependsOn: [...frontKeys, 'low', 'high'],
  usesReaderImage: true,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { backends, params, signal } = context;
    const reference = referenceOf(context);
    yield { kind: 'progress', done: 0, total: 4, note: 'smoothing' };
    const spiral = spiralPicture();
    const cases = [
      {
        id: 'picture',
        image: await preparedExactly(context, context.input.image, params),
        thresholds: thresholdsOf(params),
        pinned: {},
      },
      {
        id: 'spiral',
        image: spiral,
        thresholds: spiralThresholds,
        pinned: { subject: await subjectOf(spiral, spiralName) },
      },
    ];
    for (const [index, { id, image, thresholds, pinned }] of cases.entries()) {
      signal.throwIfAborted();
      yield { kind: 'progress', done: 1 + index, total: 4, note: `one pixel at a time, ${id}` };
      const naive = await withChain(reference, async (chain) =>
        naivePasses((await readCanny(chain, await chain.upload(image), thresholds, ['kept'])).kept),
      );
      yield { kind: 'finding', slot: `naive-${id}`, value: naive, backend: reference, ...pinned };
      const cells: Record<string, number | string> = { picture: id, 'one pixel at a time': naive };
      for (const { name, label } of gpus) {
        const backend = backends.find((candidate) => candidate.name === name);
        if (!backend) continue;
        const times = await withChain(backend, async (chain) => {
          await chain.run('canny', await chain.upload(image), thresholds);
          return chain.repeats['hysteresis'] ?? 0;
        });
        cells[label] = times;
        yield { kind: 'finding', slot: `passes-${id}-${name}`, value: times, backend, ...pinned };
      }
      yield { kind: 'row', table: 'Passes until nothing changes', cells };
    }
  },
};
