import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createImage, imageOf } from '$src/core/image';
import type { Image } from '$src/core/image';
import { openBackend } from '$src/gpu/backends';
import type { Backend } from '$src/ops/backend';
import { defineOp } from '$src/ops/op';
import { backendBehaviour } from './fixtures/behaviour';
import { computeOnly } from './fixtures/ops';

backendBehaviour('webgl2');

describe('webgl2 only', () => {
  let backend: Backend;
  beforeAll(async () => {
    backend = await openBackend('webgl2');
  });
  afterAll(() => backend.dispose());

  test('names its device', () => {
    expect(backend.device).not.toBe('');
    expect(backend.device).not.toMatch(/unnamed|ANGLE/);
  });

  test('a pass that cannot be a fragment shader is refused with its reason', async () => {
    const input = await backend.upload(createImage('u8', 2, 2));
    await expect(backend.run(computeOnly, [input], {})).rejects.toThrow(
      'computeOnly does not run on WebGL2: invert needs atomics',
    );
    backend.release(input);
  });

  test('one differing texel anywhere, in any lane or bit, counts as a change', async () => {
    // Each iteration lowers one texel by one until it is 0: the count of runs shows that no
    // comparison missed it.
    for (const [width, height, x, y] of [
      [16, 16, 15, 15],
      [17, 33, 16, 32],
      [40, 3, 0, 2],
    ] as const) {
      const image = createImage('f32', width, height);
      image.data[y * width + x] = 5;
      const input = await backend.upload(image as Image);
      const { repeats, outputs } = await backend.run(countDown, [input], {});
      expect(repeats['down']).toBe(6);
      const output = outputs['result'];
      if (!output) throw new Error('no output');
      expect(await backend.read(output)).toEqual(createImage('f32', width, height));
      backend.release(input, output);
    }
  });

  test('a repeat stops at its limit', async () => {
    const image = imageOf('f32', 1, 1, 1, Float32Array.of(1000));
    const input = await backend.upload(image);
    const { repeats, outputs } = await backend.run(countDown, [input], {});
    expect(repeats['down']).toBe(100);
    const output = outputs['result'];
    if (!output) throw new Error('no output');
    expect((await backend.read(output)).data[0]).toBe(900);
    backend.release(input, output);
  });
});

const countDown = defineOp({
  name: 'countDown',
  title: 'Count down',
  summary: 'Test op.',
  source: 'Test op.',
  inputs: [{ name: 'image', types: ['f32'], channels: [1] }],
  params: {},
  outputs: ['result'],
  reference: ([image]) => ({ result: image ?? createImage('f32', 1, 1) }),
  gpu: {
    channels: 'joint',
    kernels: {
      down: {
        label: 'down',
        wgslFile: 'down.wgsl',
        wgsl: '',
        glsl: `#version 300 es
precision highp float;
precision highp sampler2D;
uniform sampler2D image;
out vec4 result;
void main() { result = vec4(max(texelFetch(image, ivec2(gl_FragCoord.xy), 0).x - 1.0, 0.0)); }`,
      },
    },
    plan: ([shape]) => ({
      passes: [
        {
          kernel: 'down',
          inputs: { image: 'image' },
          output: {
            image: 'low',
            format: 'f32',
            width: shape?.width ?? 1,
            height: shape?.height ?? 1,
          },
          uniforms: {},
          repeat: { from: 'image', atMost: 100 },
        },
      ],
      outputs: { result: { image: 'low', type: 'f32', channels: 1 } },
    }),
  },
  tolerance: { maxAbs: 0, because: 'small integers' },
});
