import { type AnswerPart, type ChosenTokenLogprob, type TokenUsage } from '@leeward/mixtral-llm';
import { type IgnoredField } from '../compatibility/ignored-fields.js';
import { type HostedModel } from '../model/model-host.js';
import { type InputModeration } from '../moderation/moderate-input.js';
import { type ApprovedMessage } from '../telemetry/contract/observed-answer.js';
import { type ReserveTokens } from './answer-reservation.js';
import { type ChoiceEvent, type CompletionFinishReason, type ModeratedCall } from './moderate-choice.js';

/** The fields of a request that `CompletionsService` itself reads. */
export interface CompletionRequest {
  readonly model?: string | undefined;
  readonly stream?: boolean | null | undefined;
  readonly stream_options?: { readonly include_usage?: boolean | undefined } | null | undefined;
  /** Asks for the judgement on request and answer, in OpenAI's form. Only chats have it. */
  readonly moderation?: object | null | undefined;
}

/** One choice, whole. */
export interface CollectedChoice {
  readonly text: string;
  readonly calls: readonly ModeratedCall[];
  readonly logprobs: readonly ChosenTokenLogprob[];
  readonly finishReason: CompletionFinishReason;
  /** The policy's message, when the policy stopped the choice. */
  readonly refusal?: string | undefined;
}

/** The generation of one answer, which begins when its choices are read. */
export interface Generation {
  readonly choices: readonly AsyncIterable<AnswerPart>[];
  /** Finds the moderated text that a choice answers, with which the choice is moderated. Undefined: there is none. */
  readonly findPrecedingText: (choice: number) => string | undefined;
  /** The moderated text that each choice continues. It is moderated together with the choice. Default: none. */
  readonly begunText?: string | undefined;
  /** The messages that were left out since the conversation was too long. Default: none. */
  readonly truncated?: readonly string[] | undefined;
  /** The moderated messages that the model reads, for traces that may hold them. Default: they are not told. */
  readonly approvedInput?: readonly ApprovedMessage[] | undefined;
  /** Adds up the usage of all choices. */
  readonly sumUsage: (usages: readonly TokenUsage[]) => TokenUsage;
}

/** The context in which a kind of completion begins to generate. */
export interface GenerationContext {
  readonly moderation: InputModeration;
  /** Ends the generation. */
  readonly signal: AbortSignal;
  /** Identifies the caller in the engine's queue. */
  readonly queueKey: string;
  /** Reserves the tokens of the request, when the prompts are moderated. @throws OpenAiError 429 when its key has too few */
  readonly reserve: ReserveTokens;
  /** Reserves the tokens of one more attempt at an answer. @returns false when the key has too few */
  readonly reserveRetry: () => boolean;
}

/** Presents the events of one streamed answer as entries of `choices`. */
export interface ChoiceDeltas {
  /** The entries that an event adds, each of which has a chunk of its own. */
  present(choice: number, event: ChoiceEvent): readonly object[];
}

/**
 * One kind of completion: the steps in which chat and text completions differ. `CompletionsService` does the rest for
 * both.
 */
export interface CompletionKind<Request extends CompletionRequest> {
  readonly idPrefix: 'chatcmpl' | 'cmpl' | 'msg' | 'resp_';
  /** The name of the operation in traces. */
  readonly operation: 'chat' | 'text_completion';
  /** The field `object` of a whole answer. */
  readonly object: string;
  /** The field `object` of a chunk. */
  readonly chunkObject: string;
  /** The field of a request that holds the model's input. */
  readonly inputField: 'messages' | 'prompt';
  /** The field that holds the text, in the object that `toMessagePath` names. */
  readonly textField: 'content' | 'text';
  /** Names the object of an answer that holds a choice's text and calls, for example `choices[0].message`. */
  toMessagePath(choice: number): string;
  /**
   * Moderates every part of a request that the model reads, and begins to generate.
   *
   * @throws {OpenAiError} 400 or 503, as `InputModeration.text`, and 400 for a model that cannot answer this kind of
   *   request
   */
  generate(model: HostedModel, request: Request, context: GenerationContext): Promise<Generation>;
  /** Converts the path of a part of the request to that in the body which the caller sent. Default: they are the same. */
  toBodyPath?(path: string): string;
  /** Names the messages that are repaired before the model reads them. Default: none is. */
  findRepairs?(model: HostedModel, request: Request): readonly string[];
  /** Finds fields that this model cannot honour, although others can. Default: there are none. */
  findIgnoredFields?(model: HostedModel, request: Request): readonly IgnoredField[];
  /** Finds the JSON Schema of the arguments of a tool, by its name. Default: there are no tools. */
  findToolSchema?(request: Request, name: string): unknown;
  /** Presents a whole choice as an entry of `choices`. */
  presentChoice(choice: CollectedChoice, index: number, request: Request): object;
  /** Begins to present the choices of one streamed answer. */
  createDeltas(): ChoiceDeltas;
}
