import { type EmbeddingModel } from '../../embedding-engine.js';
import { type EngineModel, type GenerationPart, type GenerationRequest, type Vocabulary } from '../../engine.js';
import { type WireError } from '../../wire-error.js';
import { type LlamaEmbedderOptions } from '../llama-embedder.js';
import { type LlamaEngineOptions } from '../llama-engine.js';

/** Raised with every change of the messages: a worker of another build is refused. */
export const protocolVersion = 6;

/** Parts that the worker may send ahead of the acknowledged ones, for each generation. */
export const partWindow = 256;

/** What travels of the load options; functions and signals stay behind. */
export type WorkerLoadOptions = Omit<LlamaEngineOptions, 'onProgress' | 'signal'>;

export type WorkerEmbedderOptions = Omit<LlamaEmbedderOptions, 'signal'>;

/** A request without its signal: `abort` is a message of its own. */
export type WorkerRequest = Omit<GenerationRequest, 'signal'>;

/** A model's description as JSON has it. */
export type WireModel = Omit<EngineModel, 'vocabulary'> & {
  readonly vocabulary: Omit<Vocabulary, 'controlTokens'> & {
    readonly controlTokens: readonly (readonly [string, number])[];
  };
};

export function toWireModel({ vocabulary, ...model }: EngineModel): WireModel {
  return { ...model, vocabulary: { ...vocabulary, controlTokens: [...vocabulary.controlTokens] } };
}

export function fromWireModel({ vocabulary, ...model }: WireModel): EngineModel {
  return { ...model, vocabulary: { ...vocabulary, controlTokens: new Map(vocabulary.controlTokens) } };
}

/** What the client asks of the worker. `id` names a generation or a question until it is answered. */
export type ClientMessage =
  | { readonly type: 'load'; readonly version: number; readonly options: WorkerLoadOptions }
  | { readonly type: 'generate'; readonly id: number; readonly request: WorkerRequest }
  | { readonly type: 'acknowledge'; readonly id: number; readonly parts: number }
  | { readonly type: 'abort'; readonly id: number }
  | { readonly type: 'tokenize'; readonly id: number; readonly texts: readonly string[] }
  | { readonly type: 'detokenize'; readonly id: number; readonly runs: readonly (readonly number[])[] }
  | { readonly type: 'load-embedder'; readonly version: number; readonly options: WorkerEmbedderOptions }
  | { readonly type: 'embed'; readonly id: number; readonly texts: readonly string[] }
  | { readonly type: 'close' };

/** What the worker tells the client. */
export type WorkerMessage =
  | { readonly type: 'several'; readonly messages: readonly WorkerMessage[] }
  | { readonly type: 'progress'; readonly share: number }
  | { readonly type: 'ready'; readonly model: WireModel; readonly parallel: number }
  | { readonly type: 'embedder-ready'; readonly model: EmbeddingModel }
  | { readonly type: 'load-failed'; readonly error: WireError }
  | { readonly type: 'started'; readonly id: number }
  | { readonly type: 'part'; readonly id: number; readonly part: GenerationPart }
  | { readonly type: 'end'; readonly id: number }
  | { readonly type: 'failed'; readonly id: number; readonly error: WireError }
  | { readonly type: 'answer'; readonly id: number; readonly value: unknown };
