import { type GgufTensor } from './gguf-file.js';

/** The values of a block of Q8_0, and its bytes: a scale in half precision, and 32 whole numbers. */
const blockValues = 32;
const blockBytes = 34;

/** Converts the values of a tensor to single precision, in their order. */
export function dequantize({ type, bytes }: GgufTensor): Float32Array {
  if (type === 0) return Float32Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
  if (type === 1)
    return Float32Array.from({ length: bytes.length / 2 }, (_, index) => fromHalf(bytes.readUInt16LE(index * 2)));
  const values = new Float32Array((bytes.length / blockBytes) * blockValues);
  const numbers = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let block = 0, start = 0; start < bytes.length; block += 1, start += blockBytes) {
    const scale = fromHalf(bytes.readUInt16LE(start));
    for (let index = 0; index < blockValues; index += 1) {
      values[block * blockValues + index] = scale * (numbers[start + 2 + index] ?? 0);
    }
  }
  return values;
}

/** A matrix of whole numbers, with a factor for each row. */
export interface RowQuantized {
  readonly numbers: Int8Array;
  readonly scales: Float32Array;
}

/** Reads a matrix of Q8_0 whose blocks have the same scale in a row, as it is stored. Undefined for another one. */
export function readRowQuantized({
  type,
  dimensions: [columns = 0, rows = 1],
  bytes,
}: GgufTensor): RowQuantized | undefined {
  if (type !== 8) return undefined;
  const stored = new Int8Array(bytes.buffer, bytes.byteOffset, bytes.length);
  const numbers = new Int8Array(rows * columns);
  const scales = new Float32Array(rows);
  const blocksOfRow = columns / blockValues;
  for (let block = 0, start = 0; start < bytes.length; block += 1, start += blockBytes) {
    const row = Math.floor(block / blocksOfRow);
    const scale = fromHalf(bytes.readUInt16LE(start));
    if (block % blocksOfRow === 0) scales[row] = scale;
    else if (scale !== scales[row]) return undefined;
    numbers.set(stored.subarray(start + 2, start + blockBytes), block * blockValues);
  }
  return { numbers, scales };
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
