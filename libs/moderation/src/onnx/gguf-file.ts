/** A value of a GGUF header. Whole numbers of 64 bits become numbers. */
export type GgufValue = number | string | boolean | readonly GgufValue[];

/** A tensor of a GGUF file. Its bytes share memory with the file. */
export interface GgufTensor {
  /** The innermost dimension first. */
  readonly dimensions: readonly number[];
  /** The number of its type, such as 0 for F32. */
  readonly type: number;
  readonly bytes: Buffer;
}

/** The content of a GGUF file. */
export interface GgufFile {
  readonly metadata: ReadonlyMap<string, GgufValue>;
  readonly tensors: ReadonlyMap<string, GgufTensor>;
}

/** The numbers of the types of tensors that are read, with their values and bytes in a block. */
export const tensorTypes = {
  F32: { id: 0, values: 1, bytes: 4 },
  F16: { id: 1, values: 1, bytes: 2 },
  Q4_0: { id: 2, values: 32, bytes: 18 },
  Q8_0: { id: 8, values: 32, bytes: 34 },
} as const;

/** The most dimensions of a tensor in ggml. */
const maximumDimensions = 4;

const stringType = 8;
const arrayType = 9;

const cutOff = 'its header is cut off';

/**
 * Reads a GGUF file, version 2 or 3, little endian (https://github.com/ggml-org/ggml/blob/master/docs/gguf.md).
 * @throws {RangeError} when it is none, is cut off, or has a tensor of a type or form that is not read.
 */
export function readGguf(file: Buffer): GgufFile {
  const reader = new Reader(file);
  if (file.subarray(0, 4).toString('latin1') !== 'GGUF') throw new RangeError('it is no GGUF file');
  reader.offset = 4;
  const version = reader.uint32();
  if (version < 2 || version > 3) throw new RangeError(`it has version ${version} of GGUF, and 2 and 3 are read`);
  const tensorCount = reader.count();
  const metadata = new Map<string, GgufValue>();
  for (let left = reader.count(); left > 0; left -= 1) metadata.set(reader.string(), reader.value(reader.uint32()));
  const descriptions = Array.from({ length: tensorCount }, () => ({
    name: reader.string(),
    dimensions: reader.dimensions(),
    type: reader.uint32(),
    offset: reader.uint64(),
  }));
  const alignment = readAlignment(metadata);
  const dataStart = Math.ceil(reader.offset / alignment) * alignment;
  const tensors = new Map<string, GgufTensor>();
  for (const { name, dimensions, type, offset } of descriptions) {
    const start = dataStart + offset;
    const end = start + byteLength(name, dimensions, type);
    if (end > file.length)
      throw new RangeError(`it is cut off: it has ${file.length} bytes, and ${name} ends at ${end}`);
    tensors.set(name, { dimensions, type, bytes: file.subarray(start, end) });
  }
  return { metadata, tensors };
}

function readAlignment(metadata: GgufFile['metadata']): number {
  const alignment = metadata.get('general.alignment') ?? 32;
  if (typeof alignment === 'number' && Number.isInteger(alignment) && alignment > 0) return alignment;
  throw new RangeError('its general.alignment is no whole number above 0');
}

function byteLength(name: string, dimensions: readonly number[], type: number): number {
  const block = Object.values(tensorTypes).find(({ id }) => id === type);
  if (block === undefined) {
    const known = Object.keys(tensorTypes).join(', ');
    throw new RangeError(`its tensor ${name} has type ${type}, and only ${known} are read`);
  }
  const isRead =
    dimensions.length > 0 && dimensions.every((length) => length > 0) && (dimensions[0] ?? 0) % block.values === 0;
  if (!isRead) throw new RangeError(`its tensor ${name} has the dimensions ${dimensions.join(' × ')}`);
  return (dimensions.reduce((product, length) => product * length, 1) / block.values) * block.bytes;
}

/** Reads values one after another. Reading beyond the end throws a RangeError of Node. */
class Reader {
  offset = 0;
  readonly #file: Buffer;

  constructor(file: Buffer) {
    this.#file = file;
  }

  uint32(): number {
    return this.#file.readUInt32LE(this.#take(4));
  }

  uint64(): number {
    return Number(this.#file.readBigUInt64LE(this.#take(8)));
  }

  /** Reads how many values follow. Each takes a byte or more, so a damaged number takes no memory. */
  count(): number {
    const count = this.uint64();
    if (count > this.#file.length - this.offset) throw new RangeError(cutOff);
    return count;
  }

  dimensions(): readonly number[] {
    const length = this.uint32();
    if (length > maximumDimensions) throw new RangeError(`its header has a tensor of ${length} dimensions`);
    return Array.from({ length }, () => this.uint64());
  }

  string(): string {
    const length = this.uint64();
    const start = this.#take(length);
    return this.#file.toString('utf8', start, start + length);
  }

  value(type: number): GgufValue {
    if (type === stringType) return this.string();
    if (type !== arrayType) return this.#number(type);
    const elementType = this.uint32();
    return Array.from({ length: this.count() }, () => this.value(elementType));
  }

  #number(type: number): number | boolean {
    const file = this.#file;
    switch (type) {
      case 0:
        return file.readUInt8(this.#take(1));
      case 1:
        return file.readInt8(this.#take(1));
      case 2:
        return file.readUInt16LE(this.#take(2));
      case 3:
        return file.readInt16LE(this.#take(2));
      case 4:
        return this.uint32();
      case 5:
        return file.readInt32LE(this.#take(4));
      case 6:
        return file.readFloatLE(this.#take(4));
      case 7:
        return file.readUInt8(this.#take(1)) !== 0;
      case 10:
        return this.uint64();
      case 11:
        return Number(file.readBigInt64LE(this.#take(8)));
      case 12:
        return file.readDoubleLE(this.#take(8));
      default:
        throw new RangeError(`its header has a value of the unknown type ${type}`);
    }
  }

  #take(bytes: number): number {
    const start = this.offset;
    this.offset += bytes;
    if (this.offset > this.#file.length) throw new RangeError(cutOff);
    return start;
  }
}
