/** Comparing one op on one GPU backend with its reference, for cases that random draws rarely hit. */
import { expect } from 'vitest';
import type { Image } from '$src/core/image';
import { defaults, type AnyParams } from '$src/core/params';
import { differenceOf } from '$src/gpu/difference';
import type { Backend } from '$src/ops/backend';
import type { Op } from '$src/ops/op';

/** Largest difference over all outputs; fails with its place when that is beyond the op's tolerance. */
export async function expectAgreement(
  backend: Backend,
  op: Op,
  image: Image,
  params: AnyParams = {},
): Promise<number> {
  const all = { ...defaults(op.params), ...params };
  const expected = op.reference([image], all);
  const input = await backend.upload(image);
  const { outputs } = await backend.run(op, [input], all);
  let worst = 0;
  for (const [name, handle] of Object.entries(outputs)) {
    const reference = expected[name];
    if (!reference) throw new Error(`The reference of ${op.name} gives no "${name}".`);
    const { maxAbs, where } = differenceOf(reference, await backend.read(handle));
    const what = `${op.name} ${JSON.stringify(params)}, ${name}: ${where}`;
    expect(maxAbs, what).toBeLessThanOrEqual(op.tolerance.maxAbs);
    worst = Math.max(worst, maxAbs);
    backend.release(handle);
  }
  backend.release(input);
  return worst;
}
