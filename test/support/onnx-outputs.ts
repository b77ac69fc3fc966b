// Makes inner tensors of an ONNX file visible. Protocol buffers merge: where a message occurs twice, repeated fields
// of the second are appended to the first. So a second `graph` that holds nothing but outputs, written after the
// file's bytes, adds outputs to the graph without anything being parsed.
// Field numbers from onnx.proto: ModelProto.graph = 7, GraphProto.output = 12, ValueInfoProto.name = 1.

/** The bytes of the same model with further outputs. Names that are outputs already must not be repeated. */
export function withOutputs(
  onnx: Uint8Array<ArrayBuffer>,
  names: readonly string[],
): Uint8Array<ArrayBuffer> {
  const outputs = names.flatMap((name) =>
    message(12, message(1, [...new TextEncoder().encode(name)])),
  );
  const added = message(7, outputs);
  const merged = new Uint8Array(onnx.length + added.length);
  merged.set(onnx);
  merged.set(added, onnx.length);
  return merged;
}

/** One length-delimited field. */
function message(field: number, content: readonly number[]): number[] {
  return [...varint(field * 8 + 2), ...varint(content.length), ...content];
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
}
