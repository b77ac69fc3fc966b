/** The experiments of the lab, in the order in which they are asked. */
import { defineExperiments } from '$src/lab/contract';
import { confusion } from './experiments/confusion';
import { cost } from './experiments/cost';
import { first } from './experiments/first';
import { fixes } from './experiments/fixes';
import { slices } from './experiments/slices';
import { strict } from './experiments/strict';
import { suites } from './experiments/suites';
import { types } from './experiments/types';
import type { Specs } from './settings';

export default defineExperiments<Specs>([
  types,
  first,
  slices,
  suites,
  fixes,
  confusion,
  strict,
  cost,
]);
