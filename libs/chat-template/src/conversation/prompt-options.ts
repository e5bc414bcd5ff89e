import { type ToolDefinition } from './messages.js';

/**
 * Decides about text of a message that spells a control string, such as `[INST]`:
 * - `neutralise`: replaces one of its characters by a look-alike, so that it reads the same and encodes otherwise;
 * - `reject`: refuses the conversation with an `UntrustedTextError`;
 * - `allow`: leaves the text. Only for trusted text, since it can open and close turns.
 */
export type UntrustedTextPolicy = 'neutralise' | 'reject' | 'allow';

/**
 * Decides about a conversation whose roles do not alternate:
 * - `merge`: joins neighbours of one role, and puts an empty user turn before an assistant that opens the conversation,
 *   both as mistral-common does;
 * - `strict`: refuses it.
 */
export type ConversationMode = 'merge' | 'strict';

/**
 * Decides about answers without text and without tool calls, which models write when they stop at once:
 * - `refuse`: refuses the conversation, as mistral-common does;
 * - `drop`: leaves them out, so that the messages around them are merged. The conversation mode `strict` refuses them anyway.
 */
export type EmptyAnswerPolicy = 'refuse' | 'drop';

/** Says whether the model may, must or must not call tools. A name makes it call that tool. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

/** Describes the options of a prompt, besides its messages. */
export interface PromptOptions {
  /** Default `neutralise`. */
  readonly untrustedText?: UntrustedTextPolicy | undefined;
  /** Default `merge`. */
  readonly conversation?: ConversationMode | undefined;
  /** Default `refuse`. */
  readonly emptyAnswers?: EmptyAnswerPolicy | undefined;
  /**
   * Whether an assistant message at the end is the beginning of the answer, which the model continues. Spaces at its end
   * are removed, since the model writes a space together with the next word. Default false: such a message is refused.
   */
  readonly continueFinalMessage?: boolean | undefined;
  /** The tools that the model may call. Default: none. */
  readonly tools?: readonly ToolDefinition[] | undefined;
  /** Default `auto`. */
  readonly toolChoice?: ToolChoice | undefined;
  /** Whether one answer may hold several calls. Default true. */
  readonly parallelToolCalls?: boolean | undefined;
}
