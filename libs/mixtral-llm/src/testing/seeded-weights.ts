/** Values in a block of Q8_0. The block starts with their common scale, in half precision. */
const blockSize = 32;
const scaleBytes = 2;
const blockBytes = scaleBytes + blockSize;
/** Blocks in one piece of about 1 MB. */
const blocksPerPiece = 30_000;
/** Standard deviation of uniform bytes, −128 to 127. */
const byteDeviation = 74;

/**
 * Makes uniform random weights in Q8_0, the same for the same seed.
 *
 * @param values number of weights, a multiple of 32
 * @param deviation approximate standard deviation of the weights
 */
export function* q8Weights(values: number, seed: number, deviation: number): Generator<Uint8Array, void> {
  const random = xorshift32(seed);
  const scale = toHalfPrecision(deviation / byteDeviation);
  for (let left = values / blockSize; left > 0;) {
    const blocks = Math.min(left, blocksPerPiece);
    const piece = new Uint8Array(blocks * blockBytes);
    const view = new DataView(piece.buffer);
    for (let block = 0; block < piece.length; block += blockBytes) {
      view.setUint16(block, scale, true);
      for (let offset = scaleBytes; offset < blockBytes; offset += 4) view.setUint32(block + offset, random(), true);
    }
    yield piece;
    left -= blocks;
  }
}

/** Makes ones in single precision, the neutral weights of a normalisation. */
export function ones(values: number): Uint8Array {
  return new Uint8Array(new Float32Array(values).fill(1).buffer);
}

/** Makes uniform random weights in single precision, the same for the same seed. @param deviation standard deviation */
export function f32Weights(values: number, seed: number, deviation: number): Uint8Array {
  const random = xorshift32(seed);
  const width = deviation * Math.sqrt(12);
  return new Uint8Array(Float32Array.from({ length: values }, () => (random() / 2 ** 32 - 0.5) * width).buffer);
}

/** Creates Marsaglia's xorshift generator, which returns 32 random bits with each call. */
function xorshift32(seed: number): () => number {
  // A state of zero would stay zero.
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** Converts a positive normal number to half precision. */
function toHalfPrecision(value: number): number {
  const exponent = Math.floor(Math.log2(value));
  if (exponent < -14) throw new RangeError(`${value} is too small for a normal number in half precision.`);
  const mantissa = Math.round((value / 2 ** exponent - 1) * 1024);
  return ((exponent + 15) << 10) + mantissa;
}
