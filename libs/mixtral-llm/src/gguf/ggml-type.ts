/** Tensor types of the GGUF format that are written here, by their number in the file. */
export const ggmlType = { f32: 0, f16: 1, q8_0: 8, q4_k: 12 } as const;

export type GgmlType = (typeof ggmlType)[keyof typeof ggmlType];

/** Values that share a block, and the bytes of one, scales included (`ggml-common.h` of ggml). */
const blocks: Readonly<Record<GgmlType, { readonly values: number; readonly bytes: number }>> = {
  [ggmlType.f32]: { values: 1, bytes: 4 },
  [ggmlType.f16]: { values: 1, bytes: 2 },
  [ggmlType.q8_0]: { values: 32, bytes: 34 },
  [ggmlType.q4_k]: { values: 256, bytes: 144 },
};

/**
 * Bytes of a tensor, without padding.
 *
 * @throws RangeError when a row does not fill whole blocks
 */
export function tensorByteLength(tensor: { readonly dimensions: readonly number[]; readonly type: GgmlType }): number {
  const { values, bytes } = blocks[tensor.type];
  const row = tensor.dimensions[0] ?? 1;
  if (row % values !== 0) throw new RangeError(`A row of ${row} values does not fill blocks of ${values}.`);
  return (valueCount(tensor.dimensions) / values) * bytes;
}

/** Values of a tensor with these dimensions. */
export function valueCount(dimensions: readonly number[]): number {
  return dimensions.reduce((product, dimension) => product * dimension, 1);
}
