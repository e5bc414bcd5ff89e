import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import { type ChatResult } from '@langchain/core/outputs';

/** A token of a scripted answer: what was written, and the probabilities of what might have been. */
export interface ScriptedToken {
  readonly written: string;
  readonly chances: Readonly<Record<string, number>>;
}

/** A token that was certain. */
export function sure(written: string): ScriptedToken {
  return { written, chances: { [written]: 0.999, '\u0000': 0.000_001 } };
}

type Script = (
  messages: readonly BaseMessage[],
  options: Readonly<Record<string, unknown>>,
) => readonly ScriptedToken[];

/** A chat model that gives probabilities with its tokens, in OpenAI's shape. */
export class GuardChatModel extends BaseChatModel {
  readonly calls: { readonly messages: readonly BaseMessage[]; readonly options: Readonly<Record<string, unknown>> }[] =
    [];
  readonly #script: Script;
  readonly #tellsChances: boolean;

  constructor(script: Script | readonly ScriptedToken[], tellsChances = true) {
    super({});
    this.#script = typeof script === 'function' ? script : () => script;
    this.#tellsChances = tellsChances;
  }

  override _llmType(): string {
    return 'guard';
  }

  override async _generate(messages: BaseMessage[], options: this['ParsedCallOptions']): Promise<ChatResult> {
    this.calls.push({ messages, options: { ...options } });
    const tokens = this.#script(messages, { ...options });
    const text = tokens.map(({ written }) => written).join('');
    const content = tokens.map(({ written, chances }) => ({
      token: written,
      logprob: Math.log(chances[written] ?? 0.000_001),
      top_logprobs: Object.entries(chances).map(([token, chance]) => ({ token, logprob: Math.log(chance) })),
    }));
    const message = new AIMessage({
      content: text,
      ...(this.#tellsChances ? { response_metadata: { logprobs: { content } } } : {}),
    });
    return { generations: [{ text, message }] };
  }

  /** The text of all messages of one call. */
  promptOf(call = 0): string {
    return (this.calls[call]?.messages ?? []).map(({ content }) => String(content)).join('\n---\n');
  }
}
