import { open } from 'node:fs/promises';
import { type GgmlType, tensorByteLength } from './ggml-type.js';

/** `general.alignment` of the format: tensor data begins at multiples of it. */
const alignment = 32;

/** Value types of the GGUF format, version 3. */
const valueType = { uint32: 4, int32: 5, float32: 6, boolean: 7, string: 8, array: 9 } as const;

/** A value of the header. Numbers need their type, since the format has many. */
export type GgufValue =
  | { readonly uint32: number }
  | { readonly float32: number }
  | { readonly boolean: boolean }
  | { readonly string: string }
  | { readonly strings: readonly string[] }
  | { readonly float32s: readonly number[] }
  | { readonly int32s: readonly number[] };

/** A tensor of a file that is to be written. */
export interface GgufTensor {
  readonly name: string;
  /** The innermost dimension first. */
  readonly dimensions: readonly number[];
  readonly type: GgmlType;
  /** Its bytes, in pieces that are made when they are written. Absent: zeros, as a hole that takes no room on the disk. */
  readonly data?: () => Iterable<Uint8Array>;
}

/**
 * Writes a GGUF file, version 3, little endian (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md). Tensors are
 * streamed: no more than one piece is held in memory.
 */
export async function writeGguf(
  path: string,
  metadata: Readonly<Record<string, GgufValue>>,
  tensors: readonly GgufTensor[],
): Promise<void> {
  const header = encodeHeader(metadata, tensors);
  // Appending writes at the end, wherever `truncate` has moved it.
  const file = await open(path, 'a');
  try {
    await file.truncate();
    await file.appendFile(header);
    let end = padded(header.length);
    for (const tensor of tensors) {
      const start = end;
      end += padded(tensorByteLength(tensor));
      if (!tensor.data) continue;
      // The gap to the tensor's start, if there is one, becomes padding or a hole.
      await file.truncate(start);
      for (const piece of tensor.data()) await file.appendFile(piece);
    }
    await file.truncate(end);
  } finally {
    await file.close();
  }
}

function padded(length: number): number {
  return Math.ceil(length / alignment) * alignment;
}

function encodeHeader(metadata: Readonly<Record<string, GgufValue>>, tensors: readonly GgufTensor[]): Buffer {
  const entries = Object.entries(metadata);
  const parts = [Buffer.from('GGUF'), uint32(3), uint64(tensors.length), uint64(entries.length)];
  for (const [key, value] of entries) parts.push(string(key), ...encodeValue(value));
  let offset = 0;
  for (const tensor of tensors) {
    const { name, dimensions, type } = tensor;
    parts.push(string(name), uint32(dimensions.length), ...dimensions.map(uint64), uint32(type), uint64(offset));
    offset += padded(tensorByteLength(tensor));
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
