/**
 * The experiment of every lab about preparing pictures: what its steps do to the AP of a detector behind them. The same
 * pictures as they are and after each step, boxes by COCO's protocol, each change with a paired bootstrap over
 * pictures, so that the luck of the draw is told.
 *
 * The detector was trained without these steps. What is measured is a step added at serving time, not what a detector
 * would reach that had been trained with it.
 */
import type { U8Image } from '$src/core/image';
import type { ParamSpecs } from '$src/core/params';
import type { SlotSpec } from '$src/evidence/types';
import { apByTimes, apDraws, apLevel, middleOf } from './ap-bootstrap';
import type { Experiment, ExperimentContext, ExperimentEvent } from './contract';
import { yolo } from './detectors';
import { detectSuite, type SuiteDetections } from './suite-detections';

/** Pictures of each suite; answers quote it. */
export const picturesPerSuite = 24;
export const effectTable = `AP of YOLO-tiny; changes with a ${100 * apLevel} % interval`;

export interface DetectorEffectOptions<S extends ParamSpecs> {
  readonly title: string;
  readonly predict: Experiment<S>['predict'];
  /** Suites, with what they show: "dark pictures". Slots: `ap-<key>`. */
  readonly conditions: readonly {
    readonly suite: string;
    readonly key: string;
    readonly name: string;
  }[];
  /** "CLAHE". Slots: `ap-<condition>-<key>`, AP after the step less AP without it. */
  readonly steps: readonly {
    readonly key: string;
    readonly name: string;
    /** Must keep the picture's size, or the boxes miss the truth. */
    readonly apply: (context: ExperimentContext<S>, frame: U8Image) => Promise<U8Image>;
  }[];
  /** The parameters that `apply` reads. */
  readonly dependsOn: readonly (keyof S & string)[];
}

export function detectorExperiment<S extends ParamSpecs>(
  options: DetectorEffectOptions<S>,
): Experiment<S> {
  const { title, predict, conditions, steps, dependsOn } = options;
  const slot = (id: string, label: string): SlotSpec => ({ id, label, unit: '', digits: 3 });
  return {
    id: 'detector',
    title,
    predict,
    yields: conditions.flatMap(({ key, name }) => [
      slot(`ap-${key}`, `AP of YOLO-tiny, ${picturesPerSuite} ${name}`),
      ...steps.map((step) =>
        slot(`ap-${key}-${step.key}`, `Change in AP by ${step.name}, ${picturesPerSuite} ${name}`),
      ),
    ]),
    dependsOn,
    usesReaderImage: false,
    async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
      const settings = dependsOn.map((key) => context.params[key]);
      const preparations = steps.map(({ key, apply }) => ({
        id: JSON.stringify([title, key, settings]),
        apply: (frame: U8Image) => apply(context, frame),
      }));
      const passes = 1 + steps.length;
      for (const [index, { suite, key, name }] of conditions.entries()) {
        const runs: SuiteDetections[] = [];
        for (const preparation of [undefined, ...preparations]) {
          const place = {
            atMost: picturesPerSuite,
            offset: (index * passes + runs.length) * picturesPerSuite,
            total: conditions.length * passes * picturesPerSuite,
            ...(preparation ? { preparation } : {}),
          };
          runs.push(yield* detectSuite(context, yolo, suite, place));
        }
        const [plain] = runs;
        if (!plain) throw new Error('Nothing was run.');
        const { truth, subject, detector } = plain;
        const lists = runs.map(({ results }) => results);
        const once = new Int32Array(truth.images.length).fill(1);
        const aps = lists.map((results) => apByTimes(truth, results)(once));
        const [ap = null, ...after] = aps;
        if (ap === null) continue; // nothing to be found: no AP
        const draws = yield* apDraws(context, truth, lists);
        const finding = { kind: 'finding', subject, detectors: [detector] } as const;
        const cells = { pictures: name, n: truth.images.length, objects: truth.annotations.length };
        const interval = middleOf(
          draws.map(([first = 0]) => first),
          ap,
        );
        yield { ...finding, slot: `ap-${key}`, value: ap, interval };
        yield { kind: 'row', table: effectTable, cells: { ...cells, step: 'as they are', AP: ap } };
        for (const [i, step] of steps.entries()) {
          const AP = after[i] ?? 0;
          const change = AP - ap;
          const around = middleOf(
            draws.map((row) => (row[i + 1] ?? 0) - (row[0] ?? 0)),
            change,
          );
          yield { ...finding, slot: `ap-${key}-${step.key}`, value: change, interval: around };
          yield {
            kind: 'row',
            table: effectTable,
            cells: { ...cells, step: step.name, AP, change, from: around.low, to: around.high },
          };
        }
      }
    },
  };
}
