import { open } from 'node:fs/promises';

/** `general.alignment` of the format: tensor data begins at multiples of it. */
const alignment = 32;

/** Value types of the GGUF format, version 3. */
const valueType = { uint32: 4, float32: 6, boolean: 7, string: 8, array: 9, int32: 5 } as const;

/** A value of the header. Numbers need their type, since the format has many. */
export type GgufValue =
  | { readonly uint32: number }
  | { readonly float32: number }
  | { readonly boolean: boolean }
  | { readonly string: string }
  | { readonly strings: readonly string[] }
  | { readonly float32s: readonly number[] }
  | { readonly int32s: readonly number[] };

/** Tensor types of the format. */
export const ggmlType = { f32: 0, q8_0: 8 } as const;

/** A tensor: its shape with the innermost dimension first, and its bytes in pieces, made when they are written. */
export interface GgufTensor {
  readonly name: string;
  readonly dimensions: readonly number[];
  readonly type: (typeof ggmlType)[keyof typeof ggmlType];
  readonly byteLength: number;
  readonly data: () => Iterable<Uint8Array>;
}

/** Writes a GGUF file, version 3, little endian. Tensors are streamed: no more than one piece is held. */
export async function writeGguf(
  path: string,
  metadata: Readonly<Record<string, GgufValue>>,
  tensors: readonly GgufTensor[],
): Promise<void> {
  const file = await open(path, 'w');
  try {
    const header = encodeHeader(metadata, tensors);
    await file.write(header);
    await file.write(padding(header.length));
    for (const tensor of tensors) {
      for (const piece of tensor.data()) await file.write(piece);
      await file.write(padding(tensor.byteLength));
    }
  } finally {
    await file.close();
  }
}

function padding(length: number): Uint8Array {
  return new Uint8Array((alignment - (length % alignment)) % alignment);
}

function encodeHeader(metadata: Readonly<Record<string, GgufValue>>, tensors: readonly GgufTensor[]): Buffer {
  const entries = Object.entries(metadata);
  const parts = [Buffer.from('GGUF'), uint32(3), uint64(tensors.length), uint64(entries.length)];
  for (const [key, value] of entries) parts.push(string(key), ...encodeValue(value));
  let offset = 0;
  for (const { name, dimensions, type, byteLength } of tensors) {
    parts.push(string(name), uint32(dimensions.length), ...dimensions.map(uint64), uint32(type), uint64(offset));
    offset += byteLength + padding(byteLength).length;
  }
  return Buffer.concat(parts);
}

function encodeValue(value: GgufValue): Buffer[] {
  if ('uint32' in value) return [uint32(valueType.uint32), uint32(value.uint32)];
  if ('float32' in value) return [uint32(valueType.float32), float32(value.float32)];
  if ('boolean' in value) return [uint32(valueType.boolean), Buffer.from([value.boolean ? 1 : 0])];
  if ('string' in value) return [uint32(valueType.string), string(value.string)];
  if ('strings' in value) return array(valueType.string, value.strings.map(string));
  if ('float32s' in value) return array(valueType.float32, value.float32s.map(float32));
  return array(valueType.int32, value.int32s.map(int32));
}

function array(type: number, elements: readonly Buffer[]): Buffer[] {
  return [uint32(valueType.array), uint32(type), uint64(elements.length), ...elements];
}

function string(text: string): Buffer {
  const bytes = Buffer.from(text);
  return Buffer.concat([uint64(bytes.length), bytes]);
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
}

function int32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeInt32LE(value);
  return bytes;
}

function uint64(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}

function float32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeFloatLE(value);
  return bytes;
}
