/**
 * Writes small ONNX files by hand, without weights that compute: enough for reading what a file says of itself. Field
 * numbers from onnx.proto3.
 */

export interface TensorSpec {
  readonly name: string;
  /** A text is a size chosen at run time. Undefined: no shape is written. */
  readonly dims?: readonly (number | string)[];
  /** TensorProto.DataType; 1 is float32. */
  readonly elementType?: number;
}

export interface OnnxSpec {
  readonly inputs?: readonly TensorSpec[];
  readonly outputs?: readonly TensorSpec[];
  readonly nodes?: readonly { readonly kind: string; readonly output: string }[];
  readonly initialisers?: readonly {
    readonly name: string;
    readonly dims: readonly number[];
    readonly bytes?: number;
    readonly isElsewhere?: boolean;
  }[];
  readonly metadata?: Readonly<Record<string, string>>;
  readonly opset?: number;
}

export function onnxBytes({
  inputs = [{ name: 'images', dims: [1, 3, 640, 640] }],
  outputs = [],
  nodes = [],
  initialisers = [],
  metadata = {},
  opset = 17,
}: OnnxSpec): Uint8Array<ArrayBuffer> {
  const graph = [
    ...nodes.map(({ kind, output }) => message(1, [text(2, output), text(4, kind)])),
    ...initialisers.map(({ name, dims, bytes = 0, isElsewhere = false }) =>
      message(5, [
        message(1, [dims.flatMap(varint)]), // packed
        number(2, 1),
        text(8, name),
        message(9, [Array.from({ length: bytes }, () => 0)]),
        ...(isElsewhere ? [number(14, 1)] : []),
      ]),
    ),
    ...inputs.map((tensor) => message(11, valueInfo(tensor))),
    ...outputs.map((tensor) => message(12, valueInfo(tensor))),
  ];
  return Uint8Array.from(
    [
      number(1, 8),
      text(2, 'writer'),
      text(3, '1.0'),
      message(7, graph),
      message(8, [text(1, ''), number(2, opset)]),
      ...Object.entries(metadata).map(([key, note]) => message(14, [text(1, key), text(2, note)])),
    ].flat(),
  );
}

function valueInfo({ name, dims, elementType = 1 }: TensorSpec): number[][] {
  const shape = dims?.map((size) =>
    message(1, [typeof size === 'number' ? number(1, size) : text(2, size)]),
  );
  const tensor = [number(1, elementType), ...(shape ? [message(2, shape)] : [])];
  return [text(1, name), message(2, [message(1, tensor)])];
}

export function message(field: number, parts: readonly (readonly number[])[]): number[] {
  const content = parts.flat();
  return [...varint(field * 8 + 2), ...varint(content.length), ...content];
}

function text(field: number, value: string): number[] {
  return message(field, [[...new TextEncoder().encode(value)]]);
}

function number(field: number, value: number): number[] {
  return [...varint(field * 8), ...varint(value)];
}

export function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
