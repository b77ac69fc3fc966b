/**
 * The card of a model (`models/<id>/card.json`): what it is, how its input and outputs are read, how it was
 * made, and how well it does. After "Model Cards for Model Reporting" (Mitchell et al. 2019), as data, so that
 * the page, the tests and the detectors read the same numbers.
 *
 * Two hands write a card: the exporter in training/ everything that describes the file, and
 * `npm run evaluate -- --write-card` the figures (`metrics`, `realPhotos`, `calibration`, `evaluation`).
 * Unknown fields pass through. Deliberately not here: models of others, which come without a card.
 */
import * as v from 'valibot';
import type { Head, InputSpec } from './head';
import type { OnnxMapping } from './open';
import { DetectError, type Label } from './types';

/** Names of the outputs in every file that training/ exports. */
const outputNames = {
  classLogits: 'class_logits',
  sideLogits: 'side_logits',
  offsets: 'offsets',
} as const;

const text = v.pipe(v.string('a text'), v.minLength(1, 'a text that is not empty'));
const finite = v.pipe(v.number('a number'), v.finite('a finite number'));
const positive = v.pipe(finite, v.gtValue(0, 'a number above 0'));
const whole = v.pipe(
  v.number('a whole number'),
  v.integer('a whole number'),
  v.minValue(0, 'a whole number from 0'),
);
const side = v.pipe(whole, v.minValue(1, 'pixels from 1'), v.maxValue(4096, 'at most 4096 pixels'));
const share = v.pipe(finite, v.minValue(0, 'a share from 0'), v.maxValue(1, 'a share up to 1'));
/** null where there is nothing to measure it on. */
const shareOrNull = v.nullable(share);
const sha256 = v.pipe(v.string('a text'), v.regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits'));
const strides = v.pipe(v.array(side, 'a list'), v.minLength(1, 'at least one stride'));

const fileRoles = ['onnx', 'tfjs-model', 'tfjs-weights'] as const;
export type FileRole = (typeof fileRoles)[number];

const fileSchema = v.looseObject({
  /** Relative to the card. */
  path: v.pipe(v.string('a text'), v.regex(/^[\w-][\w.-]*$/, 'a plain file name')),
  bytes: whole,
  sha256,
  role: v.picklist(fileRoles, `one of ${fileRoles.join(', ')}`),
});

const inputSchema = v.looseObject({
  name: text,
  side,
  multipleOf: v.optional(side),
  colour: v.picklist(['RGB', 'BGR'], 'RGB or BGR'),
  /** Values of black and of white. */
  range: v.tuple([v.literal(0, '0'), positive], 'a pair such as [0, 1]'),
  fit: v.picklist(['letterbox', 'stretch'], 'letterbox or stretch'),
  /** Level of the letterbox's bars, 0..1. */
  pad: v.optional(share),
});

const headSchema = v.variant(
  'kind',
  [
    v.looseObject({
      kind: v.literal('dfl-grid'),
      strides,
      bins: v.pipe(whole, v.minValue(2, 'at least 2 bins')),
    }),
    v.looseObject({
      kind: v.literal('ssd'),
      strides,
      sizesPx: v.array(positive, 'a list of sizes'),
      variances: v.tuple([positive, positive], 'two variances'),
    }),
  ],
  'dfl-grid or ssd',
);

const scoresSchema = v.looseObject({
  images: whole,
  objects: whole,
  AP: shareOrNull,
  AP50: shareOrNull,
  AP75: shareOrNull,
  APsmall: shareOrNull,
  APmedium: shareOrNull,
  APlarge: shareOrNull,
  /** Recall with a hundred detections per image, mean over the thresholds. */
  AR100: v.optional(shareOrNull),
  /** AP by the name of the class. */
  perClass: v.optional(v.record(text, shareOrNull, 'an object')),
});
/** COCO's figures on one set of pictures, shares 0..1; null where the set has nothing to find in the range. */
export type CardScores = v.InferOutput<typeof scoresSchema>;

const binSchema = v.looseObject({
  low: share,
  high: share,
  count: whole,
  /** Mean score of the detections in the bin, and the share of them that is right; null in an empty bin. */
  meanScore: shareOrNull,
  precision: shareOrNull,
});

const calibrationSchema = v.looseObject({
  suite: text,
  /** What counts as right: the IoU with an object of the class. */
  iou: share,
  /** Detections below are left out: the bottom is full of candidates that nobody sees. */
  minScore: share,
  bins: v.array(binSchema, 'a list of bins'),
  /** Expected calibration error: mean |score - precision| over bins, weighted by their detections. */
  ece: shareOrNull,
});
export type CardCalibration = v.InferOutput<typeof calibrationSchema>;

const cardSchema = v.looseObject({
  id: v.pipe(v.string('a text'), v.regex(/^[\w-]+$/, 'letters, digits and dashes')),
  name: text,
  task: v.literal('detection', 'detection'),
  files: v.pipe(v.array(fileSchema, 'a list of files'), v.minLength(1, 'at least one file')),
  labels: v.pipe(
    v.array(v.looseObject({ id: whole, name: text }), 'a list of labels'),
    v.minLength(1, 'at least one label'),
  ),
  input: inputSchema,
  head: headSchema,
  parameters: whole,
  /** Multiply-accumulates of one run at `input.side`. */
  macs: whole,
  recipe: v.optional(v.record(v.string(), v.unknown(), 'an object')),
  licence: text,
  madeBy: v.optional(text),
  /** Of the ONNX file. */
  bytes: v.optional(whole),
  sha256: v.optional(sha256),
  /** By suite. */
  metrics: v.optional(v.record(text, scoresSchema, 'an object')),
  /** On photographs, over the classes that both have. */
  realPhotos: v.optional(v.looseObject({ ...scoresSchema.entries, source: text })),
  calibration: v.optional(calibrationSchema),
  /** How the figures were made, and of which file: after another export they are not this model's. */
  evaluation: v.optional(v.looseObject({ protocol: text, runtime: text, sha256 })),
});
export type ModelCard = v.InferOutput<typeof cardSchema>;

/**
 * Reads a card. Throws DetectError `model-missing` for a web page in its place (what servers of single-page
 * apps answer for a file that they do not have) and `model-broken` with the field, the value and what was
 * expected.
 */
export function parseCard(json: string, modelId = 'this model'): ModelCard {
  if (json.trimStart().startsWith('<')) {
    throw new DetectError(
      'model-missing',
      `The model “${modelId}” is not in this copy of the lab: a web page came in place of its card.json.`,
    );
  }
  let raw: unknown;
  try {
    raw = JSON.parse(json);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    throw broken(modelId, `it is no JSON (${reason})`, error);
  }
  const result = v.safeParse(cardSchema, raw, { abortEarly: true });
  if (!result.success) {
    const [issue] = result.issues;
    const got = JSON.stringify(issue.input)?.slice(0, 60) ?? 'nothing';
    throw broken(
      modelId,
      `${v.getDotPath(issue) ?? 'the card'}: expected ${issue.message}, got ${got}`,
    );
  }
  const { head } = result.output;
  if (head.kind === 'ssd' && head.sizesPx.length !== head.strides.length + 1) {
    throw broken(
      modelId,
      `head.sizesPx: expected one more size than the ${head.strides.length} strides, got ${head.sizesPx.length}`,
    );
  }
  return result.output;
}

/** The file of a role, or undefined. */
export function fileOfRole(
  card: ModelCard,
  role: FileRole,
): ModelCard['files'][number] | undefined {
  return card.files.find((file) => file.role === role);
}

export function labelsOfCard({ labels }: ModelCard): Label[] {
  return labels.map(({ id, name }) => ({ name, categoryId: id }));
}

/** How to run and read the ONNX file of a card. */
export function mappingOfCard(card: ModelCard): OnnxMapping {
  return { input: inputOf(card), head: headOf(card), labels: labelsOfCard(card) };
}

function inputOf({ input }: ModelCard): InputSpec {
  return {
    name: input.name,
    sidePx: input.side,
    ...(input.multipleOf === undefined ? {} : { multipleOfPx: input.multipleOf }),
    layout: 'nchw',
    colour: input.colour === 'RGB' ? 'rgb' : 'bgr',
    white: input.range[1],
    fit: input.fit,
    align: 'centre',
    padLevel: Math.round(255 * (input.pad ?? 0)),
  };
}

function headOf({ head }: ModelCard): Head {
  const { classLogits, sideLogits, offsets } = outputNames;
  return head.kind === 'ssd'
    ? {
        kind: 'ssd',
        strides: head.strides,
        sizesPx: head.sizesPx,
        variances: head.variances,
        outputs: { classLogits, offsets },
      }
    : {
        kind: 'dfl-grid',
        strides: head.strides,
        bins: head.bins,
        outputs: { classLogits, sideLogits },
      };
}

function broken(modelId: string, what: string, cause?: unknown): DetectError {
  return new DetectError(
    'model-broken',
    `The card of “${modelId}” cannot be read: ${what}. Reload the page, or export the model again (training/README.md).`,
    { cause },
  );
}
