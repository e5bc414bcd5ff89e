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

/** Says whether the model may, must or must not call tools. A name makes it call that tool. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

/** Describes the options of a prompt, besides its messages. */
export interface PromptOptions {
  /** Default `neutralise`. */
  readonly untrustedText?: UntrustedTextPolicy | undefined;
  /** Default `merge`. */
  readonly conversation?: ConversationMode | undefined;
  /** The tools that the model may call. Default: none. */
  readonly tools?: readonly ToolDefinition[] | undefined;
  /** Default `auto`. */
  readonly toolChoice?: ToolChoice | undefined;
  /** Whether one answer may hold several calls. Default true. */
  readonly parallelToolCalls?: boolean | undefined;
}
