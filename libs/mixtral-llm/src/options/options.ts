import {
  type BaseChatModelCallOptions,
  type BaseChatModelParams,
  type BindToolsInput,
} from '@langchain/core/language_models/chat_models';
import { type Engine, type SamplingOptions } from '../engine/engine.js';
import { type GrammarLimits } from '../grammar/index.js';
import { type OpenAiResponseFormat, type ResponseFormat } from './response-format.js';

/** How answers are sampled, bounded and reported: defaults of a model, or options of one call. */
export interface GenerationOptions extends SamplingOptions {
  /** Upper bound for the answer, in tokens. Default: what is left of the context. */
  readonly maxTokens?: number;
  /** Whether the log-probabilities of the answer's tokens are reported, before any sampling option. Default: as `topLogprobs` says. */
  readonly logprobs?: boolean;
  /** How many of the likeliest tokens are reported in the place of each token, 0 to 20. Asks for `logprobs`, unless that is false. */
  readonly topLogprobs?: number;
  /**
   * Answers to one prompt, 1 to 128. Default 1. The prompt is evaluated once for all of them; with a `seed`, each has the next one.
   * `invoke` gives the first, `generate` all of them; a stream has one answer.
   */
  readonly n?: number;
}

/** What a model takes, whether it chats or completes. */
export interface ModelFields extends GenerationOptions {
  /** The loaded engine. Several models may share one. Whoever loaded it closes it. */
  readonly engine: Engine;
  /** Strings that end each answer: 4 at most with those of a call, of up to 256 characters each. */
  readonly stop?: readonly string[];
}

/** What `new ChatMixtral` takes. */
export interface ChatMixtralFields extends BaseChatModelParams, ModelFields {
  /** Bounds on what the schemas of tools and response formats leave open. Default: none but `maxTokens`. */
  readonly grammarLimits?: GrammarLimits;
}

/** What decides on the form of one answer: tools that it may call, and the form of its text. */
export interface AnswerFormOptions {
  /** Tools that the model may call, in every form that LangChain has. See `bindTools`. */
  readonly tools?: readonly BindToolsInput[] | undefined;
  /** `auto` (default), `none`, `any` or `required`, a tool's name, or OpenAI's object. */
  readonly tool_choice?: BaseChatModelCallOptions['tool_choice'] | undefined;
  /** Whether one answer may hold several calls. Default true. */
  readonly parallel_tool_calls?: boolean | undefined;
  /** The form of an answer's text. Default: any. */
  readonly responseFormat?: ResponseFormat | undefined;
  /** The same in OpenAI's form, as `createAgent` sends it. */
  readonly response_format?: OpenAiResponseFormat | undefined;
  /** In place of the model's own. */
  readonly grammarLimits?: GrammarLimits | undefined;
}

/** Options of one call, in `invoke`, `stream`, `batch` or `withConfig`. They win over the model's own. */
export interface ChatMixtralCallOptions
  extends BaseChatModelCallOptions, GenerationOptions, Omit<AnswerFormOptions, 'tool_choice'> {
  /** Who asks: waiting requests of different callers are served in turn. Default: everyone is one caller. */
  readonly caller?: string;
}

/** The names of `GenerationOptions`, for `callKeys` and for merging. */
export const generationOptionNames = [
  'temperature',
  'topP',
  'topK',
  'minP',
  'seed',
  'repeatPenalty',
  'presencePenalty',
  'frequencyPenalty',
  'logitBias',
  'maxTokens',
  'logprobs',
  'topLogprobs',
  'n',
] as const satisfies readonly (keyof GenerationOptions)[];

/** The names of `AnswerFormOptions`, for `callKeys`. */
export const answerFormOptionNames = [
  'tools',
  'tool_choice',
  'parallel_tool_calls',
  'responseFormat',
  'response_format',
  'grammarLimits',
] as const satisfies readonly (keyof AnswerFormOptions)[];

/** The first object's options, filled up from the next ones. Undefined counts as absent. */
export function mergeGenerationOptions(...sources: readonly GenerationOptions[]): GenerationOptions {
  const entries = generationOptionNames.flatMap((name) => {
    const value = sources.map((source) => source[name]).find((candidate) => candidate !== undefined);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}
