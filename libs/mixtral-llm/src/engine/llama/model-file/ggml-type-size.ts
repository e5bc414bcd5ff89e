/** Tensor types of the GGUF format by number: values in a block, and bytes of one (`ggml.c` and `ggml-common.h` of ggml). */
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

/** Bytes of a tensor; for a type that is not known here 0, so that sums are lower bounds. */
export function tensorByteLength(type: number, dimensions: readonly (number | bigint)[]): number {
  const [values, bytes] = blocks.get(type) ?? [1, 0];
  return (dimensions.reduce((product: number, length) => product * Number(length), 1) / values) * bytes;
}
