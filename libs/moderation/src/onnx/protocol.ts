/** Names a weights file, and the most tokens of a text for it. */
export interface ThreadModel {
  readonly weightsPath: string;
  readonly maximumTokens: number;
}

/** Tells a thread which weights to load. */
export interface ThreadSettings {
  readonly models: readonly ThreadModel[];
  readonly threads: number;
  /** Module name or URL of onnxruntime-node. */
  readonly runtime: string;
}

/** A message to the thread. */
export type ToThread =
  | { readonly type: 'encode'; readonly id: number; readonly model: number; readonly texts: readonly string[] }
  | { readonly type: 'abort'; readonly id: number };

/** A message of the thread. Problems hold no text of callers. */
export type FromThread =
  | { readonly type: 'ready'; readonly dimensions: readonly number[] }
  /** `weightsPath` is undefined when the runtime is missing. */
  | { readonly type: 'unusable'; readonly problem: string; readonly weightsPath?: string | undefined }
  | { readonly type: 'encoded'; readonly id: number; readonly vectors: readonly (Float32Array | undefined)[] }
  | { readonly type: 'failed'; readonly id: number; readonly problem: string };
