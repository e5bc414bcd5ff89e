import { type TokenUsage } from '@leeward/mixtral-llm';

/** A call of a tool that has passed the gate. */
export interface ObservedCall {
  readonly id: string;
  readonly name: string;
  readonly arguments: string;
}

/** An event of a moderated answer, as far as it is observed. */
export type ObservedEvent =
  | { readonly type: 'text-delta'; readonly text: string }
  | { readonly type: 'tool-call'; readonly call: ObservedCall }
  | { readonly type: 'finish'; readonly reason: string; readonly usage: TokenUsage };

/** A part of an answer that the model wrote, as far as it is observed. */
export interface ObservedPart {
  readonly type: string;
  readonly usage: TokenUsage;
}

/** A message whose text moderation has approved. */
export interface ApprovedMessage {
  readonly role: string;
  readonly text: string;
  readonly calls?: readonly ObservedCall[] | undefined;
}

/** Tells about the vectors that a model makes for a request. */
export interface EmbeddingDetails {
  /** The id under which decisions about the request are recorded. */
  readonly id: string;
  /** The id of the model. */
  readonly model: string;
}

/** Follows the making of vectors, which ends once. */
export interface EmbeddingObservation {
  /** @param tokens of all texts together */
  end(tokens: number): void;
  fail(error: unknown): void;
}

/** Tells about one answer that a model gives to a request. */
export interface AnswerDetails {
  /** The id of the answer, which its audit records have as `requestId`. */
  readonly id: string;
  /** The id of the model. */
  readonly model: string;
  readonly operation: 'chat' | 'text_completion';
  /** The request's options. Only numbers are read from it. */
  readonly request: object;
}

/** The beginning of an answer. */
export interface AnswerBeginning {
  readonly choices: number;
  readonly sumUsage: (usages: readonly TokenUsage[]) => TokenUsage;
  /** The moderated input. Default: it is not told. */
  readonly approvedInput?: readonly ApprovedMessage[] | undefined;
  /** Checks whether redacted values are put back into the answer: then it is not for the eyes of operators. */
  readonly restoresValues: () => boolean;
}
