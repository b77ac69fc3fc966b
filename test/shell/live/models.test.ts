import { expect, test } from 'vitest';
import { catalogue } from '$src/detect/catalogue';
import { choiceWords, machineWords } from '$src/detect/ui/words';
import { chosenModel, requestOf, runtimesFor } from '$src/shell/live/models';

test('without a choice: ours, which needs nothing loaded', () => {
  const { entry, problem } = chosenModel(undefined);
  expect(entry.isThirdParty).toBe(false);
  expect(problem).toBeUndefined();
});

test('every entry can be linked with each of its runtimes', () => {
  for (const entry of catalogue) {
    for (const runtime of runtimesFor(entry)) {
      const { modelId, adapter } = entry;
      const chosen = chosenModel({ modelId, adapter, runtime });
      expect(chosen).toEqual({ entry, runtime });
      expect(requestOf(chosen)).toEqual({ modelId, adapter, runtime });
    }
  }
});

test('what a link asks for and is not offered is told', () => {
  expect(chosenModel({ modelId: 'moon' }).problem).toMatch(/“moon”.*YOLO-tiny/);
  expect(chosenModel({ modelId: 'custom' }).problem).toMatch(/open it again/);
  const tfjs = { runtime: 'tfjs', backend: 'webgl' } as const;
  const { problem, runtime } = chosenModel({ modelId: 'yolo-tiny', runtime: tfjs });
  expect(problem).toMatch(/tfjs-webgl.*ort-wasm/);
  expect(runtime.runtime).toBe('ort');
});

test('the runtime that ran, in words', () => {
  const report = { runtime: 'ort', version: '1.30.0', backend: 'wasm', threads: 1 } as const;
  expect(machineWords(report)).toBe('ONNX Runtime 1.30.0, WebAssembly, 1 thread');
  expect(machineWords({ ...report, device: 'X1' })).toMatch(/1 thread on X1$/);
  expect(choiceWords({ runtime: 'tfjs', backend: 'webgl' })).toBe('TensorFlow.js, WebGL');
});
