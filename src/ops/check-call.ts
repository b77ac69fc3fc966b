/** What every backend checks before it runs an op, in the same words. */
import { problems } from '$src/core/params';
import type { AnyParams } from '$src/core/params';
import type { ImageShape, Op } from './op';

/**
 * Throws TypeError when the number, element types or channels of `inputs` are not the op's, and
 * RangeError when a parameter is outside its specification.
 */
export function checkCall(op: Op, inputs: readonly ImageShape[], params: AnyParams): void {
  if (inputs.length !== op.inputs.length) {
    const names = op.inputs.map((input) => input.name).join(', ');
    throw new TypeError(
      `${op.name} takes ${op.inputs.length} image(s) (${names}), got ${inputs.length}.`,
    );
  }
  op.inputs.forEach((spec, i) => {
    const shape = inputs[i];
    if (!shape) return;
    if (!spec.types.includes(shape.type) || !spec.channels.includes(shape.channels)) {
      throw new TypeError(
        `${op.name} takes ${spec.types.join(' or ')} with ${spec.channels.join(' or ')} channel(s) as ${spec.name}, got ${shape.type} with ${shape.channels}.`,
      );
    }
  });
  const wrong = problems(op.params, params);
  if (wrong.length > 0) throw new RangeError(`${op.name}: ${wrong.join(' ')}`);
}
