/** Bytes in pieces, so that large tensors are copied once. */
type Pieces = readonly Uint8Array[];

/** A value of an attribute of a node. */
export type OnnxAttribute =
  | { readonly int: number }
  | { readonly float: number }
  | { readonly ints: readonly number[] }
  | { readonly text: string };

/** The types of tensors, by their numbers in ONNX. */
export const onnxType = { float: 1, uint8: 2, int8: 3, int64: 7 } as const;

/** The versions of the format and of the operators: both are read by every onnxruntime since 1.17. */
const formatVersion = 9;
const operatorVersion = 20;

/** The operators that are onnxruntime's own. Each is read since 1.17, too. */
const ownOperators = new Set(['MatMulNBits']);
const ownDomain = 'com.microsoft';

/** Collects the nodes and constants of an ONNX model, and encodes it (https://github.com/onnx/onnx/blob/main/onnx/onnx.proto). */
export class OnnxWriter {
  readonly #nodes: Pieces[] = [];
  readonly #constants: Pieces[] = [];
  #count = 0;

  /** Adds a node with one output. @returns the name of its output. */
  add(operator: string, inputs: readonly string[], attributes: Readonly<Record<string, OnnxAttribute>> = {}): string {
    const output = `value${this.#count++}`;
    this.#nodes.push([
      ...inputs.flatMap((name) => text(1, name)),
      ...text(2, output),
      ...text(4, operator),
      ...Object.entries(attributes).flatMap(([name, value]) => message(5, encodeAttribute(name, value))),
      ...(ownOperators.has(operator) ? text(7, ownDomain) : []),
    ]);
    return output;
  }

  /** Adds a constant. @returns its name. */
  constant(values: Float32Array | Uint8Array | Int8Array | BigInt64Array, shape: readonly number[]): string {
    const name = `constant${this.#count++}`;
    this.#constants.push([
      ...shape.flatMap((length) => whole(1, length)),
      ...whole(2, toType(values)),
      ...text(8, name),
      ...message(9, [new Uint8Array(values.buffer, values.byteOffset, values.byteLength)]),
    ]);
    return name;
  }

  /** Encodes the model. All dimensions of inputs and outputs are free. */
  encode(
    inputs: Readonly<Record<string, { readonly type: number; readonly rank: number }>>,
    output: { readonly name: string; readonly rank: number },
  ): Buffer {
    const graph = [
      ...this.#nodes.flatMap((node) => message(1, node)),
      ...text(2, 'encoder'),
      ...this.#constants.flatMap((constant) => message(5, constant)),
      ...Object.entries(inputs).flatMap(([name, { type, rank }]) => message(11, encodeValue(name, type, rank))),
      ...message(12, encodeValue(output.name, onnxType.float, output.rank)),
    ];
    const versions = [...message(8, whole(2, operatorVersion)), ...message(8, [...text(1, ownDomain), ...whole(2, 1)])];
    const model = [...whole(1, formatVersion), ...message(7, graph), ...versions];
    return Buffer.concat(model);
  }
}

function toType(values: Float32Array | Uint8Array | Int8Array | BigInt64Array): number {
  if (values instanceof Float32Array) return onnxType.float;
  if (values instanceof BigInt64Array) return onnxType.int64;
  return values instanceof Int8Array ? onnxType.int8 : onnxType.uint8;
}

function encodeAttribute(name: string, value: OnnxAttribute): Pieces {
  const types = { float: 1, int: 2, text: 3, ints: 7 };
  if ('int' in value) return [...text(1, name), ...whole(3, value.int), ...whole(20, types.int)];
  if ('text' in value) return [...text(1, name), ...text(4, value.text), ...whole(20, types.text)];
  if ('ints' in value)
    return [...text(1, name), ...value.ints.flatMap((one) => whole(8, one)), ...whole(20, types.ints)];
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value.float);
  return [...text(1, name), varint((2 << 3) | 5), bytes, ...whole(20, types.float)];
}

function encodeValue(name: string, type: number, rank: number): Pieces {
  const dimensions = Array.from({ length: rank }, (_, index) => message(1, text(2, `${name}${index}`))).flat();
  const tensor = [...whole(1, type), ...message(2, dimensions)];
  return [...text(1, name), ...message(2, message(1, tensor))];
}

/** Encodes a field of protobuf that holds bytes or another message. */
function message(field: number, pieces: Pieces): Pieces {
  const length = pieces.reduce((sum, piece) => sum + piece.length, 0);
  return [varint((field << 3) | 2), varint(length), ...pieces];
}

function text(field: number, value: string): Pieces {
  return message(field, [Buffer.from(value)]);
}

function whole(field: number, value: number): Pieces {
  return [varint(field << 3), varint(value)];
}

function varint(value: number): Uint8Array {
  const bytes: number[] = [];
  // Negative numbers are written as their 64 bits.
  let left = BigInt.asUintN(64, BigInt(value));
  for (; left > 0x7fn; left >>= 7n) bytes.push(Number(left & 0x7fn) | 0x80);
  bytes.push(Number(left));
  return Uint8Array.from(bytes);
}
