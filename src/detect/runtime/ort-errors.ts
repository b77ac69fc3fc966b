/** What onnxruntime-web's messages mean for the reader. */
import { DetectError, type DetectErrorReason } from '../types';

export type OrtBackend = 'wasm' | 'webgpu';

export function unavailable(backend: OrtBackend, why: string, cause?: unknown): DetectError {
  const other =
    backend === 'webgpu' ? 'Choose wasm instead.' : 'Reload the page, or choose one thread.';
  return new DetectError(
    'backend-unavailable',
    `onnxruntime-web cannot run on ${backend}: ${why}. ${other}`,
    cause === undefined ? {} : { cause },
  );
}

/** A session could not be made from the model's file. */
export function createFailure(backend: OrtBackend, error: unknown): DetectError {
  const text = textOf(error);
  if (/no available backend|initializ/i.test(text) && !/ERROR_CODE/.test(text)) {
    return unavailable(backend, trimmed(text), error);
  }
  if (isMemory(text)) return outOfMemory(backend, error);
  const isUnsupported =
    /NOT_IMPLEMENTED|Could not find an implementation|Unsupported model IR|opset|No Op registered|is not a registered function/i.test(
      text,
    );
  return isUnsupported
    ? failure(
        'model-unsupported',
        `onnxruntime-web has no kernel for this model: ${trimmed(text)} Export it with standard operators (opset 17 or lower).`,
        error,
      )
    : failure(
        'model-broken',
        `The model’s file cannot be read: ${trimmed(text)} Load it anew, or check that it is an ONNX file.`,
        error,
      );
}

/** A run failed; a lost GPU is told apart before. */
export function runFailure(backend: OrtBackend, error: unknown): DetectError {
  const text = textOf(error);
  if (isMemory(text)) return outOfMemory(backend, error);
  if (/invalid dimensions|invalid rank|INVALID_ARGUMENT|Missing Input|input '/i.test(text)) {
    return failure(
      'wrong-shape',
      `The model does not take this input: ${trimmed(text)} Check the input’s name, side and layout.`,
      error,
    );
  }
  const isDead = error instanceof WebAssembly.RuntimeError || /^Aborted\(/.test(text);
  if (isDead || /device.{0,20}lost|GPUDevice|external Instance reference/i.test(text)) {
    return failure(
      'runtime-lost',
      `onnxruntime-web broke down on ${backend}: ${trimmed(text)} Open the detector again; if it happens again, choose another backend or a smaller input side.`,
      error,
    );
  }
  return failure(
    'model-unsupported',
    `onnxruntime-web could not run the model on ${backend}: ${trimmed(text)} Try another input side or another backend.`,
    error,
  );
}

function outOfMemory(backend: OrtBackend, cause: unknown): DetectError {
  return failure(
    'out-of-memory',
    `The memory of onnxruntime-web (${backend}) is used up. Choose a smaller input side, or close other detectors.`,
    cause,
  );
}

function isMemory(text: string): boolean {
  return (
    /bad_alloc|out of memory|Cannot enlarge memory|allocation failed/i.test(text) ||
    /\bOOM\b/.test(text) // not any "zoom" among the names of a graph
  );
}

function failure(reason: DetectErrorReason, message: string, cause: unknown): DetectError {
  return new DetectError(reason, message, { cause });
}

/** C++ exceptions that nobody caught arrive as bare numbers. */
function textOf(error: unknown): string {
  if (error instanceof Error) return error.message;
  return typeof error === 'number' ? `it ended with code ${error}.` : String(error);
}

/** The part a reader can use, with a full stop. */
function trimmed(text: string): string {
  const short = text
    .replace(/^.*ERROR_MESSAGE:\s*/s, '')
    .replace(/^.*?Status Message:\s*/s, '')
    .replace(/\s+/g, ' ')
    .trim()
    .slice(0, 300);
  return /[.!?]$/.test(short) ? short : `${short}.`;
}
