/** What a rule of recognition finds, the usual inputs of each family, and reading shapes. */
import type { MappingDraft, MappingField } from './form';
import type { OnnxSummary, OnnxTensor } from './onnx-file';

export interface HeadFinding {
  readonly draft: MappingDraft;
  readonly confidence: 'sure' | 'likely';
  readonly reasons: readonly string[];
  /** Filled in, but only by guess. */
  readonly guessed: readonly MappingField[];
  readonly classCount?: number;
}

export type Rule = (file: OnnxSummary, sidePx: number | undefined) => HeadFinding | undefined;

/** Ultralytics' models and ours: RGB in 0..1, the picture in the middle of grey 114. */
export const likeUltralytics: MappingDraft = {
  colour: 'rgb',
  white: 1,
  normalisation: 'none',
  fit: 'letterbox',
  align: 'centre',
  padLevel: 114,
};
/** Megvii's export: BGR in 0..255, the picture top left. */
export const likeYolox: MappingDraft = {
  ...likeUltralytics,
  colour: 'bgr',
  white: 255,
  align: 'top-left',
};
/** No common ground: the most usual, to be asked. */
export const likeSsd: MappingDraft = { ...likeUltralytics, fit: 'stretch' };

export function byName({ outputs }: OnnxSummary, name: string): OnnxTensor | undefined {
  return outputs.find((output) => output.name === name);
}

/** The size of an axis; undefined where it is chosen at run time or not told. */
export function sizeAt(tensor: OnnxTensor | undefined, axis: number): number | undefined {
  const size = tensor?.dims?.[axis];
  return typeof size === 'number' ? size : undefined;
}

export function countOf(classCount: number | undefined): { classCount?: number } {
  return classCount === undefined || classCount < 1 ? {} : { classCount };
}
