import { moderateOrThrow, type Moderator } from '@leeward/moderation';
import { type JsonValue } from '../../contract/index.js';
import { RequestInvalidError } from '../../errors/index.js';

/** The place of a request for moderation. */
export interface RequestPlace {
  readonly moderator: Moderator;
  readonly requestId: string;
  readonly threadId: string;
}

const uuid = /\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b/gi;
const letterOrDigit = /[\p{L}\p{N}]/u;

/**
 * Moderates names and ids that a caller saves. Redacted they would name something else, so they are refused.
 *
 * @throws {ContentRefusedError} when a name must not be saved
 * @throws {RequestInvalidError} when a part of a name would be redacted
 */
export async function moderateNames(names: readonly string[], place: RequestPlace): Promise<void> {
  const { moderator, requestId, threadId } = place;
  const words = names.map((name) => name.replace(uuid, '')).filter((name) => letterOrDigit.test(name));
  if (words.length === 0) return;
  const source = { stage: 'input', role: 'user', path: 'names', requestId, conversationId: threadId } as const;
  const text = words.join('\n');
  if ((await moderateOrThrow(moderator, { ...source, text })) !== text) {
    throw new RequestInvalidError(['a name or an id holds text that the moderation policy redacts']);
  }
}

/** Lists the ids of messages and calls in a value. Moderation of messages leaves ids out. */
export function listMessageIds(value: JsonValue | undefined): readonly string[] {
  const ids: string[] = [];
  // No recursion: the depth of a value is its writer's choice.
  const remaining: JsonValue[] = value === undefined ? [] : [value];
  while (remaining.length > 0) {
    const part = remaining.pop();
    if (typeof part !== 'object' || part === null) continue;
    for (const [name, inner] of Object.entries(part) as readonly [string, JsonValue][]) {
      if (typeof inner !== 'string') remaining.push(inner);
      else if (name === 'id' || name === 'tool_call_id') ids.push(inner);
    }
  }
  return ids;
}

/** Lists the names and the texts of a value, such as the parts of a checkpoint's name. */
export function listNames(value: JsonValue | undefined): readonly string[] {
  const names: string[] = [];
  if (value !== undefined) {
    JSON.stringify(value, (name, part: unknown) => {
      names.push(name, ...(typeof part === 'string' ? [part] : []));
      return part;
    });
  }
  return names;
}
