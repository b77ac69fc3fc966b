import { describe, expect, test } from 'vitest';
import { expandPlan } from '$src/gpu/expand-plan';
import type { GpuPlan, ImageShape, Op } from '$src/ops/op';
import { identity, invert, lookUpAndTurn, reconstruct } from './fixtures/ops';

const shape = (channels: 1 | 3 | 4, width = 5, height = 4): ImageShape => ({
  width,
  height,
  channels,
  type: 'u8',
});

const kernelsOf = (op: Op, inputs: readonly ImageShape[], params = {}): string[] =>
  expandPlan(op, inputs, params).passes.map((pass) => pass.kernel);

/** `invert` with another plan. */
function planned(plan: GpuPlan): Op {
  const gpu = invert.gpu;
  if ('missing' in gpu) throw new Error('no planner');
  return { ...invert, gpu: { ...gpu, plan: () => plan } };
}

describe('channels', () => {
  test('gray runs the plan as it is', () => {
    const plan = expandPlan(invert, [shape(1)], {});
    expect(plan.passes).toHaveLength(1);
    expect(plan.outputs['result']).toEqual({ image: 'inverted', shape: shape(1) });
  });

  test('RGB is split, run three times and merged', () => {
    const plan = expandPlan(invert, [shape(3)], {});
    expect(plan.passes.map((pass) => pass.kernel)).toEqual([
      'split u8x4',
      'invert',
      'split u8x4',
      'invert',
      'split u8x4',
      'invert',
      'merge u8x4 3',
    ]);
    expect(plan.passes.at(-1)?.inputs).toEqual({
      red: 'inverted.0',
      green: 'inverted.1',
      blue: 'inverted.2',
    });
    expect(plan.outputs['result']?.shape).toEqual(shape(3));
  });

  test('alpha is split off and merged unchanged', () => {
    const plan = expandPlan(invert, [shape(4)], {});
    expect(plan.passes.filter((pass) => pass.kernel === 'invert')).toHaveLength(3);
    expect(plan.passes.at(-1)?.inputs).toMatchObject({ alpha: 'image.3', blue: 'inverted.2' });
  });

  test('alpha is processed when the result has another size', () => {
    const halved = planned({
      passes: [
        {
          kernel: 'invert',
          inputs: { image: 'image' },
          output: { image: 'small', format: 'i32', width: 2, height: 2 },
          uniforms: {},
        },
      ],
      outputs: { result: { image: 'small', type: 'u8', channels: 1 } },
    });
    const plan = expandPlan(halved, [shape(4)], {});
    expect(plan.passes.filter((pass) => pass.kernel === 'invert')).toHaveLength(4);
    expect(plan.passes.at(-1)?.inputs).toMatchObject({ alpha: 'small.3' });
  });

  test('tables are shared by the channels, and every output is merged', () => {
    const plan = expandPlan(lookUpAndTurn, [shape(3)], { offset: 0, gain: 1 });
    expect(Object.keys(plan.tables)).toEqual(['squares']);
    const looks = plan.passes.filter((pass) => pass.kernel === 'lookUp');
    expect(looks.map((pass) => pass.inputs)).toEqual(
      [0, 1, 2].map((c) => ({ image: `image.${c}`, lut: 'squares' })),
    );
    expect(plan.outputs['looked']?.shape).toEqual({ ...shape(3), type: 'f32' });
    expect(kernelsOf(lookUpAndTurn, [shape(3)], { offset: 0, gain: 1 })).toContain('merge f32x4 3');
  });

  test('the planner learns which channel it plans for', () => {
    const seen: number[] = [];
    const gpu = invert.gpu;
    if ('missing' in gpu) throw new Error('no planner');
    const spied: Op = {
      ...invert,
      gpu: {
        ...gpu,
        plan: (inputs, params, channel) => {
          seen.push(channel);
          return gpu.plan(inputs, params, channel);
        },
      },
    };
    expandPlan(spied, [shape(3)], {});
    expect(new Set(seen)).toEqual(new Set([0, 1, 2]));
  });
});

describe('outputs', () => {
  test('an input handed through is copied', () => {
    const plan = expandPlan(identity, [shape(3)], {});
    expect(plan.passes.map((pass) => pass.kernel)).toEqual(['copy u8x4']);
    expect(plan.outputs['result']?.image).not.toBe('image');
  });

  test('one image under two names becomes two textures', () => {
    const op: Op = { ...lookUpAndTurn, outputs: ['a', 'b'] };
    const gpu = lookUpAndTurn.gpu;
    if ('missing' in gpu) throw new Error('no planner');
    const looked = { image: 'looked', type: 'f32', channels: 1 } as const;
    const twice: Op = {
      ...op,
      gpu: {
        ...gpu,
        plan: (...args) => ({ ...gpu.plan(...args), outputs: { a: looked, b: looked } }),
      },
    };
    const { outputs } = expandPlan(twice, [shape(1)], { offset: 0, gain: 1 });
    expect(outputs['a']?.image).not.toBe(outputs['b']?.image);
  });
});

describe('contradictions are named', () => {
  const output = { image: 'x', format: 'i32', width: 5, height: 4 } as const;
  const pass = { kernel: 'invert', inputs: { image: 'image' }, output, uniforms: {} };
  const result = { image: 'x', type: 'u8', channels: 1 } as const;

  test('reading what does not exist', () => {
    const op = planned({ passes: [{ ...pass, inputs: { image: 'rows' } }], outputs: { result } });
    expect(() => expandPlan(op, [shape(1)], {})).toThrow('pass 1 (invert) reads "rows"');
  });

  test('writing an image twice', () => {
    const op = planned({ passes: [pass, pass], outputs: { result } });
    expect(() => expandPlan(op, [shape(1)], {})).toThrow(
      'pass 2 (invert) writes "x" a second time',
    );
  });

  test('an output in the wrong format', () => {
    const op = planned({ passes: [pass], outputs: { result: { ...result, type: 'f32' } } });
    expect(() => expandPlan(op, [shape(1)], {})).toThrow('must be written as f32, not i32');
  });

  test('an output that no pass makes', () => {
    const op = planned({ passes: [pass], outputs: {} });
    expect(() => expandPlan(op, [shape(1)], {})).toThrow('no pass makes the output "result"');
  });

  test('an op without GPU version', () => {
    expect(() => expandPlan({ ...invert, gpu: { missing: 'it sorts.' } }, [shape(1)], {})).toThrow(
      'invert has no GPU version: it sorts.',
    );
  });
});

test('two inputs of a joint plan keep their names', () => {
  const plan = expandPlan(reconstruct, [shape(1), shape(1)], {});
  expect(plan.passes[0]?.inputs).toEqual({ marked: 'marks', mask: 'mask' });
});
