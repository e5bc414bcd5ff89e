import { type EmbeddingModel } from '../../embedding-engine.js';
import { type EngineModel, type GenerationPart, type GenerationRequest, type Vocabulary } from '../../engine.js';
import { type WireError } from '../../wire-error.js';
import { type LlamaEmbedderOptions } from '../llama-embedder.js';
import { type LlamaEngineOptions } from '../llama-engine.js';

/** Version of the messages. Raise it with every change: a worker of another version is refused. */
export const protocolVersion = 10;

/** Maximum parts of a generation that the worker sends without an acknowledgement. */
export const partWindow = 256;

/** Holds the load options that can be sent: functions and signals stay in the client. */
export type WorkerLoadOptions = Omit<LlamaEngineOptions, 'onProgress' | 'signal'>;

/** Holds the load options of an embedding model that can be sent. */
export type WorkerEmbedderOptions = Omit<LlamaEmbedderOptions, 'signal'>;

/** Holds a request without its signal and its listener: `abort` and `started` are messages of their own. */
export type WorkerRequest = Omit<GenerationRequest, 'signal' | 'onStart'>;

/** Describes a model for JSON: its map of control tokens becomes a list of pairs. */
type WireModel = Omit<EngineModel, 'vocabulary'> & {
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

/** Carries a request of the client to the worker. `id` names a generation or a request until its end. */
export type ClientMessage =
  | { readonly type: 'load'; readonly version: number; readonly options: WorkerLoadOptions }
  | { readonly type: 'generate'; readonly id: number; readonly request: WorkerRequest }
  | { readonly type: 'acknowledge'; readonly id: number; readonly parts: number }
  | { readonly type: 'abort'; readonly id: number }
  | { readonly type: 'tokenize'; readonly id: number; readonly texts: readonly string[] }
  | { readonly type: 'detokenize'; readonly id: number; readonly sequences: readonly (readonly number[])[] }
  | { readonly type: 'load-embedders'; readonly version: number; readonly files: readonly WorkerEmbedderOptions[] }
  | { readonly type: 'embed'; readonly id: number; readonly model: number; readonly texts: readonly string[] }
  | { readonly type: 'embed-fitting'; readonly id: number; readonly model: number; readonly texts: readonly string[] }
  | { readonly type: 'ping' }
  | { readonly type: 'close' };

/** Carries a result of the worker to the client. */
export type WorkerMessage =
  | { readonly type: 'batch'; readonly messages: readonly WorkerMessage[] }
  | { readonly type: 'progress'; readonly share: number }
  | { readonly type: 'ready'; readonly model: WireModel; readonly parallel: number }
  | { readonly type: 'embedders-ready'; readonly models: readonly EmbeddingModel[] }
  | { readonly type: 'load-failed'; readonly error: WireError }
  | { readonly type: 'pong' }
  | { readonly type: 'started'; readonly id: number }
  | { readonly type: 'part'; readonly id: number; readonly part: GenerationPart }
  | { readonly type: 'end'; readonly id: number }
  | { readonly type: 'failed'; readonly id: number; readonly error: WireError }
  | { readonly type: 'result'; readonly id: number; readonly value: unknown };
