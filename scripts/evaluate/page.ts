/** Opens a detector in its worker and runs it over pictures, as the pages do: one half of scripts/evaluate.ts. */
import { openInWorker } from '$src/detect/client';
import { readOnnxFile } from '$src/detect/custom/onnx-file';
import { recognise } from '$src/detect/custom/recognise';
import { runOverPictures, type EvaluationRun } from '$src/detect/evaluation';
import type { DetectorRequest, ReadModelFile } from '$src/detect/open';
import {
  DetectError,
  type DetectOptions,
  type Detector,
  type DetectorInfo,
} from '$src/detect/types';
import type { CocoDataset } from '$src/metrics';
import { decodePicture } from '$src/sources/suites';

/** Addresses that the script answers from the disk. */
export const modelRoot = '/evaluate-files/model/';
export const pictureRoot = '/evaluate-files/pictures/';

export interface SetRequest {
  readonly categories: CocoDataset['categories'];
  readonly imageIds: readonly number[];
  readonly options: Partial<DetectOptions>;
}

declare global {
  var cvLabOpen: (request: DetectorRequest) => Promise<DetectorInfo>;
  var cvLabRunOver: (request: SetRequest) => Promise<EvaluationRun>;
  var cvLabPictureDone: ((done: number, total: number) => void) | undefined;
}

let detector: Detector | undefined;

globalThis.cvLabOpen = async (request) => {
  const isCustom = request.adapter === 'custom-onnx';
  const whole = isCustom ? { ...request, custom: await readCustom() } : request;
  detector = await openInWorker(whole, { read: readModelFile });
  return detector.info;
};

/** The reader's own file, as far as it can be recognised without asking. */
async function readCustom(): Promise<NonNullable<DetectorRequest['custom']>> {
  const bytes = await readModelFile('weights.onnx');
  const found = recognise(readOnnxFile(bytes));
  const reasons = found.reasons.join(' ');
  if (found.kind === 'incomplete') {
    throw new DetectError(
      'model-unsupported',
      `The file does not say all that is needed to read it (missing: ${found.missing.join(', ')}). ${reasons} The lab’s page asks for it in a form.`,
    );
  }
  return { bytes, mapping: found.mapping };
}

globalThis.cvLabRunOver = ({ categories, imageIds, options }) => {
  if (!detector) throw new Error('No detector is open: call cvLabOpen first.');
  const pictures = imageIds.map((imageId) => ({
    imageId,
    async load() {
      const response = await fetch(`${pictureRoot}${imageId}`);
      if (!response.ok) throw new Error(`Picture ${imageId} was not served: ${response.status}.`);
      return decodePicture(new Uint8Array(await response.arrayBuffer()), `picture ${imageId}`);
    },
  }));
  return runOverPictures(detector, pictures, categories, {
    options,
    onProgress: (done, total) => globalThis.cvLabPictureDone?.(done, total),
  });
};

const readModelFile: ReadModelFile = async (file) => {
  const response = await fetch(modelRoot + encodeURIComponent(file));
  if (!response.ok) {
    throw new DetectError(
      'model-missing',
      `The model’s file ${file} is not in public/models. Name the file with --weights, or fetch a model of others with “npm run models”.`,
    );
  }
  return new Uint8Array(await response.arrayBuffer());
};
