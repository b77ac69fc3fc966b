/**
 * From a filled-in form to what a detector takes: how an ONNX file is fed and read.
 */
import type { Head, InputSpec } from '../head';
import type { OnnxMapping } from '../open';
import { DetectError, type Label } from '../types';
import type { MappingDraft, MappingField } from './form';
import { labelsForCount, labelsFromText } from './labels';

type Triple = readonly [number, number, number];

/** Of values 0..1: what is taken off, and by what the rest is divided. ImageNet's as in torchvision, RGB. */
const normalisations: Readonly<Record<'signed' | 'imagenet', { mean: Triple; std: Triple }>> = {
  signed: { mean: [0.5, 0.5, 0.5], std: [0.5, 0.5, 0.5] },
  imagenet: { mean: [0.485, 0.456, 0.406], std: [0.229, 0.224, 0.225] },
};

/** The complete draft as a mapping. Throws DetectError 'bad-option' that names the field and what it takes. */
export function mappingFromDraft(draft: MappingDraft): OnnxMapping {
  return { input: inputOf(draft), head: headOf(draft), labels: labelsOf(draft) };
}

function inputOf(draft: MappingDraft): InputSpec {
  const sidePx = wholeIn('sidePx', draft.sidePx, 8, 4096);
  const multipleOfPx = wholeIn('multipleOfPx', draft.multipleOfPx ?? 0, 0, 512);
  const fit = needed('fit', draft.fit);
  if (multipleOfPx > 0 && sidePx % multipleOfPx !== 0) {
    throw new DetectError(
      'bad-option',
      `The side of the input, ${sidePx} px, is no multiple of ${multipleOfPx} px.`,
    );
  }
  const colour = needed('colour', draft.colour);
  return {
    name: needed('inputName', draft.inputName),
    sidePx,
    ...(multipleOfPx > 0 ? { multipleOfPx } : {}),
    layout: needed('layout', draft.layout),
    colour,
    white: needed('white', draft.white),
    ...normalisationOf(draft, colour),
    fit,
    align: fit === 'letterbox' ? needed('align', draft.align) : 'centre',
    padLevel: fit === 'letterbox' ? wholeIn('padLevel', draft.padLevel, 0, 255) : 114,
  };
}

/** In the order of `colour`, and in the scale of `white`. */
function normalisationOf(
  { normalisation = 'none', white = 1 }: MappingDraft,
  colour: InputSpec['colour'],
): Pick<InputSpec, 'mean' | 'std'> {
  if (normalisation === 'none') return {};
  const scaled = ([a, b, c]: Triple): Triple =>
    colour === 'rgb' ? [a * white, b * white, c * white] : [c * white, b * white, a * white];
  const { mean, std } = normalisations[normalisation];
  return { mean: scaled(mean), std: scaled(std) };
}

function headOf(draft: MappingDraft): Head {
  const kind = needed('headKind', draft.headKind);
  const output = needed('boxOutput', draft.boxOutput);
  switch (kind) {
    case 'yolov5':
    case 'yolov8':
    case 'end-to-end':
      return { kind, output };
    case 'yolox':
      return { kind, output, strides: stridesOf(draft) };
    case 'dfl-grid':
      return {
        kind,
        strides: stridesOf(draft),
        bins: wholeIn('bins', draft.bins, 2, 64),
        outputs: { classLogits: needed('classOutput', draft.classOutput), sideLogits: output },
      };
    case 'ssd': {
      const strides = stridesOf(draft);
      const sizesPx = numbersOf('sizes', draft.sizes);
      const [shift, stretch, ...more] = numbersOf('variances', draft.variances);
      if (sizesPx.length !== strides.length + 1) {
        throw new DetectError(
          'bad-option',
          `${strides.length} strides need ${strides.length + 1} default sizes, got ${sizesPx.length}.`,
        );
      }
      if (shift === undefined || stretch === undefined || more.length > 0) {
        throw new DetectError(
          'bad-option',
          `Variances are two numbers such as 0.1, 0.2; got “${draft.variances}”.`,
        );
      }
      const classLogits = needed('classOutput', draft.classOutput);
      return {
        kind,
        strides,
        sizesPx,
        variances: [shift, stretch],
        outputs: { classLogits, offsets: output },
      };
    }
    case 'decoded':
      return {
        kind,
        boxes: output,
        scores: needed('classOutput', draft.classOutput),
        order: needed('order', draft.order),
        isRelative: needed('isRelative', draft.isRelative),
        hasBackground: needed('hasBackground', draft.hasBackground),
      };
  }
}

function labelsOf({ labelsText, classCount }: MappingDraft): readonly Label[] {
  if (labelsText !== undefined && labelsText.trim() !== '') return labelsFromText(labelsText);
  return labelsForCount(wholeIn('classCount', classCount, 1, 10_000));
}

function stridesOf({ strides }: MappingDraft): number[] {
  return numbersOf('strides', strides).map((stride) => wholeIn('strides', stride, 1, 512));
}

/** Numbers above 0, separated by commas or spaces. */
function numbersOf(key: MappingField, value: string | undefined): number[] {
  const parts = needed(key, value)
    .split(/[\s,;]+/)
    .filter((part) => part !== '');
  const numbers = parts.map(Number);
  if (numbers.length === 0 || numbers.length > 16 || !numbers.every((n) => n > 0 && n < 1e6)) {
    throw new DetectError(
      'bad-option',
      `“${key}” takes 1 to 16 numbers above 0, separated by commas; got “${value}”.`,
    );
  }
  return numbers;
}

function needed<T>(key: MappingField, value: T | undefined): T {
  if (value !== undefined && value !== '') return value;
  throw new DetectError('bad-option', `“${key}” is missing. Choose it in the form.`);
}

function wholeIn(
  key: MappingField,
  value: number | undefined,
  least: number,
  most: number,
): number {
  const known = needed(key, value);
  if (Number.isInteger(known) && known >= least && known <= most) return known;
  throw new DetectError(
    'bad-option',
    `“${key}” takes a whole number in ${least}..${most}, got ${known}.`,
  );
}
