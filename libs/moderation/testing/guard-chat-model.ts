import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, type BaseMessage } from '@langchain/core/messages';
import { type ChatResult } from '@langchain/core/outputs';

/** A token of a scripted answer, with the probabilities of the tokens at its position. */
export interface ScriptedToken {
  readonly written: string;
  readonly chances: Readonly<Record<string, number>>;
}

/** Creates a token with almost all of the probability. */
export function sure(written: string): ScriptedToken {
  return { written, chances: { [written]: 0.999, '\u0000': 0.000_001 } };
}

type Script = (
  messages: readonly BaseMessage[],
  options: Readonly<Record<string, unknown>>,
) => readonly ScriptedToken[];

/** Answers with scripted tokens and their probabilities, in OpenAI's shape. */
export class GuardChatModel extends BaseChatModel {
  readonly calls: { readonly messages: readonly BaseMessage[]; readonly options: Readonly<Record<string, unknown>> }[] =
    [];
  readonly #script: Script;
  readonly #givesChances: boolean;

  constructor(script: Script | readonly ScriptedToken[], givesChances = true) {
    super({});
    this.#script = typeof script === 'function' ? script : () => script;
    this.#givesChances = givesChances;
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
      ...(this.#givesChances ? { response_metadata: { logprobs: { content } } } : {}),
    });
    return { generations: [{ text, message }] };
  }

  /** Joins the text of all messages of one call. */
  promptOf(call = 0): string {
    return (this.calls[call]?.messages ?? []).map(({ content }) => String(content)).join('\n---\n');
  }
}
