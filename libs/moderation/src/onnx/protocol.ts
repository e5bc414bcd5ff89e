/** Tells a thread which weights to load. */
export interface ThreadSettings {
  readonly weightsPath: string;
  readonly maximumTokens: number;
  readonly threads: number;
  /** Module name or URL of onnxruntime-node. */
  readonly runtime: string;
}

/** A message to the thread. */
export type ToThread =
  | { readonly type: 'encode'; readonly id: number; readonly texts: readonly string[] }
  | { readonly type: 'abort'; readonly id: number };

/** A message of the thread. Problems hold no text of callers. */
export type FromThread =
  | { readonly type: 'ready'; readonly dimensions: number }
  | { readonly type: 'unusable'; readonly problem: string; readonly isRuntimeMissing: boolean }
  | { readonly type: 'encoded'; readonly id: number; readonly vectors: readonly (Float32Array | undefined)[] }
  | { readonly type: 'failed'; readonly id: number; readonly problem: string };
