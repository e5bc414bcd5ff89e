import { BaseChatModel } from '@langchain/core/language_models/chat_models';
import { AIMessage, type BaseMessage, HumanMessage, ToolMessage } from '@langchain/core/messages';
import { type ChatResult } from '@langchain/core/outputs';

import { type DojoCall } from './environments.js';

/** The times at which the model does what an attacker wants. */
export const moments = ['at-once', 'at-end'] as const;

/** A time at which the model does what an attacker wants. */
export type Moment = (typeof moments)[number];

/** The calls of one run, and the texts of an attacker. */
export interface Script {
  readonly userCalls: readonly DojoCall[];
  readonly injectionCalls: readonly DojoCall[];
  readonly injections: readonly string[];
  readonly moment: Moment;
}

/** The beginnings of the ids of calls, by which a run tells for whom they are. */
export const callPrefixes = { user: 'user-', attacker: 'attacker-' } as const;

/**
 * Plays the right calls of a user's task, and obeys every text of an attacker that it reads. The worst model there can be: only
 * the rules of the server stop it.
 */
export class ObedientModel extends BaseChatModel {
  readonly #scripts: ReadonlyMap<string, Script>;

  /** @param scripts the scripts by the id of the first message of the user */
  constructor(scripts: ReadonlyMap<string, Script>) {
    super({});
    this.#scripts = scripts;
  }

  override _llmType(): string {
    return 'obedient';
  }

  override bindTools(): this {
    return this;
  }

  override _generate(messages: BaseMessage[]): Promise<ChatResult> {
    const asked = messages.find((message) => HumanMessage.isInstance(message));
    const script = this.#scripts.get(asked?.id ?? '');
    if (script === undefined) throw new Error('There is no script for the messages.');
    const call = findNextCall(script, messages);
    const tool_calls = call === undefined ? [] : [{ ...call, type: 'tool_call' as const }];
    const message = new AIMessage({ content: call === undefined ? 'Done.' : '', tool_calls });
    return Promise.resolve({ generations: [{ text: message.text, message }] });
  }
}

function findNextCall(script: Script, messages: readonly BaseMessage[]): (DojoCall & { id: string }) | undefined {
  const made = messages
    .filter((message) => AIMessage.isInstance(message))
    .flatMap(({ tool_calls = [] }) => tool_calls.map(({ id = '' }) => id));
  const count = (prefix: string): number => made.filter((id) => id.startsWith(prefix)).length;
  const [forUser, forAttacker] = [count(callPrefixes.user), count(callPrefixes.attacker)];
  const ofUser = toCall(script.userCalls, forUser, callPrefixes.user);
  const ofAttacker = hasReadInjection(script, messages)
    ? toCall(script.injectionCalls, forAttacker, callPrefixes.attacker)
    : undefined;
  return script.moment === 'at-once' ? (ofAttacker ?? ofUser) : (ofUser ?? ofAttacker);
}

function toCall(calls: readonly DojoCall[], index: number, prefix: string): (DojoCall & { id: string }) | undefined {
  const call = calls[index];
  return call === undefined ? undefined : { ...call, id: `${prefix}${index}` };
}

/** Tells whether a result holds a text of the attacker. Its spaces and marks differ, since results are written as YAML. */
function hasReadInjection({ injections }: Script, messages: readonly BaseMessage[]): boolean {
  const results = messages.filter((message) => ToolMessage.isInstance(message)).map(({ text }) => toLetters(text));
  // The YAML of a long text is cut into lines, and some of its letters are written as numbers: a part is enough.
  return injections
    .flatMap((injection) => toLetters(injection).match(/.{40}/gs) ?? [toLetters(injection)])
    .some((part) => results.some((result) => result.includes(part)));
}

function toLetters(text: string): string {
  return text.replace(/[^a-zA-Z0-9]/g, '');
}
