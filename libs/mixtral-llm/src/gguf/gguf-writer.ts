import { open } from 'node:fs/promises';
import { ensureWholeBlocks, type GgmlType, tensorByteLength } from './ggml-type.js';

/** Default `general.alignment` of the format, in bytes: the data of each tensor begins at a multiple of it. */
const alignment = 32;

/** Lists the value types of the GGUF format, version 3. */
const valueType = { uint32: 4, int32: 5, float32: 6, boolean: 7, string: 8, array: 9 } as const;

/** Holds one value of the header with its type, since the format has many number types. */
export type GgufValue =
  | { readonly uint32: number }
  | { readonly float32: number }
  | { readonly boolean: boolean }
  | { readonly string: string }
  | { readonly strings: readonly string[] }
  | { readonly float32s: readonly number[] }
  | { readonly int32s: readonly number[] };

/** Describes a tensor to write. */
export interface GgufTensor {
  readonly name: string;
  /** The innermost dimension first. */
  readonly dimensions: readonly number[];
  readonly type: GgmlType;
  /** Makes the bytes, in pieces, when they are written. Default: zeros, as a sparse hole that takes no room on the disk. */
  readonly data?: () => Iterable<Uint8Array>;
}

/**
 * Writes a GGUF file, version 3, little endian (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md). Tensors are
 * streamed, so only one piece at a time is in memory.
 *
 * @throws RangeError when a row of a tensor does not fill whole blocks of its type
 */
export async function writeGguf(
  path: string,
  metadata: Readonly<Record<string, GgufValue>>,
  tensors: readonly GgufTensor[],
): Promise<void> {
  const header = encodeHeader(metadata, tensors);
  // Opened to append: each write goes to the end of the file, which `truncate` moves.
  const file = await open(path, 'a');
  try {
    await file.truncate();
    await file.appendFile(header);
    let end = toAligned(header.length);
    for (const tensor of tensors) {
      const start = end;
      end += toAligned(tensorByteLength(tensor));
      if (!tensor.data) continue;
      // A gap before the tensor becomes padding or a hole.
      await file.truncate(start);
      for (const piece of tensor.data()) await file.appendFile(piece);
    }
    await file.truncate(end);
  } finally {
    await file.close();
  }
}

function toAligned(length: number): number {
  return Math.ceil(length / alignment) * alignment;
}

function encodeHeader(metadata: Readonly<Record<string, GgufValue>>, tensors: readonly GgufTensor[]): Buffer {
  const entries = Object.entries(metadata);
  const parts = [Buffer.from('GGUF'), uint32(3), uint64(tensors.length), uint64(entries.length)];
  for (const [key, value] of entries) parts.push(string(key), ...encodeValue(value));
  let offset = 0;
  for (const tensor of tensors) {
    ensureWholeBlocks(tensor);
    const { name, dimensions, type } = tensor;
    parts.push(string(name), uint32(dimensions.length), ...dimensions.map(uint64), uint32(type), uint64(offset));
    offset += toAligned(tensorByteLength(tensor));
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
