import { createHash } from 'node:crypto';

import { isCommand } from '@langchain/langgraph';

import { type Moderator } from '../../moderator/moderator.js';

/** The most texts that are remembered for a moderator: of more, the oldest are forgotten. */
const maximumTexts = 10_000;

/** The most values of one answer that are read, and how deep they may be nested. */
const maximumValues = 1_000;
const maximumDepth = 8;

const wordsByModerator = new WeakMap<Moderator, ReviewerWords>();

/**
 * Remembers what reviewers wrote to resume runs, as hashes.
 *
 * LangChain puts the reason of a rejected tool call into a tool message, without a sign of its author. A text that is exactly the
 * reviewer's is moderated as theirs there too: at the stage `resume`. After a restart nothing is remembered, and it is moderated
 * as a tool result.
 */
export class ReviewerWords {
  readonly #hashes = new Set<string>();

  /** Finds the memory of a moderator, which its agents share. */
  static for(moderator: Moderator): ReviewerWords {
    const known = wordsByModerator.get(moderator) ?? new ReviewerWords();
    wordsByModerator.set(moderator, known);
    return known;
  }

  /** Remembers every text in the answer that a command resumes a run with. Call it when the answer is moderated. */
  remember(command: unknown): void {
    if (!isCommand(command)) return;
    for (const text of listTexts(command.resume)) {
      const hash = toHash(text);
      // Added anew, so that the oldest are first.
      this.#hashes.delete(hash);
      this.#hashes.add(hash);
      const [oldest] = this.#hashes;
      if (this.#hashes.size > maximumTexts && oldest !== undefined) this.#hashes.delete(oldest);
    }
  }

  /** Checks whether a value is a text that a reviewer wrote. */
  includes(value: unknown): boolean {
    return typeof value === 'string' && this.#hashes.size > 0 && this.#hashes.has(toHash(value));
  }
}

function toHash(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

/** Lists the texts of a value that is made of records and lists. */
function listTexts(value: unknown): readonly string[] {
  const texts: string[] = [];
  let values = [value];
  for (let depth = 0; depth < maximumDepth && values.length > 0; depth += 1) {
    texts.push(...values.filter((one) => typeof one === 'string' && one !== '').map(String));
    values = values
      .flatMap((one): readonly unknown[] => (typeof one === 'object' && one !== null ? Object.values(one) : []))
      .slice(0, maximumValues);
  }
  return texts;
}
