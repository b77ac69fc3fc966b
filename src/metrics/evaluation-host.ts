/**
 * What stands in the evaluation's worker: one evaluation at a time, with a pause every few milliseconds in
 * which progress goes out and a request to stop comes in. No worker is needed to test it.
 */
import * as Comlink from 'comlink';
import type { Cancellable } from '$src/workers/lane';
import { evaluationSteps, type CocoEvaluation, type CocoOptions } from './coco-evaluate';
import type { CocoDataset } from './coco-format';
import type { CocoDetection, EvaluationProgress } from './coco/types';
import type { CocoResult } from './coco/types';
import { readInstances, readResults } from './formats/coco';
import type { Protocol } from './protocol';
import { attributeGap, protocolMeans, type ProtocolGap } from './protocol-gap';

/** Both sides as objects, or as the text of files in COCO's formats, which costs the page no parsing. */
export interface EvaluationInput {
  readonly groundTruth: CocoDataset | string;
  readonly detections: readonly CocoDetection[] | string;
}

/** Boxes alone, as protocols take them. */
export interface BoxInput {
  readonly groundTruth: CocoDataset;
  readonly detections: readonly CocoResult[];
}

const pauseEveryMs = 40;

export class EvaluationHost implements Cancellable {
  #isCancelled = false;

  cancel(): void {
    this.#isCancelled = true;
  }

  /** The result's arrays are transferred. Rejects as `evaluateCoco` throws, and with AbortError. */
  async evaluate(
    input: EvaluationInput,
    options: CocoOptions,
    onProgress?: (progress: EvaluationProgress) => void,
  ): Promise<CocoEvaluation> {
    this.#isCancelled = false;
    const steps = evaluationSteps(truthOf(input), detectionsOf(input), options);
    let pausedAt = -Infinity;
    for (;;) {
      const step = steps.next();
      if (step.done === true) return Comlink.transfer(step.value, buffersOf(step.value));
      if (performance.now() - pausedAt < pauseEveryMs) continue;
      onProgress?.(step.value);
      await new Promise((resolve) => setTimeout(resolve, 0));
      if (this.#isCancelled) {
        throw Object.assign(new Error('The evaluation was stopped.'), { name: 'AbortError' });
      }
      pausedAt = performance.now();
    }
  }

  /** mAP of the same boxes under each protocol, as `averagePrecision` has it. */
  means(
    { groundTruth, detections }: BoxInput,
    protocols: readonly Protocol[],
  ): Promise<readonly (number | null)[]> {
    return Promise.resolve(protocolMeans(groundTruth, detections, protocols));
  }

  /** `attributeGap`. */
  gap({ groundTruth, detections }: BoxInput, from: Protocol, to: Protocol): Promise<ProtocolGap> {
    return Promise.resolve(attributeGap(groundTruth, detections, from, to));
  }
}

function truthOf({ groundTruth }: EvaluationInput): CocoDataset {
  return typeof groundTruth === 'string' ? readInstances(groundTruth, 'ground truth') : groundTruth;
}

function detectionsOf({ detections }: EvaluationInput): readonly CocoDetection[] {
  if (typeof detections !== 'string') return detections;
  return readResults(detections, 'detections').map((result, i) => {
    // Names of files instead of ids are resolved by whoever knows the names.
    const { image_id: imageId } = result;
    if (typeof imageId === 'number') return { ...result, image_id: imageId };
    throw new RangeError(`detections[${i}].image_id: expected the id of an image, got ${imageId}.`);
  });
}

function buffersOf({ curves, trace }: CocoEvaluation): ArrayBuffer[] {
  const arrays = [...Object.values(curves), ...Object.values(trace)] as readonly unknown[];
  const buffers = arrays.flatMap((value) =>
    ArrayBuffer.isView(value) && value.buffer instanceof ArrayBuffer ? [value.buffer] : [],
  );
  return [...new Set(buffers)];
}
