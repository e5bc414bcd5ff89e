import { type Token } from 'node-llama-cpp';
import { type PredictionRequest } from './token-predictor.js';
import { type BatchEntry, type RawLogits, type SamplerConfiguration } from '../native/native-context.js';
import { type Slot } from './slots.js';

/** Describes one generation for the scheduler: token ids in, token ids out. */
export interface Job {
  /** Waiting jobs of different callers are served in turn. */
  readonly caller: string;
  readonly tokens: readonly Token[];
  readonly sampler: SamplerConfiguration;
  /** Creates the native state of the grammar that the answer must match. */
  readonly createGrammarState?: (() => object) | undefined;
  /** Maximum tokens of the answer. */
  readonly maxTokens: number;
  /** Number of likeliest tokens to report with each token. Default: no logits at all. */
  readonly topLogits?: number | undefined;
  readonly signal: AbortSignal;
  /** Called before the first token. @param cachedTokens prompt tokens that need not be evaluated */
  readonly onStart: (cachedTokens: number) => void;
  /** Takes the next token of the answer. Returns `false` to end the generation. */
  readonly onToken: (token: Token, logits?: RawLogits) => boolean;
  /** Called when the model, or `onToken`, has ended the answer. */
  readonly onEnd: () => void;
  readonly onError: (error: unknown) => void;
}

/** Tracks a job that has a slot. */
export interface RunningJob {
  readonly job: Job;
  readonly slot: Slot;
  /** Time of the start, in milliseconds of `performance.now()`. */
  readonly startedAt: number;
  /** Tokens to evaluate: the rest of the prompt, or the last token of the answer. */
  pending: readonly Token[];
  isAnswering: boolean;
  /** Job that evaluates the same prefix of a prompt. This job waits for it, and copies the result. */
  prefixSource?: { readonly run: RunningJob; readonly length: number } | undefined;
}

/**
 * Makes the request to predict tokens of an answer.
 *
 * @param limit maximum tokens. The last token of an answer is never predicted, because nothing follows it
 */
export function toPredictionRequest({ slot, pending, job }: RunningJob, limit: number): PredictionRequest {
  const answered = slot.tokens.length - job.tokens.length;
  return {
    sequence: slot.sequence,
    tokens: [...slot.tokens, ...pending],
    limit: Math.min(limit, job.maxTokens - 1 - answered),
  };
}

/** Adds predicted tokens to a batch entry, with the logits after each of them. */
export function withPredictions(entry: BatchEntry, predicted: readonly Token[]): BatchEntry {
  if (predicted.length === 0) return entry;
  return { ...entry, tokens: [...entry.tokens, ...predicted], wanted: 1 + predicted.length };
}

/**
 * Makes a batch entry of the next pending tokens. Logits are wanted only when no pending token is left after them.
 *
 * @param limit maximum tokens
 */
export function toBatchEntry({ slot, pending }: RunningJob, limit: number): BatchEntry {
  const tokens = pending.slice(0, limit);
  return {
    sequence: slot.sequence,
    position: slot.tokens.length,
    tokens,
    wanted: tokens.length === pending.length ? 1 : 0,
  };
}
