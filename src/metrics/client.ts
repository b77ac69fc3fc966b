/**
 * COCO's evaluation in a worker of its own: the page stays responsive, sees how far it is, and may stop it.
 * Not part of index.ts, which also runs where there are no workers.
 */
import * as Comlink from 'comlink';
import { Lane, type LaneOptions } from '$src/workers/lane';
import type { CocoEvaluation, CocoOptions } from './coco-evaluate';
import type { EvaluationProgress } from './coco/types';
import type { BoxInput, EvaluationHost, EvaluationInput } from './evaluation-host';
import type { Protocol } from './protocol';
import type { ProtocolGap } from './protocol-gap';

export interface EvaluateOptions extends CocoOptions {
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: EvaluationProgress) => void;
  /** A waiting evaluation with the same key is dropped, for results that follow a slider. */
  readonly latest?: string;
}

export class EvaluationClient {
  readonly #lane: Lane<EvaluationHost>;

  constructor(createWorker: () => Worker = startWorker) {
    this.#lane = new Lane<EvaluationHost>(createWorker);
  }

  /** `evaluateCoco` in the worker. Rejects as it throws, and with AbortError when stopped or replaced. */
  evaluate(
    input: EvaluationInput,
    { iouType, onProgress, ...options }: EvaluateOptions,
  ): Promise<CocoEvaluation> {
    return this.#lane.run(
      (remote) =>
        remote.evaluate(input, { iouType }, ...(onProgress ? [Comlink.proxy(onProgress)] : [])),
      options,
    );
  }

  /** mAP of the same boxes under each protocol. Rejects as `evaluate`. */
  means(
    input: BoxInput,
    protocols: readonly Protocol[],
    options: LaneOptions = {},
  ): Promise<readonly (number | null)[]> {
    return this.#lane.run((remote) => remote.means(input, protocols), options);
  }

  /** The gap between two protocols, rule by rule. Rejects as `evaluate`, RangeError for too many differing rules. */
  gap(
    input: BoxInput,
    from: Protocol,
    to: Protocol,
    options: LaneOptions = {},
  ): Promise<ProtocolGap> {
    return this.#lane.run((remote) => remote.gap(input, from, to), options);
  }

  /** Ends the worker; evaluations under way reject with AbortError. */
  dispose(): void {
    this.#lane.dispose();
  }
}

function startWorker(): Worker {
  return new Worker(new URL('./evaluation.worker.ts', import.meta.url), {
    type: 'module',
    name: 'evaluation',
  });
}
