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

/** Transposes a matrix of rows. */
export function transpose(values: Float32Array, rows: number, columns: number): Float32Array {
  const transposed = new Float32Array(values.length);
  for (let row = 0; row < rows; row += 1) {
    for (let column = 0; column < columns; column += 1) {
      transposed[column * rows + row] = values[row * columns + column] ?? 0;
    }
  }
  return transposed;
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
