// The contract of all detectors, in Node: every adapter on the backends that Node has. WebGPU and WebGL are not
// there; contract.browser.test.ts runs them.
import { openDetector } from '$src/detect/open';
import type { AdapterName, RuntimeChoice } from '$src/detect/types';
import { readModelFrom } from '$test/support/models';
import { describeContract } from './contract';
import { adapterCases, nameOf, requestOf } from './subjects';

const ort: RuntimeChoice = { runtime: 'ort', backend: 'wasm' };
const cpu: RuntimeChoice = { runtime: 'tfjs', backend: 'cpu' };
const wasm: RuntimeChoice = { runtime: 'tfjs', backend: 'wasm' };

const runs: readonly (readonly [AdapterName, RuntimeChoice])[] = [
  ['yolo-tiny', ort],
  ['ssd-onnx', ort],
  ['yolox', ort],
  ['custom-onnx', ort],
  ['ssd-graph', cpu],
  ['ssd-graph', wasm],
  ['coco-ssd', cpu],
  ['coco-ssd', wasm],
];

for (const [adapter, runtime] of runs) {
  const subject = adapterCases[adapter];
  describeContract({
    ...subject,
    name: nameOf(adapter, runtime),
    backend: runtime.backend,
    open: () =>
      openDetector(requestOf(adapter, runtime), subject.read ?? readModelFrom(subject.modelId)),
  });
}
