import { moderateValue } from '../values/moderate-value.js';
import { type Moderator } from '../moderator/moderator.js';
import { redactValue } from '../values/serialize-value.js';
import { type ModerationSource, type TextRange } from '../contract/moderation-input.js';
import { toValueForm } from '../values/value-form.js';
import { type BlockVerdict, type ErrorVerdict, isReleasable } from '../contract/verdict.js';

/** What of the held values may go on, or the verdict that stops them. */
export interface ValueStep {
  readonly values: readonly unknown[];
  readonly stopped?: BlockVerdict | ErrorVerdict;
}

/** A text inside a value that is held, and where it can be written anew. */
interface Leaf {
  readonly text: string;
  readonly write: (text: string) => void;
}

/**
 * Holds the values of a stream that are no text. Each is judged alone when it comes, and all of them together at the end: a text may
 * be split over the same field of many values, and nothing of it may be out before that shows.
 */
export class ValueBuffer {
  readonly #moderator: Moderator;
  readonly #facts: ModerationSource;
  readonly #held: unknown[] = [];
  #characters = 0;

  constructor(moderator: Moderator, facts: ModerationSource) {
    this.#moderator = moderator;
    this.#facts = facts;
  }

  /** Takes a value that JSON made, so that nobody else has it. */
  async push(value: unknown): Promise<ValueStep> {
    this.#characters += JSON.stringify(value).length;
    const { maximumHeldCharacters } = this.#moderator.policy.gate;
    if (this.#characters > maximumHeldCharacters) {
      const message = `More than ${String(maximumHeldCharacters)} characters wait for release.`;
      return {
        values: [],
        stopped: await this.#moderator.refuse(
          { ...this.#facts, text: '' },
          { classifier: 'gate', code: 'too-long', message },
        ),
      };
    }
    const { verdict, value: approved } = await moderateValue(this.#moderator, { ...this.#facts, value });
    if (!isReleasable(verdict)) return { values: [], stopped: verdict };
    this.#held.push(approved);
    return { values: [] };
  }

  /** The stream is over: all values, with redactions of what is split over several in place. */
  async end(): Promise<ValueStep> {
    for (const leaves of leavesByField(this.#held)) {
      if (leaves.length < 2) continue;
      const text = leaves.map((leaf) => leaf.text).join('');
      const verdict = await this.#moderator.moderate({ ...this.#facts, text });
      if (!isReleasable(verdict)) return { values: [], stopped: verdict };
      if (verdict.outcome === 'redact') replaceInLeaves(leaves, text, verdict.spans);
    }
    return { values: this.#held };
  }
}

function replaceInLeaves(leaves: readonly Leaf[], text: string, redactions: Parameters<typeof redactValue>[2]): void {
  let start = 0;
  const ranges = leaves.map((leaf): TextRange => ({ start, end: (start += leaf.text.length) }));
  const replaced = redactValue(
    leaves.map((leaf) => leaf.text),
    { text, ranges },
    redactions,
  ) as readonly string[];
  for (const [index, leaf] of leaves.entries()) leaf.write(replaced[index] ?? '');
}

/** The texts of some values, those of one field together, in the order of the values. */
function leavesByField(values: unknown[]): Iterable<readonly Leaf[]> {
  const fields = new Map<string, Leaf[]>();
  const leavesOf = (field: string): Leaf[] => {
    const leaves = fields.get(field) ?? [];
    fields.set(field, leaves);
    return leaves;
  };
  const left: { readonly field: string; readonly value: unknown; readonly write: (text: string) => void }[] = [];
  for (const [index, value] of values.entries()) {
    left.push({ field: '', value, write: (text) => (values[index] = text) });
    for (let visit = left.pop(); visit !== undefined; visit = left.pop()) {
      const { field, value: found, write } = visit;
      if (typeof found === 'string') leavesOf(field).push({ text: found, write });
      const form = toValueForm(found);
      if (form.kind === 'text' || form.kind === 'empty') continue;
      const container = found as Record<string, unknown>;
      for (const [place, { name, value: part }] of form.parts.entries()) {
        const key = name ?? String(place);
        left.push({ field: `${field}/${JSON.stringify(key)}`, value: part, write: (text) => (container[key] = text) });
      }
    }
  }
  return fields.values();
}
