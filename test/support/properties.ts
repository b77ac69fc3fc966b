/**
 * Set-up of every suite: property tests draw the same cases in each run, so that a red run means a change
 * and not a new draw. `PROPERTY_SEED=random npm test` looks for cases nobody has seen; a number
 * repeats such a run, which fast-check names when it fails.
 */
import fc from 'fast-check';

const seed: string = import.meta.env['PROPERTY_SEED'] ?? '';
if (seed !== 'random') {
  if (!/^-?\d+$/.test(seed)) {
    throw new RangeError(`PROPERTY_SEED must be "random" or an integer, got "${seed}".`);
  }
  fc.configureGlobal({ ...fc.readConfigureGlobal(), seed: Number(seed) });
}
