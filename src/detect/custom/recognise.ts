/**
 * What kind of detector an ONNX file holds, from the shapes and names of its outputs and the notes of its exporter.
 * Shapes say much: on a 640 px input, three grids of strides 8, 16, 32 have 8400 cells, so that [1, 84, 8400] is
 * YOLOv8's table with 80 classes and [1, 25200, 85] YOLOv5's, three anchors per cell.
 *
 * Deliberately not: running the file to see, or guessing silently. What is only likely says so, what cannot be known
 * (whether boxes are in pixels, say) is asked.
 */
import { DetectError } from '../types';
import { missingFields, type MappingDraft, type MappingField } from './form';
import type { HeadFinding } from './finding';
import { recogniseHead } from './heads';
import { labelsFromMetadata } from './labels';
import { mappingFromDraft } from './mapping';
import type { OnnxSummary, OnnxTensor } from './onnx-file';
import type { OnnxMapping } from '../open';

export type Recognition =
  | {
      readonly kind: 'recognised';
      readonly mapping: OnnxMapping;
      /** The same, for a form in which the reader corrects it. */
      readonly draft: MappingDraft;
      /** `likely`: other layouts look the same; the reader should check the first boxes. */
      readonly confidence: 'sure' | 'likely';
      readonly reasons: readonly string[];
    }
  | {
      readonly kind: 'incomplete';
      /** What is known, with guesses where there is one. */
      readonly draft: MappingDraft;
      /** To be asked: not known, or only guessed. Empty: `reasons` end with what does not fit together. */
      readonly missing: readonly MappingField[];
      readonly reasons: readonly string[];
    };

/** Throws DetectError 'model-unsupported' for a file that no mapping could make run here. */
export function recognise(file: OnnxSummary): Recognition {
  expectDetection(file);
  const input = inputDraft(file);
  const head = recogniseHead(file, input.sidePx);
  const reasons = [...head.reasons];
  const known: MappingDraft = { multipleOfPx: 32, ...head.draft, ...input };
  const { draft, isUnsure } = withLabels(file, known, head, reasons);
  const asked = new Set<MappingField>([...missingFields(file, draft), ...head.guessed]);
  if (isUnsure) asked.add('labelsText');
  if (asked.size > 0) return { kind: 'incomplete', draft, missing: [...asked], reasons };
  try {
    const mapping = mappingFromDraft(draft);
    return { kind: 'recognised', mapping, draft, confidence: head.confidence, reasons };
  } catch (error) {
    if (!(error instanceof DetectError)) throw error;
    return { kind: 'incomplete', draft, missing: [], reasons: [...reasons, error.message] };
  }
}

/** Exporters of several tasks name theirs. */
function expectDetection({ metadata }: OnnxSummary): void {
  const task = metadata.get('task');
  if (task !== undefined && task !== 'detect') {
    throw new DetectError(
      'model-unsupported',
      `The model is made for the task “${task}”; only detection can be shown here. Choose a detection model.`,
    );
  }
}

/** What the input's own shape says. */
function inputDraft({ inputs, metadata }: OnnxSummary): MappingDraft {
  const [input, ...more] = inputs;
  if (!input || more.length > 0) {
    throw new DetectError(
      'model-unsupported',
      `The model takes ${inputs.length} inputs (${inputs.map(({ name }) => name).join(', ') || 'none'}); a picture can be given to one only. Export it with one input.`,
    );
  }
  if (input.elementType !== 'float32') {
    throw new DetectError(
      'model-unsupported',
      `The input “${input.name}” takes ${input.elementType}; only float32 is fed. Export the model in float32.`,
    );
  }
  const { dims } = input;
  if (!dims) return { inputName: input.name };
  const [batch, second, third, fourth] = dims;
  const isPlanar = second === 3 || (typeof second === 'string' && fourth !== 3);
  const [height, width] = isPlanar ? [third, fourth] : [second, third];
  if (dims.length !== 4 || (!isPlanar && fourth !== 3) || (isFixed(batch) && batch !== 1)) {
    throw unfit(input, 'expected one colour picture, [1, 3, side, side] or [1, side, side, 3]');
  }
  const layout = isPlanar ? 'nchw' : 'nhwc';
  if (!isFixed(height) || !isFixed(width)) {
    return { inputName: input.name, layout, ...sideFromNotes(metadata) };
  }
  if (height !== width) {
    throw unfit(input, 'expected a square. Export the model with equal sides');
  }
  if (height < 8 || height > 4096) throw unfit(input, 'expected a side in 8..4096 px');
  return { inputName: input.name, layout, sidePx: height, multipleOfPx: 0 };
}

/** A side chosen at run time: what the exporter's notes say of it (Ultralytics: imgsz [640, 640], stride 32). */
function sideFromNotes(metadata: OnnxSummary['metadata']): MappingDraft {
  const stride = Number(metadata.get('stride'));
  const [height, width = height] = (metadata.get('imgsz')?.match(/\d+/g) ?? []).map(Number);
  return {
    ...(Number.isInteger(stride) && stride >= 1 && stride <= 512 ? { multipleOfPx: stride } : {}),
    ...(height !== undefined && height === width && height >= 8 && height <= 4096
      ? { sidePx: height }
      : {}),
  };
}

/** Names from the file where they fit the number of columns; `isUnsure` where both are told and disagree. */
function withLabels(
  { metadata }: OnnxSummary,
  draft: MappingDraft,
  { classCount }: HeadFinding,
  reasons: string[],
): { draft: MappingDraft; isUnsure: boolean } {
  const counted = classCount === undefined ? draft : { ...draft, classCount };
  const names = labelsFromMetadata(metadata.get('names') ?? metadata.get('classes'));
  if (!names) {
    if (classCount === 80) reasons.push('80 classes without names: taken for COCO’s.');
    else if (classCount !== undefined) reasons.push('The file does not name its classes.');
    return { draft: counted, isUnsure: false };
  }
  const lines = names.map(({ name }) => name.replace(/\s+/g, ' '));
  // A single line would be split at its commas.
  const labelsText = lines.length === 1 ? lines.join('').replaceAll(',', ' ') : lines.join('\n');
  const named = { ...counted, labelsText };
  if (classCount !== undefined && names.length !== classCount) {
    reasons.push(`The file names ${names.length} classes, its output has ${classCount}.`);
    return { draft: named, isUnsure: true };
  }
  reasons.push(`The file names its ${names.length} classes.`);
  return { draft: named, isUnsure: false };
}

function isFixed(size: number | string | undefined): size is number {
  return typeof size === 'number' && size > 0;
}

function unfit({ name, dims }: OnnxTensor, expected: string): DetectError {
  return new DetectError(
    'model-unsupported',
    `The input “${name}” is [${dims?.join(', ')}]; ${expected}.`,
  );
}
