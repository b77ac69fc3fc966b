/** The experiments of the detector lab, in the order in which they are asked. */
import { defineExperiments } from '$src/lab/contract';
import type { Specs } from './contestants';
import { accuracy } from './experiments/accuracy';
import { budget } from './experiments/budget';
import { inputSize } from './experiments/input-size';
import { latency } from './experiments/latency';
import { quirk } from './experiments/quirk';
import { runtime } from './experiments/runtime';
import { smallObjects } from './experiments/small-objects';
import { suppressionExperiment } from './experiments/suppression';

export default defineExperiments<Specs>([
  latency,
  accuracy,
  runtime,
  smallObjects,
  inputSize,
  suppressionExperiment,
  quirk,
  budget,
]);
