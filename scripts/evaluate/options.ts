/** The options of `npm run evaluate`, checked. */
import { parseArgs } from 'node:util';
import { adapters, type AdapterName, type RuntimeChoice } from '$src/detect/types';

export const usage =
  `npm run evaluate -- --model ID [what to look at] [how to run it] [what to do with it]

  --model ID            yolo-tiny, ssd-lite, yolox-nano, coco-ssd, or a name for your own --weights
  --weights FILE        the model file, where it is not in public/models/ID/

what to look at
  --suite NAME          a shipped suite (repeatable, or separated by commas); all: every one. Default: test
  --images DIR --annotations FILE
                        any set of pictures in COCO's format instead
  --limit N             only the first N pictures of each set

how to run it
  --adapter NAME        ADAPTERS. Default: what suits the model
  --runtime ort|tfjs    default: what suits the model
  --backend NAME        ort: wasm, webgpu; tfjs: wasm, cpu, webgl, webgpu. Default: wasm
  --threads N           of ort on wasm. Default: 1
  --input-side N        pixels; default: the model's own
  --score S --iou S     thresholds of score (default 0.01) and of suppression (default 0.6)

what to do with it
  --json FILE           everything: protocol, twelve numbers, per class, times, all detections
  --write-card          put the figures into public/models/ID/card.json: by default those of every suite
                        and the calibration on test; with --images those on real photographs

or, without a detector, the twelve numbers of files in COCO's formats, as pycocotools gives them:
  --ground-truth FILE --detections FILE [--iou-type bbox|segm] [--json FILE]
`.replace('ADAPTERS', adapters.join(', '));

/** The command line cannot be followed; the message says why. */
export class OptionError extends Error {}

export interface EvaluateOptions {
  readonly modelId: string;
  readonly weights: string | undefined;
  /** Empty: `images` and `annotations` are given. */
  readonly suites: readonly string[];
  readonly images: string | undefined;
  readonly annotations: string | undefined;
  readonly limit: number | undefined;
  readonly adapter: AdapterName;
  readonly runtime: RuntimeChoice;
  readonly inputSide: number | undefined;
  readonly scoreThreshold: number | undefined;
  readonly iouThreshold: number | undefined;
  readonly json: string | undefined;
  readonly writesCard: boolean;
}

/** undefined for `--help`. Throws OptionError. `suiteNames`: those of this copy, in order. */
export function readOptions(
  argv: readonly string[],
  suiteNames: readonly string[],
): EvaluateOptions | undefined {
  const { values } = parseArgs({
    args: [...argv],
    options: {
      help: { type: 'boolean', short: 'h' },
      model: { type: 'string' },
      weights: { type: 'string' },
      suite: { type: 'string', multiple: true },
      images: { type: 'string' },
      annotations: { type: 'string' },
      limit: { type: 'string' },
      adapter: { type: 'string' },
      runtime: { type: 'string' },
      backend: { type: 'string' },
      threads: { type: 'string' },
      'input-side': { type: 'string' },
      score: { type: 'string' },
      iou: { type: 'string' },
      json: { type: 'string' },
      'write-card': { type: 'boolean' },
    },
  });
  if (values.help === true) return undefined;
  const { model, weights, images, annotations } = values;
  if (model === undefined || !/^[\w-]+$/.test(model)) {
    throw new OptionError(
      `--model must name a model in letters, digits and dashes; got ${model ?? 'nothing'}.\n\n${usage}`,
    );
  }
  if ((images === undefined) !== (annotations === undefined)) {
    throw new OptionError('--images and --annotations go together: a folder and its COCO file.');
  }
  if (images !== undefined && values.suite !== undefined) {
    throw new OptionError('--suite and --images exclude each other: run the command twice.');
  }
  const writesCard = values['write-card'] === true;
  const changed = (['limit', 'input-side', 'score', 'iou'] as const).filter(
    (name) => values[name] !== undefined,
  );
  if (writesCard && changed.length > 0) {
    throw new OptionError(
      `--write-card takes whole sets under the standard protocol: leave out --${changed.join(', --')}.`,
    );
  }
  const asked = values.suite?.flatMap((names) => names.split(',')) ?? [writesCard ? 'all' : 'test'];
  const adapter = adapterOf(model, values.adapter, values.runtime, weights !== undefined);
  return {
    modelId: model,
    weights,
    suites: images === undefined ? suitesOf(asked, suiteNames) : [],
    images,
    annotations,
    limit: whole('--limit', values.limit, 1),
    adapter,
    runtime: runtimeOf(
      adapter,
      values.runtime,
      values.backend,
      whole('--threads', values.threads, 1),
    ),
    inputSide: whole('--input-side', values['input-side'], 1),
    scoreThreshold: share('--score', values.score),
    iouThreshold: share('--iou', values.iou),
    json: values.json,
    writesCard,
  };
}

function suitesOf(asked: readonly string[], known: readonly string[]): readonly string[] {
  if (asked.includes('all')) return known;
  const unknown = asked.filter((name) => !known.includes(name));
  if (unknown.length > 0) {
    throw new OptionError(
      `No suite is called ${unknown.join(', ')}. Suites: ${known.join(', ')}, or all.`,
    );
  }
  return asked;
}

function adapterOf(
  model: string,
  asked: string | undefined,
  runtime: string | undefined,
  hasWeights: boolean,
): AdapterName {
  if (asked !== undefined) return oneOf('--adapter', asked, adapters);
  switch (model) {
    case 'yolo-tiny':
      return 'yolo-tiny';
    case 'ssd-lite':
      return runtime === 'tfjs' ? 'ssd-graph' : 'ssd-onnx';
    case 'yolox-nano':
      return 'yolox';
    case 'coco-ssd':
      return 'ssd-graph';
    default:
      if (hasWeights) return 'custom-onnx';
      throw new OptionError(
        `No model is called ${model}. Models: yolo-tiny, ssd-lite, yolox-nano, coco-ssd; for your own ONNX file add --weights FILE.`,
      );
  }
}

function runtimeOf(
  adapter: AdapterName,
  askedRuntime: string | undefined,
  askedBackend: string | undefined,
  threads = 1,
): RuntimeChoice {
  const needed = adapter === 'coco-ssd' || adapter === 'ssd-graph' ? 'tfjs' : 'ort';
  const runtime = oneOf('--runtime', askedRuntime ?? needed, ['ort', 'tfjs']);
  if (runtime !== needed) {
    throw new OptionError(`The adapter ${adapter} runs on ${needed}, not on ${runtime}.`);
  }
  const backend = askedBackend ?? 'wasm';
  return runtime === 'ort'
    ? { runtime, backend: oneOf('--backend', backend, ['wasm', 'webgpu']), threads }
    : { runtime, backend: oneOf('--backend', backend, ['wasm', 'cpu', 'webgl', 'webgpu']) };
}

function oneOf<const T extends string>(option: string, got: string, known: readonly T[]): T {
  const found = known.find((name) => name === got);
  if (found === undefined) {
    throw new OptionError(`${option} must be one of ${known.join(', ')}; got ${got}.`);
  }
  return found;
}

function whole(option: string, got: string | undefined, least: number): number | undefined {
  if (got === undefined) return undefined;
  const value = Number(got);
  if (!Number.isInteger(value) || value < least) {
    throw new OptionError(`${option} must be a whole number from ${least}; got ${got}.`);
  }
  return value;
}

function share(option: string, got: string | undefined): number | undefined {
  if (got === undefined) return undefined;
  const value = Number(got);
  if (!(got.trim() !== '' && value >= 0 && value <= 1)) {
    throw new OptionError(`${option} must be a number from 0 to 1; got ${got}.`);
  }
  return value;
}
