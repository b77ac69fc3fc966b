/**
 * What an ONNX file says of itself: inputs and outputs, kinds of layers, size, and the notes that its exporter left. From
 * onnx.proto3 (https://github.com/onnx/onnx): ModelProto, GraphProto, ValueInfoProto, TensorProto. Weights are
 * counted, not read; running the model is the runtime's business.
 */
import { DetectError } from '../types';
import { expectOnnxLike } from './foreign-file';
import { broken, ProtobufFile, type Span } from './protobuf';

export interface OnnxTensor {
  readonly name: string;
  /** "float32"; "unknown" where the file names none that we know. */
  readonly elementType: string;
  /** Sizes; a name for one that is chosen at run time. Undefined: the file does not tell. */
  readonly dims: readonly (number | string)[] | undefined;
}

export interface OnnxSummary {
  readonly bytes: number;
  readonly irVersion: number;
  /** Of the standard operators. */
  readonly opset: number;
  /** "pytorch 2.1". */
  readonly producer: string;
  /** Without initialisers, which old files list as inputs too. */
  readonly inputs: readonly OnnxTensor[];
  readonly outputs: readonly OnnxTensor[];
  /** Which layer makes an output. */
  readonly madeBy: ReadonlyMap<string, string>;
  /** How often each kind of layer occurs. */
  readonly layers: ReadonlyMap<string, number>;
  /** Values in all initialisers: weights and other constants. */
  readonly parameters: number;
  readonly metadata: ReadonlyMap<string, string>;
}

/** Longer names and notes than any exporter writes. */
const longestName = 4096;
const longestNote = 1 << 20;
const mostDims = 16;
/** In the whole file: about ten for each layer, five for each weight. The largest detectors have some tens of thousands. */
const mostFields = 200_000;

/** Reads the file's description. Throws DetectError 'model-broken' or 'model-unsupported' with what to do. */
export function readOnnxFile(bytes: Uint8Array): OnnxSummary {
  expectOnnxLike(bytes);
  let irVersion = 0;
  let opset = 0;
  const graphs: Span[] = []; // protobuf merges a message that occurs twice
  const producer: string[] = [];
  const metadata = new Map<string, string>();
  const file = new ProtobufFile(bytes, mostFields);
  for (const { number, value, span, isSpan } of file.fieldsOf(file.whole)) {
    if (number === 1 && !isSpan) irVersion = value;
    else if ((number === 2 || number === 3) && isSpan) {
      producer.push(file.textOf(span, longestName));
    } else if (number === 7 && isSpan) graphs.push(span);
    else if (number === 8 && isSpan) opset = Math.max(opset, standardOpset(file, span));
    else if (number === 14 && isSpan) {
      const [key = '', note = ''] = pairOf(file, span);
      metadata.set(key, note);
    }
  }
  if (graphs.length === 0 || opset === 0) {
    throw new DetectError(
      'model-broken',
      `The file holds ${graphs.length > 0 ? 'no version of the operators' : 'no graph'}, so it is no complete ONNX model. Export it again.`,
    );
  }
  return {
    bytes: bytes.length,
    irVersion,
    opset,
    producer: producer.join(' ').trim(),
    metadata,
    ...readGraph(file, graphs),
  };
}

type GraphParts = Pick<OnnxSummary, 'inputs' | 'outputs' | 'madeBy' | 'layers' | 'parameters'>;

function readGraph(file: ProtobufFile, graphs: readonly Span[]): GraphParts {
  const inputs: OnnxTensor[] = [];
  const outputs: OnnxTensor[] = [];
  const initialisers = new Set<string>();
  const layers = new Map<string, number>();
  const makers = new Map<string, string>();
  let parameters = 0;
  for (const graph of graphs) {
    for (const { number, span, isSpan } of file.fieldsOf(graph)) {
      if (!isSpan) continue;
      if (number === 1) {
        const { kind, made } = readNode(file, span);
        layers.set(kind, (layers.get(kind) ?? 0) + 1);
        for (const name of made) makers.set(name, kind);
      } else if (number === 5) {
        const { name, values } = readInitialiser(file, span);
        initialisers.add(name);
        parameters += values;
      } else if (number === 11) inputs.push(readValueInfo(file, span));
      else if (number === 12) outputs.push(readValueInfo(file, span));
    }
  }
  return {
    inputs: inputs.filter(({ name }) => !initialisers.has(name)),
    outputs,
    layers,
    parameters,
    madeBy: new Map(outputs.map(({ name }) => [name, makers.get(name) ?? ''])),
  };
}

/** OperatorSetIdProto: domain 1, version 2. 0 for other than the standard domain. */
function standardOpset(file: ProtobufFile, span: Span): number {
  let domain = '';
  let version = 0;
  for (const field of file.fieldsOf(span)) {
    if (field.number === 1 && field.isSpan) domain = file.textOf(field.span, longestName);
    else if (field.number === 2) version = field.value;
  }
  return domain === '' || domain === 'ai.onnx' ? version : 0;
}

/** StringStringEntryProto: key 1, value 2. */
function pairOf(file: ProtobufFile, span: Span): string[] {
  const pair: string[] = [];
  for (const field of file.fieldsOf(span)) {
    if (field.isSpan && (field.number === 1 || field.number === 2)) {
      pair[field.number - 1] = file.textOf(field.span, longestNote);
    }
  }
  return pair;
}

/** NodeProto: outputs 2, op_type 4. Attributes, and with them graphs in graphs, are passed over. */
function readNode(file: ProtobufFile, span: Span): { kind: string; made: string[] } {
  let kind = '';
  const made: string[] = [];
  for (const field of file.fieldsOf(span)) {
    if (!field.isSpan) continue;
    if (field.number === 2) made.push(file.textOf(field.span, longestName));
    else if (field.number === 4) kind = file.textOf(field.span, longestName);
  }
  return { kind, made };
}

/** TensorProto: dims 1, name 8, data_location 14 (1: in another file). */
function readInitialiser(file: ProtobufFile, span: Span): { name: string; values: number } {
  let name = '';
  const dims: number[] = [];
  for (const field of file.fieldsOf(span)) {
    if (field.number === 1) {
      dims.push(...file.numbersOf(field, mostDims));
      if (dims.length > mostDims) throw broken(span.from);
    } else if (field.number === 8 && field.isSpan) name = file.textOf(field.span, longestName);
    else if (field.number === 14 && field.value === 1) {
      throw new DetectError(
        'model-unsupported',
        `The weights (“${name || 'unnamed'}”) lie in a second file beside this one. Export the model into a single .onnx file (save_as_external_data off).`,
      );
    }
  }
  const values = dims.reduce((product, size) => product * size, 1);
  const mostValues = 8 * (span.to - span.from); // a value takes at least a bit
  if (dims.some((size) => size < 0) || values > mostValues) {
    throw new DetectError(
      'model-broken',
      `The weights “${name}” say they hold ${dims.join(' × ')} values in ${span.to - span.from} bytes. The file is damaged: download or export it again.`,
    );
  }
  return { name, values };
}

/** ValueInfoProto: name 1, type 2 { tensor_type 1 { elem_type 1, shape 2 } }. */
function readValueInfo(file: ProtobufFile, span: Span): OnnxTensor {
  let name = '';
  let elementType = 0;
  let dims: (number | string)[] | undefined;
  for (const field of file.fieldsOf(span)) {
    if (!field.isSpan) continue;
    if (field.number === 1) name = file.textOf(field.span, longestName);
    if (field.number !== 2) continue;
    for (const type of file.fieldsOf(field.span)) {
      if (type.number !== 1 || !type.isSpan) continue; // sequences and maps
      for (const tensor of file.fieldsOf(type.span)) {
        if (tensor.number === 1 && !tensor.isSpan) elementType = tensor.value;
        else if (tensor.number === 2 && tensor.isSpan) dims = readShape(file, tensor.span);
      }
    }
  }
  return { name, elementType: elementTypes.get(elementType) ?? 'unknown', dims };
}

/** TensorShapeProto: dim 1 { dim_value 1, dim_param 2 }. A size that is neither is chosen at run time. */
function readShape(file: ProtobufFile, span: Span): (number | string)[] {
  const dims: (number | string)[] = [];
  for (const field of file.fieldsOf(span)) {
    if (field.number !== 1 || !field.isSpan) continue;
    let size: number | string = '?';
    for (const dim of file.fieldsOf(field.span)) {
      if (dim.number === 1 && !dim.isSpan) size = dim.value >= 0 ? dim.value : '?';
      else if (dim.number === 2 && dim.isSpan) size = file.textOf(dim.span, longestName) || '?';
    }
    dims.push(size);
    if (dims.length > mostDims) throw broken(field.span.from);
  }
  return dims;
}

/** TensorProto.DataType, as far as detectors use it. */
const elementTypes: ReadonlyMap<number, string> = new Map([
  [1, 'float32'],
  [2, 'uint8'],
  [3, 'int8'],
  [6, 'int32'],
  [7, 'int64'],
  [9, 'bool'],
  [10, 'float16'],
  [11, 'float64'],
  [16, 'bfloat16'],
]);
