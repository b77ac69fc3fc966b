// Messages as onnxruntime-web 1.30 gives them. Those that a test can provoke are provoked in failures.test.ts.
import { expect, test } from 'vitest';
import { createFailure, runFailure } from '$src/detect/runtime/ort-errors';

const aborted = 'Aborted(RuntimeError: unreachable). Build with -sASSERTIONS for more info.';

test.each([
  [
    'no available backend found. ERR: [wasm] Error: multiple calls to initWasm()',
    'backend-unavailable',
  ],
  [
    "Can't create a session. ERROR_CODE: 7, ERROR_MESSAGE: Failed to load model because protobuf parsing failed.",
    'model-broken',
  ],
  [
    "Can't create a session. ERROR_CODE: 9, ERROR_MESSAGE: Could not find an implementation for Foo(1) node with name ''",
    'model-unsupported',
  ],
  [
    "Can't create a session. ERROR_CODE: 1, ERROR_MESSAGE: Unsupported model IR version: 99, max supported IR version: 11",
    'model-unsupported',
  ],
  ['std::bad_alloc', 'out-of-memory'],
] as const)('creating: %s', (message, reason) => {
  const failure = createFailure('wasm', new Error(message));
  expect(failure.reason).toBe(reason);
  expect(failure.message).not.toMatch(/ERROR_CODE|ERROR_MESSAGE/);
});

test.each([
  [
    new Error(
      'Got invalid dimensions for input: images for the following indices index: 2 Got: 96 Expected: 64',
    ),
    'wrong-shape',
  ],
  [new Error('RangeError: Array buffer allocation failed'), 'out-of-memory'],
  [new Error(aborted), 'runtime-lost'],
  [new WebAssembly.RuntimeError('memory access out of bounds'), 'runtime-lost'],
  [new Error('A valid external Instance reference no longer exists.'), 'runtime-lost'],
  [new Error('Non-zero status code returned while running Conv node.'), 'model-unsupported'],
  [16909060, 'model-unsupported'],
] as const)('running: %s', (error, reason) => {
  expect(runFailure('webgpu', error).reason).toBe(reason);
});
