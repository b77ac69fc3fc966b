/**
 * How a foreign ONNX file is fed and read, as a form can hold it: one flat record of choices, and the fields that go
 * with it. Recognition fills in the same record; `mapping.ts` makes of it what a detector takes.
 */
import type { HeadKind, InputSpec } from '../head';
import type { OnnxSummary } from './onnx-file';

/** What the form holds. Undefined is "not known yet". */
export interface MappingDraft {
  readonly inputName?: string;
  readonly sidePx?: number;
  /** 0: the side is fixed. */
  readonly multipleOfPx?: number;
  readonly layout?: InputSpec['layout'];
  readonly colour?: InputSpec['colour'];
  readonly white?: 1 | 255;
  readonly normalisation?: 'none' | 'signed' | 'imagenet';
  readonly fit?: InputSpec['fit'];
  readonly align?: InputSpec['align'];
  readonly padLevel?: number;
  readonly headKind?: HeadKind;
  /** The one output of most heads; boxes, side logits or offsets of those with two. */
  readonly boxOutput?: string;
  /** Class logits or scores of heads with two outputs. */
  readonly classOutput?: string;
  /** "8, 16, 32". */
  readonly strides?: string;
  /** dfl-grid. */
  readonly bins?: number;
  /** ssd: pixels of the input, one more than strides. */
  readonly sizes?: string;
  /** ssd: "0.1, 0.2". */
  readonly variances?: string;
  /** decoded. */
  readonly order?: 'xyxy' | 'yxyx' | 'cxcywh';
  readonly isRelative?: boolean;
  readonly hasBackground?: boolean;
  /** Empty: COCO's names for 80 classes, else numbers. */
  readonly labelsText?: string;
  readonly classCount?: number;
}
export type MappingField = keyof MappingDraft;

export interface FormField {
  readonly key: MappingField;
  readonly label: string;
  readonly help: string;
  readonly kind: 'choice' | 'number' | 'text' | 'flag' | 'lines';
  /** For `choice`. */
  readonly options?: readonly { readonly value: string; readonly label: string }[];
  /** For `number`. */
  readonly range?: readonly [number, number];
}

export const headNames: Readonly<Record<HeadKind, string>> = {
  yolov8: 'YOLOv8, v9, v11: [1, 4 + classes, boxes]',
  yolov5: 'YOLOv5, v7, YOLOv6: [1, boxes, 5 + classes]',
  yolox: 'YOLOX, raw: [1, cells, 5 + classes]',
  'end-to-end': 'YOLOv10 and exports with NMS: [1, boxes, 6]',
  decoded: 'SSD and others, decoded: boxes and scores apart',
  ssd: 'SSD, raw: class logits and offsets',
  'dfl-grid': 'Grid with distributions: class and side logits',
};

/** The fields that this draft needs, in the order of a form. They change with `headKind` and `fit`. */
export function formFields(file: OnnxSummary, draft: MappingDraft): FormField[] {
  const outputs = file.outputs.map(({ name, dims }) => ({
    value: name,
    label: `${name} [${dims?.join(', ') ?? 'unknown'}]`,
  }));
  return [...headFields(draft, outputs), ...inputFields(file, draft), ...labelFields];
}

type Options = NonNullable<FormField['options']>;

function headFields({ headKind }: MappingDraft, outputs: Options): FormField[] {
  const hasTwo = headKind === 'decoded' || headKind === 'ssd' || headKind === 'dfl-grid';
  const onGrid = headKind === 'yolox' || headKind === 'ssd' || headKind === 'dfl-grid';
  const boxes = hasTwo ? 'Output with the boxes' : 'Output';
  return [
    {
      ...choice('headKind', 'Head', 'How the outputs hold boxes and classes.', {}),
      options: Object.entries(headNames).map(([value, label]) => ({ value, label })),
    },
    { ...choice('boxOutput', boxes, 'By its name in the file.', {}), options: outputs },
    ...(hasTwo
      ? [
          {
            ...choice('classOutput', 'Output with the classes', 'By its name in the file.', {}),
            options: outputs,
          },
        ]
      : []),
    ...(onGrid ? [text('strides', 'Strides', 'Pixels per cell of each grid: 8, 16, 32.')] : []),
    ...(headKind === 'dfl-grid' ? [number('bins', 'Bins', 'Distances per side.', 2, 64)] : []),
    ...(headKind === 'ssd'
      ? [
          text('sizes', 'Default sizes', 'In pixels of the input, one more than strides.'),
          text('variances', 'Variances', 'Of centre and size: 0.1, 0.2.'),
        ]
      : []),
    ...(headKind === 'decoded'
      ? [
          choice('order', 'Coordinates', 'In which order a box is given.', {
            xyxy: 'left, top, right, bottom',
            yxyx: 'top, left, bottom, right (TensorFlow)',
            cxcywh: 'centre x, centre y, width, height',
          }),
          flag('isRelative', 'Boxes are shares of the input, 0..1', 'Otherwise pixels.'),
          flag('hasBackground', 'The first class is the background', 'It is left out.'),
        ]
      : []),
  ];
}

function inputFields(file: OnnxSummary, draft: MappingDraft): FormField[] {
  const { fit } = draft;
  return [
    {
      ...choice('inputName', 'Input', 'By its name in the file.', {}),
      options: file.inputs.map(({ name, dims }) => ({
        value: name,
        label: `${name} [${dims?.join(', ') ?? 'unknown'}]`,
      })),
    },
    number('sidePx', 'Side of the input', 'In pixels; the input is a square.', 8, 4096),
    number('multipleOfPx', 'Other sides', 'Multiples of so many pixels; 0: fixed.', 0, 512),
    choice('layout', 'Layout', 'Where the channels lie.', {
      nchw: '[1, 3, side, side] (PyTorch)',
      nhwc: '[1, side, side, 3] (TensorFlow)',
    }),
    choice('colour', 'Colour order', 'OpenCV loads BGR.', { rgb: 'RGB', bgr: 'BGR' }),
    choice('white', 'White is', 'What the network saw in training.', { '1': '1', '255': '255' }),
    choice('normalisation', 'Then', 'After scaling.', {
      none: 'nothing',
      signed: 'to −1..1 (MobileNet)',
      imagenet: 'minus ImageNet’s mean, divided by its deviation',
    }),
    choice('fit', 'Other shapes', 'How a picture that is no square is fitted.', {
      letterbox: 'keep the shape, fill with grey',
      stretch: 'stretch',
    }),
    ...(fit === 'letterbox'
      ? [
          choice('align', 'Picture lies', 'Within the grey.', {
            centre: 'in the middle',
            'top-left': 'top left (YOLOX)',
          }),
          number('padLevel', 'Grey of the fill', '0..255; YOLO uses 114.', 0, 255),
        ]
      : []),
  ];
}

const labelFields: readonly FormField[] = [
  {
    key: 'labelsText',
    label: 'Class names',
    help: 'One per line, in the order of the columns. Left empty: COCO’s for 80 classes, else numbers.',
    kind: 'lines',
  },
  number('classCount', 'Number of classes', 'Only where no names are given.', 1, 10_000),
];

function choice(
  key: MappingField,
  label: string,
  help: string,
  options: Readonly<Record<string, string>>,
): FormField {
  const list = Object.entries(options).map(([value, words]) => ({ value, label: words }));
  return { key, label, help, kind: 'choice', options: list };
}
function number(
  key: MappingField,
  label: string,
  help: string,
  least: number,
  most: number,
): FormField {
  return { key, label, help, kind: 'number', range: [least, most] };
}
function text(key: MappingField, label: string, help: string): FormField {
  return { key, label, help, kind: 'text' };
}
function flag(key: MappingField, label: string, help: string): FormField {
  return { key, label, help, kind: 'flag' };
}

/** The fields without which the draft says nothing yet, in the order of the form. */
export function missingFields(file: OnnxSummary, draft: MappingDraft): MappingField[] {
  return formFields(file, draft)
    .map(({ key }) => key)
    .filter((key) => key !== 'labelsText' && key !== 'classCount' && draft[key] === undefined)
    .concat(draft.labelsText === undefined && draft.classCount === undefined ? ['labelsText'] : []);
}
