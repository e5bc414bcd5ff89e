import type { EncodedPrompt, EncodedText } from '@leeward/chat-template';

/**
 * The port behind which text is generated. It takes token ids and gives parts of text; it knows nothing of messages,
 * templates, LangChain or HTTP.
 */
export interface Engine {
  /** What is loaded. Does not change during the life of the engine. */
  readonly model: EngineModel;

  /**
   * Generates an answer to the prompt. The iterable always ends with exactly one `finish` part, unless it throws.
   * Leaving the loop early, or aborting `request.signal`, stops the generation within one token.
   *
   * @throws {ContextOverflowError} when the prompt leaves no room in the context for an answer
   * @throws {EngineClosedError} when the engine is closed before or during the generation
   * @throws {InvalidGrammarError} when the request's grammar cannot be parsed
   * @throws {GrammarDeadEndError} when the grammar allows nothing that the vocabulary can write
   * @throws the reason of `request.signal` when it is aborted
   */
  generate(request: GenerationRequest): AsyncIterable<GenerationPart>;

  /**
   * Encodes texts as plain content, each as a segment of its own, special tokens off (see `Tokenizer.encode`).
   *
   * @throws {QueueFullError} when too many questions wait for the engine
   * @throws {EngineClosedError} when the engine is closed
   * @throws the reason of `signal` when it is aborted
   */
  tokenize(
    texts: readonly string[],
    options?: { readonly signal?: AbortSignal | undefined },
  ): Promise<readonly EncodedText[]>;

  /** The texts of runs of token ids. A character may take several ids, so a run is decoded as one. */
  detokenize(runs: readonly (readonly number[])[]): Promise<readonly string[]>;

  /** How much work the engine can take now. */
  capacity(): EngineCapacity;

  /**
   * Takes no more requests, gives those under way `drainMs` milliseconds (default 0) to end, stops the others, and gives all
   * memory back. May be called twice.
   */
  close(options?: CloseOptions): Promise<void>;
}

export interface CloseOptions {
  readonly drainMs?: number | undefined;
}

/** What an engine has loaded. */
export interface EngineModel {
  /** The catalogue's id, or the name of the user's file. */
  readonly id: string;
  /** The file's own name for the model, if it has one. */
  readonly name: string;
  /** Path of the loaded file; absent where the engine does not load files itself. */
  readonly file?: string;
  /** For example `llama`. */
  readonly architecture: string;
  /** For example `Q4_1`. */
  readonly precision: string;
  /** Where the layers are computed, for example `cpu (2 threads)`. */
  readonly device: string;
  /** Tokens that prompt and answer may have together. */
  readonly contextSize: number;
  /** Bytes that it takes; absent where the engine does not hold the model itself. */
  readonly memory?: { readonly weights: number; readonly context: number };
  /** What the templates need to know about the vocabulary. */
  readonly vocabulary: Vocabulary;
  /** The file's own Jinja chat template, if it has one. */
  readonly chatTemplate?: string;
  /** System text for conversations that have none, instead of what the template would put there. */
  readonly defaultSystem?: string;
  /** Sampling that the model's makers recommend, for what a caller leaves open. */
  readonly defaultSampling?: SamplingOptions;
}

/** The part of a vocabulary that a template needs. */
export interface Vocabulary {
  readonly kind: 'sentencepiece' | 'byte-pair' | 'other';
  readonly size: number;
  /** Whether it gives the reference ids of the Mistral v1 vocabulary, in which `[INST]` is ordinary text. */
  readonly isMistralV1: boolean;
  /** Control tokens by their text. */
  readonly controlTokens: ReadonlyMap<string, number>;
  readonly bos?: number;
  /** Whether the model was trained on texts that begin with BOS. Absent: no. */
  readonly beginsWithBos?: boolean;
  readonly eos?: number;
}

export interface EngineCapacity {
  /** Generations that run now. */
  readonly active: number;
  /** Requests that wait. */
  readonly queued: number;
  /** Generations that can run at the same time. */
  readonly parallel: number;
  /** False while the engine recovers from a crash: requests wait. */
  readonly ready: boolean;
}

/** One request for text. */
export interface GenerationRequest {
  readonly prompt: EncodedPrompt;
  /** Upper bound for the answer, in tokens. Absent: what is left of the context. */
  readonly maxTokens?: number;
  readonly sampling?: SamplingOptions;
  /** Strings that end the answer; they are not part of it. */
  readonly stop?: readonly string[];
  /**
   * GBNF text with a rule named `root`: the answer is one of its texts, and ends where that does, unless a bound cuts it
   * off. See `jsonSchemaToGrammar`.
   */
  readonly grammar?: string;
  /**
   * Control tokens that stand in the answer's text by their names, and that a grammar may ask for so, such as `[TOOL_CALLS]`. Others
   * have no text, and no grammar lets them through. Default: none.
   */
  readonly shownTokens?: readonly number[];
  /** Removes the one prefix space with which the answers of SentencePiece models begin. Default false. */
  readonly stripLeadingSpace?: boolean;
  /** How many of the likeliest tokens to report with each token, 0 to 20. Absent: no log-probabilities at all. */
  readonly topLogprobs?: number;
  readonly signal?: AbortSignal;
  /** Who asks: waiting requests of different callers are served in turn. Default: everyone is one caller. */
  readonly caller?: string;
}

/** How the next token is chosen. What is absent is the model's default, else the engine's. */
export interface SamplingOptions {
  /** 0 is greedy. Default 0.7. */
  readonly temperature?: number;
  /** Nucleus: the smallest set of tokens with this probability mass. Default 1 (off). */
  readonly topP?: number;
  /** The k likeliest tokens only. Default 0 (off). */
  readonly topK?: number;
  /** Tokens at least this share as likely as the likeliest. Default 0 (off). */
  readonly minP?: number;
  /** Same seed, same request, same answer. Default: drawn at random for each request. */
  readonly seed?: number;
  /** Multiplies down tokens of the recent text. Default 1 (off). */
  readonly repeatPenalty?: number;
  /** Subtracted once from tokens that have appeared. Default 0. */
  readonly presencePenalty?: number;
  /** Subtracted for each time a token has appeared. Default 0. */
  readonly frequencyPenalty?: number;
  /** Added to the logits of tokens, by id; −100 and less bans one, 100 and more allows no other. Default: none. */
  readonly logitBias?: Readonly<Record<number, number>>;
}

/** How likely the model found a token: natural logarithms of probabilities before any sampling option, as OpenAI has them. */
export interface TokenLogprob {
  readonly token: number;
  /** UTF-8 of the token, which may be a part of a character. */
  readonly bytes: readonly number[];
  readonly logprob: number;
}

/** A token that was chosen, and the likeliest ones in its place. */
export interface ChosenTokenLogprob extends TokenLogprob {
  /** As many as were asked for, the likeliest first. */
  readonly top: readonly TokenLogprob[];
}

/** Why an answer ended. */
export type FinishReason = 'stop' | 'length';

export interface TokenUsage {
  readonly promptTokens: number;
  /** Of the prompt tokens, how many were taken from a cache. */
  readonly cachedPromptTokens: number;
  readonly completionTokens: number;
}

/** What a generation yields, in order. */
export type GenerationPart =
  | {
      readonly type: 'text-delta';
      readonly text: string;
      /** Of the tokens that this text ends, when they were asked for. */
      readonly logprobs?: readonly ChosenTokenLogprob[];
      /** So far. */
      readonly usage: TokenUsage;
    }
  | { readonly type: 'finish'; readonly reason: FinishReason; readonly usage: TokenUsage };
