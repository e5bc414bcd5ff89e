// No type of node-llama-cpp may stand here: its declarations do not pass `skipLibCheck: false` in applications.

/** Names the device that computes layers: the best one that works, a GPU interface, or `false` for the processor. */
export type Device = 'auto' | 'cuda' | 'metal' | 'vulkan' | false;

/** Types of stored keys and values: their names in node-llama-cpp, and their numbers in its `GgmlType`. */
export const keyValueTypes = {
  f16: { name: 'F16', ggmlType: 1 },
  q8_0: { name: 'Q8_0', ggmlType: 8 },
  q4_0: { name: 'Q4_0', ggmlType: 2 },
} as const;

/** Names a type of stored keys and values. */
export type KeyValueType = keyof typeof keyValueTypes;

/** Describes how to load a model file. */
export interface LoadOptions {
  /** Path of a GGUF file. */
  readonly file: string;
  /** Device that computes layers. Default `auto`: a GPU if one works, or else the processor. */
  readonly gpu?: Device | undefined;
  /** Layers on the GPU. Default: as many as fit. */
  readonly gpuLayers?: number | undefined;
  /**
   * Maximum tokens of prompt and answer together. Default 4,096, or less: no more than the model was trained on, and no more than
   * fits into the memory.
   */
  readonly contextSize?: number | undefined;
  /** Maximum generations at the same time, each with a context of its own. Default 4. */
  readonly parallel?: number | undefined;
  /** Uses flash attention. Default `auto`: where the model and the device support it. */
  readonly flashAttention?: 'auto' | boolean | undefined;
  /** Maximum tokens of one step. Default 1,024, so that several prompts fit into one step. */
  readonly batchSize?: number | undefined;
  /** Bytes of free memory that something else will need. Default 0. */
  readonly reservedMemory?: number | undefined;
  /**
   * Type of stored keys and values. Default `f16`. `q8_0` takes about half of its memory, `q4_0` about a quarter; both need flash
   * attention.
   */
  readonly keyValueType?: KeyValueType | undefined;
  /** Maps the file into memory, so that weights are read when they are needed. Default: the runtime decides. */
  readonly mmap?: boolean | undefined;
  /** Locks the weights in memory, so that they are never swapped out. Default false. */
  readonly mlock?: boolean | undefined;
  /** LoRA adapters to add to the model. Default: none. */
  readonly lora?: readonly LoraAdapter[] | undefined;
  /** Number of threads. Default: the cores that this process may use. */
  readonly threads?: number | undefined;
  /** Called with the loaded share, 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Names a file of small changes to a model's weights. */
export interface LoraAdapter {
  /** Path of a GGUF file. */
  readonly file: string;
  /** Strength of the changes. Default 1. */
  readonly scale?: number | undefined;
}

/** Names a small model that predicts tokens for a large one with the same vocabulary. */
export interface DraftModelFile {
  /** Path of a GGUF file. */
  readonly file: string;
  /** Layers on the GPU. Default: as many as fit. */
  readonly gpuLayers?: number | undefined;
}
