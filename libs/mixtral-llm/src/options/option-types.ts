import {
  type BaseChatModelCallOptions,
  type BaseChatModelParams,
  type BindToolsInput,
} from '@langchain/core/language_models/chat_models';
import { type Engine, type SamplingOptions } from '../engine/engine.js';
import { type GrammarLimits } from '../grammar/index.js';
import { type CallLimits } from './call-limits.js';
import { type OpenAiResponseFormat, type ResponseFormat } from './response-format.js';

/** Describes the options for sampling, bounding and reporting answers: defaults of a model, or options of one call. */
export interface GenerationOptions extends SamplingOptions {
  /** Upper bound for the answer, in tokens. Default: the rest of the context. */
  readonly maxTokens?: number;
  /**
   * Whether to report the log-probability of each token of the answer, before any sampling option. Default: whether
   * `topLogprobs` is given.
   */
  readonly logprobs?: boolean;
  /**
   * How many of the likeliest tokens to report for each position, 0 to 20. Turns `logprobs` on, unless that is false.
   */
  readonly topLogprobs?: number;
  /**
   * Number of answers to one prompt, 1 to 128. Default 1. The prompt is evaluated once. With a `seed`, each further
   * answer uses the next higher seed. `invoke` returns the first answer, `generate` returns all; a stream has one.
   */
  readonly n?: number;
}

/** Describes the fields of every model, whether it chats or completes. */
export interface ModelFields extends CallOptions, CallLimits {
  /** The loaded engine. Several models may share one. The code that loaded it closes it. */
  readonly engine: Engine;
  /** Strings that end each answer: at most 4 with those of a call, of at most 256 characters each. Default: none. */
  readonly stop?: readonly string[];
}

/** Describes the fields of `new ChatMixtral`. Options of a call win over them. */
export interface ChatMixtralFields extends BaseChatModelParams, ModelFields, AnswerFormOptions {
  /** Bounds where the schemas of tools and response formats set none. Default: none but `maxTokens`. */
  readonly grammarLimits?: GrammarLimits | undefined;
  /**
   * `card` takes the form of the code on Mixtral-8x7B-Instruct's model card. It differs for an empty user turn only. Default:
   * the form of the training, or the template of the file.
   */
  readonly template?: 'card' | undefined;
  /** Whether `invoke` passes each token to callbacks, as `stream` does. Default false. */
  readonly streaming?: boolean;
}

/** Describes the options for the form of one answer: tools that it may call, and the format of its text. */
export interface AnswerFormOptions {
  /** Tools that the model may call, in any form that LangChain accepts. See `bindTools`. Default: none. */
  readonly tools?: readonly BindToolsInput[] | undefined;
  /** `auto` (default), `none`, `any` or `required`, the name of a tool, or OpenAI's object. */
  readonly tool_choice?: BaseChatModelCallOptions['tool_choice'] | undefined;
  /** Whether one answer may hold several calls. Default: whether the model is free to call, and not forced. */
  readonly parallel_tool_calls?: boolean | undefined;
  /** Format of the answer's text. Default: any text. */
  readonly responseFormat?: ResponseFormat | undefined;
  /** Format of the answer's text in OpenAI's form, as `createAgent` sends it. `responseFormat` wins over it. */
  readonly response_format?: OpenAiResponseFormat | undefined;
  /**
   * Whether the model continues an answer at the end of the messages. The new answer is then the rest of it. Default true.
   * If it is false, such messages are refused.
   */
  readonly continueFinalMessage?: boolean | undefined;
  /** Bounds of what schemas leave open, in place of the model's own. */
  readonly grammarLimits?: GrammarLimits | undefined;
  /**
   * How often to generate once more what does not satisfy its schema, 0 to 3. Default 1. Only for schemas that a grammar
   * enforces in part.
   */
  readonly schemaRetries?: number | undefined;
  /** Asked before each of these attempts, which costs the tokens of another answer. `false` keeps the first one. Default: true. */
  readonly allowSchemaRetry?: (() => boolean) | undefined;
}

/** Describes the options of one call, whether the model chats or completes. They win over the model's own. */
export interface CallOptions extends GenerationOptions {
  /** Name of the caller. Waiting requests of different callers are served in turn. Default: all are one caller. */
  readonly caller?: string;
}

/** Describes the options of one call, in `invoke`, `stream`, `batch` or `withConfig`. They win over the model's own. */
export interface ChatMixtralCallOptions
  extends BaseChatModelCallOptions, CallOptions, Omit<AnswerFormOptions, 'tool_choice'> {}
