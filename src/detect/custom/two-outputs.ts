/** Heads with boxes and scores in outputs of their own, and outputs that no head here can read. */
import { DetectError } from '../types';
import { countOf, likeSsd, sizeAt, type Rule } from './finding';
import type { OnnxSummary, OnnxTensor } from './onnx-file';

/** Boxes [1, N, 4] or [1, N, 1, 4] beside scores [1, N, classes]. */
export const boxesAndScores: Rule = (file) => {
  const boxes = file.outputs.filter(isBoxes);
  for (const box of preferRaw(boxes)) {
    const scores = file.outputs.filter(
      (other) => other !== box && other.dims?.length === 3 && sizesAgree(other, box),
    );
    const [score] = preferRaw(scores).filter(({ name }) => !/box|loc/i.test(name));
    if (!score) continue;
    const columns = sizeAt(score, 2);
    const convention = conventionOf(box.name, score.name, file);
    const hasBackground = convention.hasBackground;
    return {
      draft: {
        ...likeSsd,
        headKind: 'decoded',
        boxOutput: box.name,
        classOutput: score.name,
        order: convention.order,
        isRelative: convention.isRelative,
        hasBackground,
      },
      confidence: 'likely',
      reasons: [
        `Boxes in “${box.name}” and scores in “${score.name}”: an SSD-style head, decoded in the graph.`,
        convention.words,
      ],
      guessed: convention.isKnown
        ? ['white', 'normalisation', 'fit']
        : ['order', 'isRelative', 'hasBackground', 'white', 'normalisation', 'fit'],
      ...countOf(columns === undefined ? undefined : columns - (hasBackground ? 1 : 0)),
    };
  }
  return undefined;
};

interface Convention {
  readonly order: 'xyxy' | 'yxyx' | 'cxcywh';
  readonly isRelative: boolean;
  readonly hasBackground: boolean;
  readonly isKnown: boolean;
  readonly words: string;
}

function conventionOf(boxes: string, scores: string, file: OnnxSummary): Convention {
  if (boxes.startsWith('raw_detection_boxes')) {
    const words = 'TensorFlow’s names: top, left, bottom, right in 0..1, background first.';
    return { order: 'yxyx', isRelative: true, hasBackground: true, isKnown: true, words };
  }
  if (boxes === 'boxes' && scores === 'confs') {
    const words = 'Names of a PyTorch YOLOv4: corners in 0..1, no background.';
    return { order: 'xyxy', isRelative: true, hasBackground: false, isKnown: true, words };
  }
  if (/pred_boxes/.test(boxes)) {
    const words =
      'Names of a DETR: centre and size in 0..1. Its scores are logits, which this head cannot read: export it with probabilities.';
    return { order: 'cxcywh', isRelative: true, hasBackground: false, isKnown: false, words };
  }
  const hasSoftmax = file.layers.has('Softmax');
  const words = 'Whether boxes are in pixels, and in which order, the file does not say.';
  return { order: 'xyxy', isRelative: true, hasBackground: hasSoftmax, isKnown: false, words };
}

/** Final lists over several outputs (torchvision, TensorFlow's post-processing), and grids apart (Darknet). */
export function refuseLists({ outputs }: OnnxSummary): void {
  const names = outputs.map(({ name }) => name);
  const hasList = names.some((name) => /labels|classes|num_det/i.test(name));
  if (hasList && outputs.length >= 3) {
    throw new DetectError(
      'model-unsupported',
      `The model gives a finished list of detections over ${outputs.length} outputs (${names.join(', ')}), which cannot be read here. Export it without its post-processing, as one table or as boxes and scores.`,
    );
  }
  const grids = outputs.filter(({ dims }) => dims !== undefined && dims.length >= 4);
  if (grids.length > 1 && grids.length === outputs.length) {
    throw new DetectError(
      'model-unsupported',
      `The model gives its ${grids.length} grids as outputs of their own (${names.join(', ')}). Export it so that they are joined into one table.`,
    );
  }
}

function isBoxes({ dims }: OnnxTensor): boolean {
  return (
    dims !== undefined &&
    dims.at(-1) === 4 &&
    (dims.length === 3 || (dims.length === 4 && dims[2] === 1))
  );
}

/** TensorFlow exports give the whole table as raw_… beside a finished list. */
function preferRaw(outputs: readonly OnnxTensor[]): OnnxTensor[] {
  const raw = outputs.filter(({ name }) => name.startsWith('raw_'));
  return raw.length > 0 ? raw : [...outputs];
}

function sizesAgree(a: OnnxTensor, b: OnnxTensor): boolean {
  const [inA, inB] = [sizeAt(a, 1), sizeAt(b, 1)];
  return inA === undefined || inB === undefined || inA === inB;
}
