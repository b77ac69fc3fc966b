/** The experiments of the lab, in the order in which they are asked. */
import { defineExperiments } from '$src/lab/contract';
import { background } from './experiments/background';
import { movedExperiment } from './experiments/moved';
import { silent } from './experiments/silent';
import type { Specs } from './run';

export default defineExperiments<Specs>([movedExperiment, silent, background]);
