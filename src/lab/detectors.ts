/** The two detectors of our own that labs measure with: same pictures, similar budgets, one thread of WebAssembly. */
import type { DetectorRequest } from '$src/detect/open';
import type { RuntimeChoice } from '$src/detect/types';

/** Every browser has it, and nothing else takes part. */
const oneThread: RuntimeChoice = { runtime: 'ort', backend: 'wasm', threads: 1 };

export const yolo: DetectorRequest = {
  adapter: 'yolo-tiny',
  modelId: 'yolo-tiny',
  runtime: oneThread,
};
export const ssd: DetectorRequest = {
  adapter: 'ssd-onnx',
  modelId: 'ssd-lite',
  runtime: oneThread,
};

export const shippedDetectors = {
  yolo: { key: 'yolo', name: 'YOLO-tiny', request: yolo },
  ssd: { key: 'ssd', name: 'SSD-lite', request: ssd },
} as const;
/** In the order in which they are compared. */
export const both = [shippedDetectors.yolo, shippedDetectors.ssd] as const;
export type Key = keyof typeof shippedDetectors;

/** As options of a lab's parameter. */
export const detectorOptions = [
  { value: 'yolo', label: shippedDetectors.yolo.name },
  { value: 'ssd', label: shippedDetectors.ssd.name },
] as const;

/** The rendered sets with exact boxes, as options of a lab's parameter. */
export const suiteOptions = [
  { value: 'test', label: 'Test' },
  { value: 'small', label: 'Small objects' },
  { value: 'dense', label: 'Dense' },
  { value: 'occluded', label: 'Occluded' },
  { value: 'dark', label: 'Dark' },
  { value: 'dark-clipped', label: 'Dark, clipped' },
  { value: 'motion-blur', label: 'Motion blur' },
  { value: 'noisy', label: 'Noisy' },
  { value: 'field', label: 'Field' },
] as const;
