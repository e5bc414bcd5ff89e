import { type BaseMessage } from '@langchain/core/messages';

import { ContentRefusedError } from '../../errors/moderation-errors.js';
import { moderateValue } from '../../values/moderate-value.js';
import { type Moderator } from '../../moderator/moderator.js';
import { OrderedChecks } from '../../scheduling/ordered-checks.js';
import { type ModerationPolicy } from '../../contract/policy.js';
import { serializeValue } from '../../values/serialize-value.js';
import { type RequestContext } from '../../contract/request-context.js';
import { type BlockVerdict, type ErrorVerdict, isReleasable, type Verdict } from '../../contract/verdict.js';
import { toBoundary, type ReadableParts, readableParts, withParts } from './readable-message.js';

/** Messages as they may go on, or the verdict that stops them. */
export type ModeratedMessages =
  | { readonly messages: BaseMessage[]; readonly stopped?: undefined }
  | { readonly messages?: undefined; readonly stopped: BlockVerdict | ErrorVerdict };

/**
 * Judges messages on their way to a model, and remembers what was approved: a history that grows by a message per turn is
 * not judged again from its beginning. A message that was changed since, or a policy that was, counts as new.
 */
export class MessageModeration {
  readonly #moderator: Moderator;
  readonly #approved = new WeakMap<BaseMessage, Approval>();

  constructor(moderator: Moderator) {
    this.#moderator = moderator;
  }

  /** Judges every message at its own stage. The first one that is stopped, in their order, stops them all. */
  async approve(messages: readonly BaseMessage[], facts: RequestContext): Promise<ModeratedMessages> {
    const checks = new OrderedChecks(facts.signal);
    const approving = messages.map((message, index) =>
      checks.run((signal) => this.#approveOne(message, `messages[${String(index)}]`, { ...facts, signal })),
    );
    try {
      return { messages: await Promise.all(approving) };
    } catch (error) {
      if (error instanceof ContentRefusedError) return { stopped: error.verdict };
      throw error;
    }
  }

  /** @throws {ContentRefusedError} when it is stopped. */
  async #approveOne(message: BaseMessage, path: string, facts: RequestContext): Promise<BaseMessage> {
    // By identity: a file that is read again may have other rules under the same version. What was in force when judging began counts.
    const { policy } = this.#moderator;
    const known = this.#approved.get(message);
    if (known?.policy === policy && known.mark === markOf(message, policy)) return message;
    const parts = readableParts(message);
    const { verdict, value } = await judgeParts(this.#moderator, parts, { ...toBoundary(message), path }, facts);
    if (!isReleasable(verdict)) throw new ContentRefusedError(verdict);
    const approved = verdict.outcome === 'allow' ? message : withParts(message, value);
    const mark = markOf(approved, policy);
    if (mark !== undefined) this.#approved.set(approved, { policy, mark });
    return approved;
  }
}

/** What an approval rests on. */
interface Approval {
  readonly policy: ModerationPolicy;
  readonly mark: string;
}

/** All that is judged of a message, as it is judged; undefined when that cannot be read. */
function markOf(message: BaseMessage, policy: ModerationPolicy): string | undefined {
  try {
    return serializeValue(readableParts(message), policy.limits.maximumCharacters).text;
  } catch {
    return undefined;
  }
}

async function judgeParts(
  moderator: Moderator,
  parts: ReadableParts,
  place: ReturnType<typeof toBoundary> & { readonly path: string },
  facts: RequestContext,
): Promise<{ readonly verdict: Verdict; readonly value: ReadableParts }> {
  const { requestId, conversationId, signal } = facts;
  const isText = typeof parts.content === 'string' && Object.keys(parts).length === 1;
  const input = {
    ...place,
    path: isText ? `${place.path}.content` : place.path,
    requestId,
    ...(conversationId === undefined ? {} : { conversationId }),
    // Without the names of the parts: to a classifier they would be words of the text.
    value: isText ? parts.content : Object.values(parts),
  };
  const { verdict, value } = await moderateValue(moderator, input, { signal });
  if (isText) return { verdict, value: { content: value } };
  const values = value as readonly unknown[] | undefined;
  return {
    verdict,
    value: Object.fromEntries(
      Object.keys(parts).map((name, index) => [name, values?.[index]]),
    ) as unknown as ReadableParts,
  };
}
