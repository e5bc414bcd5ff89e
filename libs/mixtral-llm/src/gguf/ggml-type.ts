/** Lists the tensor types that are written here, by their number in a GGUF file. */
export const ggmlType = { f32: 0, f16: 1, q8_0: 8, q4_k: 12 } as const;

export type GgmlType = (typeof ggmlType)[keyof typeof ggmlType];

/** Tensor types by their number in a GGUF file: values in a block, and bytes of a block (`ggml.c` and `ggml-common.h` of ggml). */
const blocks: ReadonlyMap<number, readonly [values: number, bytes: number]> = new Map([
  [0, [1, 4]], // F32
  [1, [1, 2]], // F16
  [2, [32, 18]], // Q4_0
  [3, [32, 20]], // Q4_1
  [6, [32, 22]], // Q5_0
  [7, [32, 24]], // Q5_1
  [8, [32, 34]], // Q8_0
  [10, [256, 84]], // Q2_K
  [11, [256, 110]], // Q3_K
  [12, [256, 144]], // Q4_K
  [13, [256, 176]], // Q5_K
  [14, [256, 210]], // Q6_K
  [20, [32, 18]], // IQ4_NL
  [23, [256, 136]], // IQ4_XS
  [30, [1, 2]], // BF16
  [39, [32, 17]], // MXFP4
]);

/** Computes the bytes of a tensor, without padding. An unknown type counts as 0 bytes, so a sum is a lower bound. */
export function tensorByteLength({ type, dimensions }: { type: number; dimensions: readonly number[] }): number {
  const [values, bytes] = blocks.get(type) ?? [1, 0];
  return (countValues(dimensions) / values) * bytes;
}

/** Checks the dimensions of a tensor. @throws RangeError when a row does not fill whole blocks */
export function ensureWholeBlocks({ type, dimensions }: { type: GgmlType; dimensions: readonly number[] }): void {
  const [values] = blocks.get(type) ?? [1];
  const [row = 1] = dimensions;
  if (row % values !== 0) throw new RangeError(`A row of ${row} values does not fill blocks of ${values}.`);
}

/** Counts the values of a tensor with these dimensions. */
export function countValues(dimensions: readonly number[]): number {
  return dimensions.reduce((product, dimension) => product * dimension, 1);
}
