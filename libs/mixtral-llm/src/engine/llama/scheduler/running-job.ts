import { type Token } from 'node-llama-cpp';
import { type PredictionRequest } from './token-predictor.js';
import { type BatchEntry, type RawLogits, type SamplerConfiguration } from '../native/native-context.js';
import { type Slot } from './slots.js';

/** One generation, as the scheduler sees it: ids in, ids out. */
export interface Job {
  /** Waiting jobs of different callers are served in turn. */
  readonly caller: string;
  readonly tokens: readonly Token[];
  readonly sampler: SamplerConfiguration;
  /** Makes the native state of the grammar that holds the answer. */
  readonly beginGrammar?: (() => object) | undefined;
  /** Tokens that the answer may have, at most. */
  readonly room: number;
  /** How many of the likeliest tokens are wanted with each token; absent: no logits at all. */
  readonly topLogits?: number | undefined;
  readonly signal: AbortSignal;
  /** Called before the first token. @param cachedTokens prompt tokens that need not be evaluated */
  readonly onStart: (cachedTokens: number) => void;
  /** Takes the next token of the answer; `false` ends the generation. */
  readonly onToken: (token: Token, logits?: RawLogits) => boolean;
  /** The model ended its answer, or `onToken` said so. */
  readonly onEnd: () => void;
  readonly onError: (error: unknown) => void;
}

/** A job on its slot. */
export interface RunningJob {
  readonly job: Job;
  readonly slot: Slot;
  /** Milliseconds of the process clock. */
  readonly startedAt: number;
  /** What is not evaluated yet: the rest of the prompt, or the last token of the answer. */
  pending: readonly Token[];
  isAnswering: boolean;
  /** Another job whose prompt begins the same and is being evaluated: its work is waited for and copied. */
  leader?: { readonly run: RunningJob; readonly length: number } | undefined;
}

/** What a guesser is asked about a run, for at most so many tokens. The last token of an answer is never guessed: nothing follows it. */
export function toPredictionRequest({ slot, pending, job }: RunningJob, limit: number): PredictionRequest {
  const written = slot.tokens.length - job.tokens.length;
  return {
    sequence: slot.sequence,
    tokens: [...slot.tokens, ...pending],
    limit: Math.min(limit, job.room - 1 - written),
  };
}

/** Adds tokens that may follow; what comes after each of them is wanted too. */
export function withPredictions(entry: BatchEntry, guesses: readonly Token[]): BatchEntry {
  return guesses.length === 0 ? entry : { ...entry, tokens: [...entry.tokens, ...guesses], wanted: 1 + guesses.length };
}

/** The next tokens of a run; the token after the last of them is wanted when nothing is left behind them. */
export function entryOf({ slot, pending }: RunningJob, limit: number): BatchEntry {
  const tokens = pending.slice(0, limit);
  return {
    sequence: slot.sequence,
    position: slot.tokens.length,
    tokens,
    wanted: tokens.length === pending.length ? 1 : 0,
  };
}
