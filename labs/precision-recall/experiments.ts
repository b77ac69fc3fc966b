/** The experiments of the lab, in the order in which they are asked. */
import { defineExperiments } from '$src/lab/contract';
import { curve } from './experiments/curve';
import { protocolExperiment } from './experiments/protocols';
import { rare } from './experiments/rare';
import { sure } from './experiments/sure';
import { twelve } from './experiments/twelve';
import type { Specs } from './run';

export default defineExperiments<Specs>([twelve, curve, protocolExperiment, rare, sure]);
