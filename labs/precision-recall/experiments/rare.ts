/** What a class of a few objects does to mAP: its AP over many small sets, against its AP with all of them. */
import { summarise } from '$src/evidence/statistics';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { fewInstances, rareCurve } from '../rare';
import { rareName, runOf, type Specs } from '../run';

export const rare: Experiment<Specs> = {
  id: 'rare',
  title: 'A class made rare',
  predict: {
    prompt:
      'Sets with three objects of the chosen class, drawn again and again: in what share of them is its AP above the mean of the other classes, so that it pulls mAP up? (In percent.)',
    slot: 'rare-up',
    min: 0,
    max: 100,
  },
  yields: [
    { id: 'rare-few', label: 'AP of the class with 3 objects', unit: '', digits: 3 },
    { id: 'rare-low', label: 'AP with 3 objects, 5th percentile', unit: '', digits: 3 },
    { id: 'rare-high', label: 'AP with 3 objects, 95th percentile', unit: '', digits: 3 },
    { id: 'rare-all', label: 'AP of the class with all its objects', unit: '', digits: 3 },
    { id: 'rare-up', label: 'Draws in which the rare class pulls mAP up', unit: '%', digits: 0 },
    { id: 'pull-low', label: 'Pull on mAP, 5th percentile', unit: '', digits: 3 },
    { id: 'pull-high', label: 'Pull on mAP, 95th percentile', unit: '', digits: 3 },
  ],
  dependsOn: ['detector', 'suite', 'pictures', 'className'],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { className } = context.params;
    const { run, subject, detectors } = yield* runOf(context);
    const steps = rareCurve(run.truth, run.results, className, context.rng);
    let step = steps.next();
    while (step.done !== true) {
      yield { kind: 'progress', ...step.value, note: `${className}, made rare` };
      await new Promise((resolve) => setTimeout(resolve));
      context.signal.throwIfAborted();
      step = steps.next();
    }
    const curve = step.value;
    yield { kind: 'data', name: rareName(context.params), value: curve };
    const few =
      curve.steps.find(({ instances }) => instances === fewInstances) ?? curve.steps.at(-1);
    if (!few) return;
    const at = `${className}, ${curve.objects} objects in ${run.truth.images.length} pictures`;
    // The mean over all classes moves by a class's share of it.
    const pull = (ap: number): number => (ap - curve.others) / curve.classes;
    const up = few.draws.filter((ap) => ap > curve.others).length / few.draws.length;
    const values = {
      'rare-low': few.p05,
      'rare-high': few.p95,
      'rare-all': curve.ap,
      'rare-up': 100 * up,
      'pull-low': pull(few.p05),
      'pull-high': pull(few.p95),
    };
    yield {
      kind: 'finding',
      slot: 'rare-few',
      value: summarise(few.draws),
      at,
      subject,
      detectors,
    };
    for (const [slot, value] of Object.entries(values)) {
      yield { kind: 'finding', slot, value, at, subject, detectors };
    }
  },
};
