import type { EncodedPrompt, EncodedText } from '@leeward/chat-template';

/**
 * Generates text (a port). It takes token ids and yields parts of text. It knows nothing of messages, templates, LangChain or
 * HTTP.
 */
export interface Engine {
  /** Describes the loaded model. It does not change during the life of the engine. */
  readonly model: EngineModel;

  /**
   * Generates an answer to the prompt. The iterable always ends with exactly one `finish` part, unless it throws. A caller that
   * leaves the loop, or aborts `request.signal`, stops the generation within one token.
   *
   * @throws {ContextOverflowError} when the prompt leaves no room in the context for an answer
   * @throws {QueueFullError} when too many requests wait
   * @throws {EngineClosedError} when the engine is closed before or during the generation
   * @throws {InvalidGrammarError} when the request's grammar cannot be parsed
   * @throws {GrammarDeadEndError} when no token of the vocabulary can continue the grammar
   * @throws the reason of `request.signal` when it is aborted
   */
  generate(request: GenerationRequest): AsyncIterable<GenerationPart>;

  /**
   * Encodes texts as plain content, without control tokens, each as a segment of its own (see `Tokenizer.encode`).
   *
   * @throws {QueueFullError} when too many calls wait for the engine
   * @throws {EngineClosedError} when the engine is closed
   * @throws the reason of `signal` when it is aborted
   */
  tokenize(
    texts: readonly string[],
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<readonly EncodedText[]>;

  /** Decodes sequences of token ids. Each sequence is decoded as a whole, because a character may take several ids. */
  detokenize(sequences: readonly (readonly number[])[]): Promise<readonly string[]>;

  /** Reports how busy the engine is. */
  capacity(): EngineCapacity;

  /**
   * Refuses new requests, waits `drainMs` milliseconds for the running ones, stops the rest, and frees all memory. It may be called
   * twice.
   */
  close(options?: CloseOptions): Promise<void>;
}

export interface CloseOptions {
  /** Milliseconds that running requests get to end. Default 0. */
  readonly drainMs?: number | undefined;
}

/** Describes the model that an engine has loaded. */
export interface EngineModel {
  /** Id in the catalogue, or name of the user's file. */
  readonly id: string;
  /** Name of the model in its file; otherwise the name of the file. */
  readonly name: string;
  /** Path of the loaded file. Absent when the engine does not load files itself. */
  readonly file?: string | undefined;
  /** Architecture, for example `llama`. */
  readonly architecture: string;
  /** Precision of the weights, for example `Q4_1`. */
  readonly precision: string;
  /** Device that computes the layers, for example `cpu (2 threads)`. */
  readonly device: string;
  /** Maximum tokens of prompt and answer together. */
  readonly contextSize: number;
  /** Bytes in use. Absent when the engine does not load the model itself. */
  readonly memory?: { readonly weights: number; readonly context: number } | undefined;
  /** Describes the vocabulary for chat templates. */
  readonly vocabulary: Vocabulary;
  /** Jinja chat template of the file, if it has one. */
  readonly chatTemplate?: string | undefined;
  /** System message for conversations that have none, instead of the template's own. */
  readonly defaultSystem?: string | undefined;
  /** Sampling options that the makers of the model recommend. Options of a request win. */
  readonly defaultSampling?: SamplingOptions | undefined;
}

/** Describes the parts of a vocabulary that a chat template needs. */
export interface Vocabulary {
  readonly kind: 'sentencepiece' | 'byte-pair' | 'other';
  readonly size: number;
  /** Tells whether it has the ids of the Mistral v1 vocabulary, in which `[INST]` is ordinary text. */
  readonly isMistralV1: boolean;
  /** Ids of control tokens by their text. */
  readonly controlTokens: ReadonlyMap<string, number>;
  readonly bos?: number | undefined;
  /** Tells whether the model was trained on texts that begin with BOS. Default false. */
  readonly beginsWithBos?: boolean | undefined;
  readonly eos?: number | undefined;
}

/** Reports how busy an engine is. */
export interface EngineCapacity {
  /** Generations that run now. */
  readonly active: number;
  /** Requests that wait. */
  readonly queued: number;
  /** Maximum generations that run at the same time. */
  readonly parallel: number;
  /** False while the engine recovers from a crash; requests wait then. */
  readonly ready: boolean;
}

/** Asks for one answer. */
export interface GenerationRequest {
  readonly prompt: EncodedPrompt;
  /** Maximum tokens of the answer. Default: the rest of the context. */
  readonly maxTokens?: number | undefined;
  readonly sampling?: SamplingOptions | undefined;
  /** Strings that end the answer. They are not part of it. */
  readonly stop?: readonly string[] | undefined;
  /**
   * GBNF grammar with a rule named `root`. The answer matches it, unless `maxTokens` or a stop string ends the answer early. See
   * `jsonSchemaToGrammar`.
   */
  readonly grammar?: string | undefined;
  /**
   * Control tokens that appear in the answer's text by their names, such as `[TOOL_CALLS]`, and that a grammar can require. Other
   * control tokens have no text, and a grammar never allows them. Default: none.
   */
  readonly shownTokens?: readonly number[] | undefined;
  /** Removes the prefix space with which answers of SentencePiece models begin. Default false. */
  readonly stripLeadingSpace?: boolean | undefined;
  /** Number of likeliest tokens to report with each token, 0 to 20. Default: no log-probabilities at all. */
  readonly topLogprobs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Id of the caller: waiting requests of different callers are served in turn. Default: all requests are of one caller. */
  readonly caller?: string | undefined;
  /** Called when the request leaves the queue, for measuring. An engine without a queue need not call it. */
  readonly onStart?: (() => void) | undefined;
}

/** Controls how the next token is chosen. For an absent option, the default of the model applies, or else that of the engine. */
export interface SamplingOptions {
  /** Randomness, from 0 (greedy: always the likeliest token). Default 0.7. */
  readonly temperature?: number | undefined;
  /** Samples from the smallest set of tokens with this probability mass (nucleus sampling). Default 1 (off). */
  readonly topP?: number | undefined;
  /** Samples from this number of likeliest tokens. Default 0 (off). */
  readonly topK?: number | undefined;
  /** Excludes tokens less likely than this share of the likeliest one. Default 0 (off). */
  readonly minP?: number | undefined;
  /** Makes the answer repeatable: the same request with the same seed has the same answer. Default: random for each request. */
  readonly seed?: number | undefined;
  /** Makes tokens of the recent text less likely, by this factor. Default 1 (off). */
  readonly repeatPenalty?: number | undefined;
  /** Subtracts this once from the logits of tokens that have appeared. Default 0. */
  readonly presencePenalty?: number | undefined;
  /** Subtracts this from the logit of a token for each time that it has appeared. Default 0. */
  readonly frequencyPenalty?: number | undefined;
  /** Adds to the logits of tokens, by id. −100 or less bans a token, 100 or more allows no other. Default: none. */
  readonly logitBias?: Readonly<Record<number, number>> | undefined;
}

/** Holds the natural logarithm of a token's probability, before any sampling option applies, as in OpenAI's API. */
export interface TokenLogprob {
  readonly token: number;
  /** UTF-8 bytes of the token. They may be a part of a character. */
  readonly bytes: readonly number[];
  readonly logprob: number;
}

/** Holds the log-probability of the chosen token, and of the likeliest tokens at its position. */
export interface ChosenTokenLogprob extends TokenLogprob {
  /** The `topLogprobs` likeliest tokens, the likeliest first. */
  readonly top: readonly TokenLogprob[];
}

/** Tells why an answer ended: the model or a stop string ended it, or its maximum length. */
export type FinishReason = 'stop' | 'length';

/** Counts the tokens of a request. */
export interface TokenUsage {
  readonly promptTokens: number;
  /** Prompt tokens that were taken from a cache. They are part of `promptTokens`. */
  readonly cachedPromptTokens: number;
  readonly completionTokens: number;
}

/** Carries one part of an answer. */
export type GenerationPart =
  | {
      readonly type: 'text-delta';
      readonly text: string;
      /** Log-probabilities of the tokens that end with this text, when the request asks for them. */
      readonly logprobs?: readonly ChosenTokenLogprob[] | undefined;
      /** Usage so far. */
      readonly usage: TokenUsage;
    }
  | {
      readonly type: 'finish';
      readonly reason: FinishReason;
      /** The stop string of the request that ended the answer, if one did. */
      readonly stopString?: string | undefined;
      readonly usage: TokenUsage;
    };
