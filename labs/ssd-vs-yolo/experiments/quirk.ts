/**
 * Find the defect: coco-ssd hands its score threshold to suppression as the IoU threshold too. Both rules on the
 * same raw boxes, on crowded pictures, and the package itself on the same weights as the judge.
 */
import {
  areSameDetections,
  contradictions,
  packageRule,
  separatedRule,
  thresholdRules,
  type ThresholdRule,
} from '$src/detect/adapters/coco-ssd-quirk';
import type { DetectorRequest } from '$src/detect/open';
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import type { Specs } from '../contestants';
import { match } from '../match';
import { picturesOf } from '../pictures';

const pictureCount = 12;
/** The reader turns the slider down, hoping for more boxes. */
const low = 0.1;
const sweep = [0.1, 0.2, 0.3, 0.4, 0.5] as const;
const most = 100;
const tfjs = { runtime: 'tfjs', backend: 'wasm' } as const;
const graph: DetectorRequest = { adapter: 'ssd-graph', modelId: 'ssd-lite', runtime: tfjs };
const box: DetectorRequest = { adapter: 'coco-ssd', modelId: 'ssd-lite', runtime: tfjs };

/** What somebody may suspect; the page offers them as hypotheses. */
export const suspicions: readonly { readonly rule: ThresholdRule; readonly words: string }[] = [
  {
    rule: 'score-only',
    words:
      'The slider is a score threshold; suppression has an IoU threshold of its own, across classes.',
  },
  {
    rule: 'score-only-per-class',
    words: 'The slider is a score threshold; suppression has its own threshold, within each class.',
  },
  {
    rule: 'reused',
    words: 'The slider is two thresholds: of the score and of the IoU in suppression.',
  },
];

export const quirk: Experiment<Specs> = {
  id: 'quirk',
  title: 'Find the defect: coco-ssd’s slider',
  predict: {
    prompt: `Crowded pictures, SSD-lite inside coco-ssd, score slider turned down to ${low}. Of the objects that our own code finds with the same weights at that score, what share does the package miss?`,
    slot: 'quirk-lost',
    min: 0,
    max: 100,
  },
  yields: [
    { id: 'quirk-package', label: `Boxes by coco-ssd’s rule at ${low}`, unit: '', digits: 0 },
    {
      id: 'quirk-separate',
      label: `Boxes at score ${low} with IoU 0.5 kept apart`,
      unit: '',
      digits: 0,
    },
    {
      id: 'quirk-lost',
      label: 'Of the objects that our own code finds, share that the package loses',
      unit: '%',
      digits: 1,
    },
    {
      id: 'quirk-match',
      label: 'Answers of the package that the reused threshold explains',
      unit: '%',
      digits: 0,
    },
  ],
  dependsOn: [],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { pictures, subject } = yield* picturesOf(context, 'dense', pictureCount);
    const open = await context.detector(graph);
    const closed = await context.detector(box);
    const detectors = [open.info, closed.info];
    const { labels } = open.info.spec;
    let [packageBoxes, separateBoxes, found, lost] = [0, 0, 0, 0];
    const explained = suspicions.map(({ rule }) => ({ rule, count: 0 }));
    let [asked, cameBack, cameBackPure] = [0, 0, 0];
    for (const [index, { frame, objects }] of pictures.entries()) {
      yield {
        kind: 'progress',
        done: index,
        total: pictures.length,
        note: 'Package against both rules',
      };
      const options = { scoreThreshold: low, wantsCandidates: true, maxDetections: most };
      const { candidates } = await open.detect(frame, options, context.signal);
      if (!candidates) throw new Error('The graph gave no candidates.');
      const reused = packageRule(candidates, low, most);
      const separate = separatedRule(candidates, {
        scoreThreshold: low,
        iouThreshold: 0.5,
        maxDetections: most,
      });
      packageBoxes += reused.length;
      separateBoxes += separate.length;
      const missed = match(reused, labels, objects).missed;
      const alsoMissed = match(separate, labels, objects).missed;
      found += objects.length - alsoMissed.length;
      lost += missed.filter((object) => !alsoMissed.includes(object)).length;
      cameBack += contradictions(candidates, 'reused', sweep).length;
      cameBackPure += contradictions(candidates, 'score-only', sweep).length;
      for (const minScore of [low, 0.3, 0.5]) {
        const answer = await closed.detect(
          frame,
          { scoreThreshold: minScore, maxDetections: most },
          context.signal,
        );
        const inClosed = answer.detections.map((one) => named(one, closed.info.spec.labels));
        const said = explained.map(({ rule }) =>
          thresholdRules[rule](candidates, minScore, most).map((one) => named(one, labels)),
        );
        if ([inClosed, ...said].every((one) => one.length === 0)) continue; // nothing to explain
        asked++;
        for (const [k, one] of explained.entries()) {
          if (areSameDetections(inClosed, said[k] ?? [], 1)) one.count++;
        }
      }
    }
    const count = { kind: 'finding', subject, detectors } as const;
    yield { ...count, slot: 'quirk-package', value: packageBoxes };
    yield { ...count, slot: 'quirk-separate', value: separateBoxes };
    yield { ...count, slot: 'quirk-lost', value: (100 * lost) / Math.max(1, found) };
    const right = explained.find(({ rule }) => rule === 'reused')?.count ?? 0;
    yield { ...count, slot: 'quirk-match', value: (100 * right) / Math.max(1, asked) };
    for (const { rule, words } of suspicions) {
      const explains = explained.find((one) => one.rule === rule)?.count ?? 0;
      yield {
        kind: 'row',
        table: quirkTable,
        cells: { suspicion: words, explains, of: asked },
      };
    }
    yield {
      kind: 'row',
      table: 'Boxes that appear when the threshold rises',
      cells: { 'by the package’s rule': cameBack, 'by a pure score threshold': cameBackPure },
    };
  },
};
export const quirkTable = 'Which suspicion explains what the package answers';

/** A detection whose class index means the same in every model: COCO's id. */
function named<T extends { readonly classIndex: number }>(
  detection: T,
  labels: readonly { readonly categoryId?: number }[],
): T {
  return { ...detection, classIndex: labels[detection.classIndex]?.categoryId ?? -1 };
}
