import { Document } from '@langchain/core/documents';
import { type BaseMessage, isBaseMessage } from '@langchain/core/messages';
import { BasePromptValue } from '@langchain/core/prompt_values';
import { isCommand, Send } from '@langchain/langgraph';

import { ContentRefusedError } from '../../errors/moderation-errors.js';
import { moderateValue } from '../../values/moderate-value.js';
import { type Moderator } from '../../moderator/moderator.js';
import { OrderedChecks } from '../../scheduling/ordered-checks.js';
import { type RequestContext, type ValueLocation } from '../../contract/request-context.js';
import { isReleasable } from '../../contract/verdict.js';
import { moderateCommand, moderateSend } from './moderate-command.js';
import { readableParts, withParts } from './readable-message.js';

/**
 * A value as it may go on: texts, messages, prompts, documents, commands to a graph and all else that runnables hand over, in lists
 * and objects. Objects of other classes come back as plain ones when something in them was replaced.
 * @throws {ContentRefusedError} when it must not go on.
 */
export async function moderateState(
  value: unknown,
  moderator: Moderator,
  place: ValueLocation,
  facts: RequestContext,
): Promise<unknown> {
  const checks = new OrderedChecks(facts.signal);
  const approve = (part: unknown, path: string): Promise<unknown> =>
    checks.run((signal) =>
      moderateState(part, moderator, { ...place, path: `${place.path}${path}` }, { ...facts, signal }),
    );
  if (value instanceof BasePromptValue) return approve(value.toChatMessages(), '');
  if (isBaseMessage(value)) return approveParts(value, moderator, place, facts);
  if (value instanceof Document) {
    const { pageContent, metadata, id } = value;
    const approved = (await judge(
      { pageContent, metadata, ...(id === undefined ? {} : { id }) },
      moderator,
      place,
      facts,
    )) as Document;
    return new Document(approved);
  }
  if (isCommand(value)) return moderateCommand(value, approve);
  if (value instanceof Send) return moderateSend(value, approve);
  if (Array.isArray(value) && holdsStructured(value)) {
    return Promise.all(value.map((item: unknown, index) => approve(item, `[${String(index)}]`)));
  }
  if (isPlain(value) && holdsStructured(value)) {
    // Names first: what names a part in verdicts and records is approved text as well.
    const names = (await judge(Object.keys(value), moderator, place, facts)) as readonly string[];
    const parts = Object.values(value).map((item, index) => approve(item, `.${String(names[index])}`));
    return Object.fromEntries((await Promise.all(parts)).map((part, index) => [String(names[index]), part]));
  }
  return judge(value, moderator, place, facts);
}

async function approveParts(
  message: BaseMessage,
  moderator: Moderator,
  place: ValueLocation,
  facts: RequestContext,
): Promise<BaseMessage> {
  const parts = readableParts(message);
  const approved = await judge(parts, moderator, place, facts);
  return approved === parts ? message : withParts(message, approved as typeof parts);
}

/** The same value when nothing in it is replaced. */
async function judge(
  value: unknown,
  moderator: Moderator,
  place: ValueLocation,
  { requestId, conversationId, signal }: RequestContext,
): Promise<unknown> {
  const conversation = conversationId === undefined ? {} : { conversationId };
  const moderated = await moderateValue(moderator, { ...place, requestId, ...conversation, value }, { signal });
  signal?.throwIfAborted();
  if (!isReleasable(moderated.verdict)) throw new ContentRefusedError(moderated.verdict);
  return moderated.value;
}

function isStructured(value: unknown): boolean {
  return (
    value instanceof Document ||
    value instanceof BasePromptValue ||
    value instanceof Send ||
    isBaseMessage(value) ||
    isCommand(value)
  );
}

/** Structured values lie in lists and records, a few levels deep; below that they are judged as the records that they are. */
function holdsStructured(value: unknown, levels = 6): boolean {
  if (isStructured(value)) return true;
  if (levels === 0) return false;
  if (Array.isArray(value)) return value.some((item: unknown) => holdsStructured(item, levels - 1));
  return isPlain(value) && Object.values(value).some((item) => holdsStructured(item, levels - 1));
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.getPrototypeOf(value) === Object.prototype
  );
}
