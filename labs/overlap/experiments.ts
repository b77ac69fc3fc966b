import { defineExperiments } from '$src/lab/contract';
import { apart } from './experiments/apart';
import { boundary } from './experiments/boundary';
import { found } from './experiments/found';
import { rank } from './experiments/rank';
import { shift } from './experiments/shift';
import type { Specs } from './geometry';

export default defineExperiments<Specs>([shift, rank, apart, boundary, found]);
