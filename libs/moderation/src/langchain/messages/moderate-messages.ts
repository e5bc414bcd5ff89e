import { type BaseMessage } from '@langchain/core/messages';

import {
  type ConversationReader,
  moderateConversation,
  settleTurn,
  type TurnLocation,
} from '../../conversation/moderate-conversation.js';
import { moderateView } from '../../conversation/moderate-view.js';
import { type ModerationPolicy } from '../../contract/policy.js';
import { type RequestContext, type ValueLocation } from '../../contract/request-context.js';
import { type BlockVerdict, type ErrorVerdict } from '../../contract/verdict.js';
import { ContentRefusedError } from '../../errors/moderation-errors.js';
import { type Moderator } from '../../moderator/moderator.js';
import { OrderedChecks } from '../../scheduling/ordered-checks.js';
import { moderateOrThrow } from '../../values/moderate-or-throw.js';
import { serializeValue } from '../../values/serialize-value.js';
import { readViewedText, toConversationTurn, toNote } from './conversation-message.js';
import { toStageAndRole, type ReadableParts, readParts, withParts } from './readable-message.js';
import { ReviewerWords } from './reviewer-words.js';

/** Messages with redactions applied and without stopped ones of the history, or the verdict that stops them all. */
type ModeratedMessages =
  | { readonly messages: BaseMessage[]; readonly stopped?: undefined }
  | { readonly messages?: undefined; readonly stopped: BlockVerdict | ErrorVerdict };

/**
 * Moderates messages before a model gets them, and remembers those that passed. A history that grows by a message per
 * turn is not moderated again from its beginning. A message that was changed since then is moderated again, and so are
 * all under a new policy.
 */
export class MessageModerator {
  readonly #moderator: Moderator;
  readonly #known = new WeakMap<BaseMessage, ModeratedState>();
  readonly #reviewerWords: ReviewerWords;

  constructor(moderator: Moderator) {
    this.#moderator = moderator;
    this.#reviewerWords = ReviewerWords.for(moderator);
  }

  /**
   * Moderates every message at its own stage. The first of the newest exchange that is stopped stops them all; the policy's `history`
   * decides about earlier ones.
   */
  async moderate(messages: readonly BaseMessage[], context: RequestContext): Promise<ModeratedMessages> {
    try {
      return await moderateConversation(messages, this.#toReader(new OrderedChecks(context.signal), context));
    } catch (error) {
      if (ContentRefusedError.isInstance(error)) return { stopped: error.verdict };
      throw error;
    }
  }

  #toReader(checks: OrderedChecks, context: RequestContext): ConversationReader<BaseMessage> {
    const { turns } = this.#moderator.policy.conversation;
    return {
      toTurn: toConversationTurn,
      toText: ({ text }) => text,
      toNote,
      moderate: (message, location) =>
        checks.run((signal) => settleTurn(this.#moderateOne(message, location, { ...context, signal }))),
      view:
        turns === 0
          ? undefined
          : {
              turns,
              moderate: (message, earlier, location) =>
                checks.run((signal) =>
                  settleTurn(this.#moderateInView(message, earlier, location, { ...context, signal })),
                ),
            },
    };
  }

  /** @throws {ContentRefusedError} when the message is stopped. */
  async #moderateInView(
    message: BaseMessage,
    earlier: readonly BaseMessage[],
    { index, ...turn }: TurnLocation,
    { requestId, conversationId, signal }: RequestContext,
  ): Promise<BaseMessage> {
    const path = `messages[${index}].content`;
    const source = { ...toStageAndRole(message), path, ...turn, requestId, conversationId };
    const texts = { text: readViewedText(message), earlier: earlier.map(readViewedText) };
    const text = await moderateView(this.#moderator, { ...source, ...texts }, { signal });
    return text === undefined || text === message.content
      ? message
      : withParts(message, { ...readParts(message), content: text });
  }

  /** @throws {ContentRefusedError} when the message is stopped. */
  async #moderateOne(
    message: BaseMessage,
    { index, ...turn }: TurnLocation,
    context: RequestContext,
  ): Promise<BaseMessage> {
    // Policies are compared by identity: a reloaded file may have other rules under the same version.
    const { policy } = this.#moderator;
    const known = this.#known.get(message);
    if (known?.policy === policy && known.text === serializeMessage(message, turn, policy)) return message;
    const parts = readParts(message);
    const location = { ...toStageAndRole(message), path: `messages[${index}]`, ...turn };
    const isReviewers = location.stage === 'tool-result' && this.#reviewerWords.includes(parts.content);
    const moderatedParts = isReviewers
      ? await this.#moderateReviewersParts(parts, location, context)
      : await moderateParts(this.#moderator, parts, location, context);
    const moderated = moderatedParts === parts ? message : withParts(message, moderatedParts);
    const text = serializeMessage(moderated, turn, policy);
    if (text !== undefined) this.#known.set(moderated, { policy, text });
    return moderated;
  }

  /** Moderates the content of a tool message as a reviewer's words, and the rest as a tool's. */
  async #moderateReviewersParts(
    { content, ...others }: ReadableParts,
    location: MessageLocation,
    context: RequestContext,
  ): Promise<ReadableParts> {
    const words = await moderateParts(this.#moderator, { content }, { ...location, stage: 'resume' }, context);
    const rest = await moderateParts(this.#moderator, { content: '', ...others }, location, context);
    return { ...rest, content: words.content };
  }
}

/** The stage, role and path of a message, and its place in the conversation. */
type MessageLocation = ValueLocation & Omit<TurnLocation, 'index'>;

/** The policy under which a message passed, and the text of the message at that time. */
interface ModeratedState {
  readonly policy: ModerationPolicy;
  readonly text: string;
}

/** Serializes all of a message that is moderated, and the turn before it; undefined when they cannot be read. */
function serializeMessage(
  message: BaseMessage,
  { precedingText = '' }: Pick<TurnLocation, 'precedingText'>,
  policy: ModerationPolicy,
): string | undefined {
  try {
    return serializeValue([readParts(message), precedingText], 2 * policy.limits.maximumCharacters).text;
  } catch {
    return undefined;
  }
}

/**
 * Returns the same parts when nothing in them is redacted.
 * @throws {ContentRefusedError} when they must not be released.
 */
async function moderateParts(
  moderator: Moderator,
  parts: ReadableParts,
  location: MessageLocation,
  { requestId, conversationId, signal, vault }: RequestContext,
): Promise<ReadableParts> {
  const input = { ...location, requestId, conversationId };
  const names = Object.keys(parts);
  if (names.length === 1 && typeof parts.content === 'string') {
    const path = `${location.path}.content`;
    const content = await moderateOrThrow(moderator, { ...input, path, value: parts.content }, { signal, vault });
    return content === parts.content ? parts : { content };
  }
  // The names of the parts are left out: a classifier would read them as words of the text.
  const values: readonly unknown[] = Object.values(parts);
  const moderated = await moderateOrThrow(moderator, { ...input, value: values }, { signal, vault });
  if (moderated === values) return parts;
  return { content: undefined, ...Object.fromEntries(names.map((name, index) => [name, moderated[index]])) };
}
