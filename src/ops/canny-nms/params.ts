/** Controls of Canny up to the double threshold, shared by cannyNms and canny. */
import type { NumberSpec } from '$src/core/params';
import { cannyGradientSpecs } from '../canny-gradient/params';

const threshold = (label: string, help: string, initial: number): NumberSpec => ({
  type: 'number',
  label,
  help,
  min: 0,
  max: 4000,
  step: 0.5,
  default: initial,
});

export const cannyNmsSpecs = {
  low: threshold(
    'Low threshold',
    'Gradient that a pixel must exceed to be a candidate; lower lets faint edges continue.',
    50,
  ),
  high: threshold(
    'High threshold',
    'Gradient that a candidate must exceed to start an edge; lower starts more edges.',
    150,
  ),
  ...cannyGradientSpecs,
} as const;
