import { type ToolDefinition } from './messages.js';

/**
 * What happens to text of a message that spells a control string, such as `[INST]`:
 * - `neutralise`: one of its characters is replaced by a look-alike, so that it reads the same and encodes otherwise;
 * - `reject`: the conversation is refused with an `UntrustedTextError`;
 * - `allow`: it stays. Only for text that is trusted, since it can open and close turns.
 */
export type UntrustedTextPolicy = 'neutralise' | 'reject' | 'allow';

/**
 * What happens to a conversation that does not alternate:
 * - `merge`: neighbours of one role are joined, and a conversation that the assistant opens gets an empty user turn in
 *   front, both as mistral-common does;
 * - `strict`: it is refused.
 */
export type ConversationMode = 'merge' | 'strict';

/** Whether the model may, must or must not call tools; a name makes it call that one. */
export type ToolChoice = 'auto' | 'none' | 'required' | { readonly name: string };

/** What a prompt depends on besides its messages. */
export interface PromptOptions {
  /** Default `neutralise`. */
  readonly untrustedText?: UntrustedTextPolicy | undefined;
  /** Default `merge`. */
  readonly conversation?: ConversationMode | undefined;
  /** Tools that the model may call. Default: none. */
  readonly tools?: readonly ToolDefinition[] | undefined;
  /** Default `auto`. */
  readonly toolChoice?: ToolChoice | undefined;
  /** Whether one answer may hold several calls. Default true. */
  readonly parallelToolCalls?: boolean | undefined;
}
