/** Pooling methods of embedding models, by their number in llama.cpp's `llama_pooling_type`. */
export const poolingTypes = { mean: 1, cls: 2, last: 3 } as const;

export type Pooling = keyof typeof poolingTypes;
