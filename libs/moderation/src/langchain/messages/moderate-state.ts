import { Document } from '@langchain/core/documents';
import { isBaseMessage } from '@langchain/core/messages';
import { BasePromptValue } from '@langchain/core/prompt_values';
import { isCommand, Send } from '@langchain/langgraph';

import { type RequestContext, type ValueLocation } from '../../contract/request-context.js';
import { type Moderator } from '../../moderator/moderator.js';
import { OrderedChecks } from '../../scheduling/ordered-checks.js';
import { moderateOrThrow } from '../../values/moderate-or-throw.js';
import { moderateCommand, moderateSend } from './moderate-command.js';
import { readParts, toStageAndRole, withParts } from './readable-message.js';

/**
 * Moderates any value that runnables pass on: texts, messages, prompts, documents, commands to a graph, and lists and
 * records of them. A text, a message or a plain value without redactions is returned as it is; documents, commands and
 * lists of them are copied. When text in it is redacted, an object of an unknown class becomes a plain object.
 * @param checks run the moderations of one request. Default: new ones. At most eight run at once, however deep the value is nested.
 * @throws {ContentRefusedError} when the value must not be released.
 */
export async function moderateState<Value>(
  value: Value,
  moderator: Moderator,
  location: ValueLocation,
  context: RequestContext,
  checks?: OrderedChecks,
): Promise<Value>;
export async function moderateState(
  value: unknown,
  moderator: Moderator,
  location: ValueLocation,
  context: RequestContext,
  checks = new OrderedChecks(context.signal),
): Promise<unknown> {
  const { requestId, conversationId, vault } = context;
  const moderateWhole = <Whole>(whole: Whole, source: Partial<ValueLocation> = {}): Promise<Whole> =>
    checks.run(async (signal) => {
      try {
        const input = { ...location, ...source, requestId, conversationId, value: whole };
        return await moderateOrThrow(moderator, input, { signal, vault });
      } finally {
        // After an abort, throws its reason and not the refusal that it caused.
        signal.throwIfAborted();
      }
    });
  const moderatePart = (part: unknown, path: string): Promise<unknown> =>
    checks.nest((nested) =>
      moderateState(part, moderator, { ...location, path: `${location.path}${path}` }, context, nested),
    );
  if (value instanceof BasePromptValue) return moderatePart(value.toChatMessages(), '');
  if (isBaseMessage(value)) {
    const parts = readParts(value);
    // A reviewer who hands over the result of a tool is not its author.
    const isToolResult =
      location.stage === 'resume' && location.role === 'user' && toStageAndRole(value).stage === 'tool-result';
    const moderated = await moderateWhole(parts, isToolResult ? toStageAndRole(value) : {});
    return moderated === parts ? value : withParts(value, moderated);
  }
  if (value instanceof Document) {
    const { pageContent, metadata, id } = value;
    return new Document(await moderateWhole({ pageContent, metadata, ...(id === undefined ? {} : { id }) }));
  }
  if (isCommand(value)) return moderateCommand(value, moderatePart);
  if (value instanceof Send) return moderateSend(value, moderatePart);
  if (Array.isArray(value) && holdsStructured(value))
    return Promise.all(value.map((item: unknown, index) => moderatePart(item, `[${index}]`)));
  if (isPlain(value) && holdsStructured(value)) {
    // Names are moderated first, because the paths in verdicts and audit events contain them.
    const names = await moderateWhole(Object.keys(value));
    const parts = await Promise.all(Object.values(value).map((item, index) => moderatePart(item, `.${names[index]}`)));
    return Object.fromEntries(parts.map((part, index) => [names[index], part]));
  }
  return moderateWhole(value);
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

/** Looks for structured values a few levels deep. Below that, they are moderated as plain records. */
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
