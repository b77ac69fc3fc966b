/** A detector that never reports anything, against the real one, by accuracies that count true negatives. */
import type { Experiment, ExperimentEvent } from '$src/lab/contract';
import { countBoxes, placesAccuracy, presenceAccuracy, shownOf } from '../accuracy';
import { runOf, type Specs } from '../run';

/** Cells of the three grids of YOLO-tiny at 320 px: 40², 20², 10². */
export const yoloPlaces = 2100;
const [few, many] = [yoloPlaces, 1_000_000] as const;

export const silent: Experiment<Specs> = {
  id: 'silent',
  title: 'The detector that says nothing',
  predict: {
    prompt:
      'A picture has 2 100 places at which a box could be reported. What accuracy, in percent, has a detector that never reports anything?',
    slot: 'silent-places',
    min: 0,
    max: 100,
  },
  yields: [
    {
      id: 'silent-places',
      label: 'Accuracy over 2 100 places, nothing reported',
      unit: '%',
      digits: 3,
    },
    { id: 'found-places', label: 'Accuracy over 2 100 places, the detector', unit: '%', digits: 3 },
    {
      id: 'silent-million',
      label: 'Accuracy over a million places, nothing reported',
      unit: '%',
      digits: 5,
    },
    {
      id: 'found-million',
      label: 'Accuracy over a million places, the detector',
      unit: '%',
      digits: 5,
    },
    {
      id: 'silent-presence',
      label: 'Accuracy by presence, nothing reported',
      unit: '%',
      digits: 1,
    },
    { id: 'found-presence', label: 'Accuracy by presence, the detector', unit: '%', digits: 1 },
    { id: 'found-recall', label: 'Recall of the detector', unit: '%', digits: 1 },
  ],
  dependsOn: ['detector', 'suite', 'pictures', 'score'],
  usesReaderImage: false,
  async *run(context): AsyncGenerator<ExperimentEvent, void, void> {
    const { run, subject, detectors } = yield* runOf(context);
    const { truth } = run;
    const shown = shownOf(run.results, context.params.score);
    const [nothing, found] = [countBoxes(truth, []), countBoxes(truth, shown)];
    const images = truth.images.length;
    const values = {
      'silent-places': placesAccuracy(nothing, few * images),
      'found-places': placesAccuracy(found, few * images),
      'silent-million': placesAccuracy(nothing, many * images),
      'found-million': placesAccuracy(found, many * images),
      'silent-presence': presenceAccuracy(truth, []),
      'found-presence': presenceAccuracy(truth, shown),
      'found-recall': found.recall,
    };
    for (const [slot, value] of Object.entries(values)) {
      const at = `${images} pictures`;
      yield { kind: 'finding', slot, value: 100 * value, at, subject, detectors };
    }
  },
};
