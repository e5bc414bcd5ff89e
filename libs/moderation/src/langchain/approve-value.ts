import { Document } from '@langchain/core/documents';
import { type BaseMessage, isBaseMessage } from '@langchain/core/messages';
import { BasePromptValue } from '@langchain/core/prompt_values';

import { ContentRefusedError } from '../errors.js';
import { moderateValue } from '../moderate-value.js';
import { type Moderator } from '../moderator.js';
import { type ModerationInput } from '../stage.js';
import { isReleasable } from '../verdict.js';
import { type RequestFacts } from './approve-messages.js';
import { readableParts, withParts } from './readable-message.js';

/** Where a value stands in a request. */
export type ValuePlace = Pick<ModerationInput, 'stage' | 'role' | 'path'>;

/**
 * A value as it may go on: texts, messages, prompts, documents and all else that runnables hand over, in lists and objects.
 * Objects of other classes come back as plain ones when something in them was replaced.
 * @throws {ContentRefusedError} when it must not go on.
 */
export async function approveValue(value: unknown, moderator: Moderator, place: ValuePlace, facts: RequestFacts): Promise<unknown> {
  if (value instanceof BasePromptValue) return approveValue(value.toChatMessages(), moderator, place, facts);
  if (isBaseMessage(value)) return approveParts(value, moderator, place, facts);
  if (value instanceof Document) {
    const { pageContent, metadata } = (await judge({ pageContent: value.pageContent, metadata: value.metadata }, moderator, place, facts)) as Document;
    return new Document({ pageContent, metadata, ...(value.id === undefined ? {} : { id: value.id }) });
  }
  if (Array.isArray(value) && value.some(isStructured)) {
    return Promise.all(value.map((item: unknown, index) => approveValue(item, moderator, { ...place, path: `${place.path}[${String(index)}]` }, facts)));
  }
  if (isPlain(value) && Object.values(value).some(holdsStructured)) {
    const entries = Object.entries(value).map(
      async ([name, item]) => [name, await approveValue(item, moderator, { ...place, path: `${place.path}.${name}` }, facts)] as const,
    );
    return Object.fromEntries(await Promise.all(entries));
  }
  return judge(value, moderator, place, facts);
}

async function approveParts(message: BaseMessage, moderator: Moderator, place: ValuePlace, facts: RequestFacts): Promise<BaseMessage> {
  const parts = readableParts(message);
  const approved = await judge(parts, moderator, place, facts);
  return approved === parts ? message : withParts(message, approved as typeof parts);
}

/** The same value when nothing in it is replaced. */
async function judge(value: unknown, moderator: Moderator, place: ValuePlace, { requestId, conversationId, signal }: RequestFacts): Promise<unknown> {
  const conversation = conversationId === undefined ? {} : { conversationId };
  const moderated = await moderateValue(moderator, { ...place, requestId, ...conversation, value }, { signal });
  signal?.throwIfAborted();
  if (!isReleasable(moderated.verdict)) throw new ContentRefusedError(moderated.verdict);
  return moderated.value;
}

function isStructured(value: unknown): boolean {
  return value instanceof Document || value instanceof BasePromptValue || isBaseMessage(value);
}

function holdsStructured(value: unknown): boolean {
  return isStructured(value) || (Array.isArray(value) && value.some(isStructured));
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && Object.getPrototypeOf(value) === Object.prototype;
}
