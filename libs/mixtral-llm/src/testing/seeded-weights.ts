/** Values of a block of Q8_0: they share one scale. */
const blockSize = 32;
const blockBytes = 2 + blockSize;
/** Blocks that are made at once, about 1 MB. */
const blocksPerPiece = 30_000;

/** Bytes of a Q8_0 tensor with this many values, a multiple of 32. */
export function q8ByteLength(values: number): number {
  if (values % blockSize !== 0) throw new RangeError(`A Q8_0 tensor holds a multiple of ${blockSize} values, not ${values}.`);
  return (values / blockSize) * blockBytes;
}

/** Uniform random weights of Q8_0, the same for the same seed, with about this standard deviation. */
export function* q8Weights(values: number, seed: number, deviation: number): Generator<Uint8Array, void> {
  const random = xorshift32(seed);
  // Uniform over −128…127 has a deviation of 74 steps.
  const scale = halfPrecision(deviation / 74);
  for (let left = values / blockSize; left > 0; ) {
    const blocks = Math.min(left, blocksPerPiece);
    const piece = new Uint8Array(blocks * blockBytes);
    for (let offset = 0; offset < piece.length; offset += blockBytes) {
      piece[offset] = scale & 0xff;
      piece[offset + 1] = scale >>> 8;
      for (let index = 2; index < blockBytes; index += 4) {
        const bits = random();
        piece[offset + index] = bits;
        piece[offset + index + 1] = bits >>> 8;
        // The block ends after two bytes of the last number.
        if (index + 2 < blockBytes) piece[offset + index + 2] = bits >>> 16;
        if (index + 3 < blockBytes) piece[offset + index + 3] = bits >>> 24;
      }
    }
    yield piece;
    left -= blocks;
  }
}

/** Ones in single precision, the neutral weights of a normalisation. */
export function ones(values: number): Uint8Array {
  return new Uint8Array(new Float32Array(values).fill(1).buffer);
}

/** Marsaglia's generator: 32 random bits a call, never from a state of zero. */
function xorshift32(seed: number): () => number {
  let state = Math.imul(seed + 1, 0x9e3779b1) | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return state >>> 0;
  };
}

/** A positive normal number in half precision. */
function halfPrecision(value: number): number {
  const exponent = Math.floor(Math.log2(value));
  if (exponent < -14) throw new RangeError(`${value} is too small for a normal number in half precision.`);
  const mantissa = Math.round((value / 2 ** exponent - 1) * 1024);
  return ((exponent + 15) << 10) + mantissa;
}
