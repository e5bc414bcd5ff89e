import { type GgufTensor, tensorTypes } from './gguf-file.js';

/** The values that share a scale in the types of whole numbers. */
const blockValues = tensorTypes.Q8_0.values;

/** Reads the values of a tensor that is stored in floating-point numbers. */
export function readFloats({ type, bytes }: GgufTensor): Float32Array {
  if (type === tensorTypes.F32.id)
    return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
  if (type === tensorTypes.F16.id)
    return Float32Array.from({ length: bytes.length / 2 }, (_, index) => fromHalf(bytes.readUInt16LE(index * 2)));
  throw new RangeError(`a tensor has type ${type} where numbers of floating point are wanted`);
}

/** A matrix of whole numbers. Each row has the same number of scales, and as many numbers share each. */
export interface QuantizedMatrix {
  readonly rows: number;
  readonly columns: number;
  readonly numbers: Int8Array;
  readonly scales: Float32Array;
}

/** Reads a matrix of Q8_0 or Q4_0 as it is stored; undefined for another one. Blocks of a row that all have one scale share it. */
export function readQuantized({
  type,
  dimensions: [columns = 0, rows = 1],
  bytes,
}: GgufTensor): QuantizedMatrix | undefined {
  const { Q4_0, Q8_0 } = tensorTypes;
  if (type !== Q4_0.id && type !== Q8_0.id) return undefined;
  const size = type === Q4_0.id ? Q4_0.bytes : Q8_0.bytes;
  const numbers = new Int8Array(rows * columns);
  const scales = new Float32Array(bytes.length / size);
  for (let block = 0; block < scales.length; block += 1) {
    scales[block] = fromHalf(bytes.readUInt16LE(block * size));
    const stored = bytes.subarray(block * size + 2, (block + 1) * size);
    const target = numbers.subarray(block * blockValues);
    if (type === Q8_0.id) target.set(new Int8Array(stored.buffer, stored.byteOffset, stored.length));
    else unpackHalves(stored, target);
  }
  const perRow = columns / blockValues;
  const isShared = scales.every((scale, block) => scale === scales[block - (block % perRow)]);
  return { rows, columns, numbers, scales: isShared ? scales.filter((_, block) => block % perRow === 0) : scales };
}

/** A matrix of whole numbers of 4 bits, as onnxruntime's `MatMulNBits` reads it. */
export interface PackedMatrix {
  readonly rows: number;
  readonly columns: number;
  /** The numbers that share a scale. */
  readonly blockValues: number;
  /** Two numbers in each byte: the first in its lower half. 8 stands for 0. */
  readonly bytes: Uint8Array;
  readonly scales: Float32Array;
}

/** Reads a matrix of Q4_0 without unpacking it; undefined for another one. */
export function readPacked({ type, dimensions: [columns = 0, rows = 1], bytes }: GgufTensor): PackedMatrix | undefined {
  const { Q4_0 } = tensorTypes;
  if (type !== Q4_0.id) return undefined;
  const half = blockValues / 2;
  const scales = new Float32Array(bytes.length / Q4_0.bytes);
  const packed = new Uint8Array(scales.length * half);
  for (let block = 0; block < scales.length; block += 1) {
    const start = block * Q4_0.bytes;
    scales[block] = fromHalf(bytes.readUInt16LE(start));
    for (let index = 0; index < half; index += 1) {
      // A byte of Q4_0 has the numbers at `index` and at `index + 16`. Here neighbours share a byte.
      const lower = (2 * index) % half;
      const shift = 2 * index < half ? 0 : 4;
      const first = ((bytes[start + 2 + lower] ?? 0) >> shift) & 0xf;
      const second = ((bytes[start + 3 + lower] ?? 0) >> shift) & 0xf;
      packed[block * half + index] = first | (second << 4);
    }
  }
  return { rows, columns, blockValues, bytes: packed, scales };
}

/** Unpacks numbers of 4 bits: the first half of a block is in the lower halves of its bytes, and 8 stands for 0. */
function unpackHalves(bytes: Uint8Array, target: Int8Array): void {
  for (const [index, byte] of bytes.entries()) {
    target[index] = (byte & 0xf) - 8;
    target[index + blockValues / 2] = (byte >> 4) - 8;
  }
}

/** Reads a number in half precision (IEEE 754, 16 bits). Node 20 has no `Float16Array`. */
function fromHalf(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 0x1f) return fraction === 0 ? sign * Infinity : NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
