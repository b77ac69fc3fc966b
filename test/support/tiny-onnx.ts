// ONNX files small enough to work out by hand: one picture goes in, outputs are constants, or constants times the
// picture's mean. Field numbers from onnx.proto (ModelProto, GraphProto, NodeProto, TensorProto, ValueInfoProto).

export interface TinyOutput {
  readonly name: string;
  readonly dims: readonly number[];
  /** Row-major. */
  readonly values: ArrayLike<number>;
  /** Multiplied by the mean of the whole input. */
  readonly timesMean?: boolean;
  /** TensorProto.DataType: 1 is float32, 2 uint8. */
  readonly type?: 1 | 2;
}

export interface TinyOnnx {
  readonly outputs: readonly TinyOutput[];
  readonly input?: string;
  /** A text is a size that is chosen at run time. */
  readonly inputDims?: readonly (number | string)[];
  /** TensorProto.DataType: 1 is float32, 2 uint8. */
  readonly inputType?: number;
}

/** The bytes of the file: IR version 8, opset 17. */
export function tinyOnnx({
  outputs,
  input = 'images',
  inputDims = [1, 3, 64, 64],
  inputType = 1,
}: TinyOnnx): Uint8Array<ArrayBuffer> {
  const scaled = outputs.filter(({ timesMean }) => timesMean);
  const mean = node('ReduceMean', [input], 'mean', integer('keepdims', 0));
  const graph = [
    ...(scaled.length > 0 ? field(1, mean) : []),
    ...outputs.flatMap(({ name, timesMean }) =>
      field(
        1,
        timesMean
          ? node('Mul', [`${name}.constant`, 'mean'], name)
          : node('Identity', [`${name}.constant`], name),
      ),
    ),
    ...text(2, 'tiny'),
    ...outputs.flatMap(({ name, dims, values, type = 1 }) =>
      field(5, [
        ...dims.flatMap((dim) => number(1, dim)),
        ...number(2, type),
        ...text(8, `${name}.constant`),
        ...field(9, type === 1 ? bytesOf(values) : Uint8Array.from(values)),
      ]),
    ),
    ...field(11, value(input, inputType, inputDims)),
    ...outputs.flatMap(({ name, dims, type = 1 }) => field(12, value(name, type, dims))),
  ];
  return new Uint8Array([
    ...number(1, 8),
    ...text(2, 'cv-lab-test'),
    ...field(7, graph),
    ...field(8, number(2, 17)),
  ]);
}

function bytesOf(values: ArrayLike<number>): Uint8Array {
  return new Uint8Array(Float32Array.from(values).buffer);
}

function node(
  operator: string,
  inputs: readonly string[],
  output: string,
  attribute: number[] = [],
): number[] {
  return [
    ...inputs.flatMap((name) => text(1, name)),
    ...text(2, output),
    ...text(4, operator),
    ...attribute,
  ];
}

function integer(name: string, content: number): number[] {
  return field(5, [...text(1, name), ...number(3, content), ...number(20, 2)]);
}

function value(name: string, type: number, dims: readonly (number | string)[]): number[] {
  const shape = dims.flatMap((dim) =>
    field(1, typeof dim === 'number' ? number(1, dim) : text(2, dim)),
  );
  return [...text(1, name), ...field(2, field(1, [...number(1, type), ...field(2, shape)]))];
}

/** One length-delimited field. */
function field(tag: number, content: ArrayLike<number>): number[] {
  return [...varint(tag * 8 + 2), ...varint(content.length), ...Array.from(content)];
}

function text(tag: number, content: string): number[] {
  return field(tag, new TextEncoder().encode(content));
}

function number(tag: number, content: number): number[] {
  return [...varint(tag * 8), ...varint(content)];
}

function varint(content: number): number[] {
  return content < 128 ? [content] : [(content % 128) + 128, ...varint(Math.floor(content / 128))];
}
