import { ContentRefusedError } from '../errors/moderation-errors.js';
import { moderateArguments } from '../values/moderate-value.js';
import { type ModerateOptions, type Moderator } from '../moderator/moderator.js';
import { OrderedChecks } from '../scheduling/ordered-checks.js';
import { type ModerationInput } from '../contract/moderation-input.js';
import { type BlockVerdict, type ErrorVerdict, isReleasable } from '../contract/verdict.js';

/** A piece of a tool call, as models write them. */
export interface ToolCallDelta {
  /** Tells the calls of one answer apart: an index or an id. */
  readonly key: string | number;
  /** The name of the tool; models send it once, or in pieces. */
  readonly name?: string | undefined;
  /** A piece of the arguments' JSON text. */
  readonly argumentsDelta?: string | undefined;
}

/** A tool call whose name and arguments were approved. */
export interface ModeratedToolCall {
  readonly key: string | number;
  readonly name: string;
  /** JSON text, with redactions in place. */
  readonly arguments: string;
}

/** What a gate tells the moderator about the calls of one stream. */
export type ToolCallContext = Pick<ModerationInput, 'requestId' | 'conversationId' | 'role'> & {
  readonly path: string;
};

/**
 * Collects the tool calls of one stream and holds them back whole: arguments cannot be judged in pieces, and no tool runs
 * before they are complete.
 */
export class ToolCallBuffer {
  readonly #moderator: Moderator;
  readonly #facts: ToolCallContext;
  readonly #options: ModerateOptions;
  #calls = new Map<string | number, { name: string; written: string }>();
  #heldCharacters = 0;

  constructor(moderator: Moderator, facts: ToolCallContext, options: ModerateOptions = {}) {
    this.#moderator = moderator;
    this.#facts = facts;
    this.#options = options;
  }

  /** Adds a piece. Returns a verdict when more waits than the policy lets wait. */
  push({ key, name = '', argumentsDelta = '' }: ToolCallDelta): ErrorVerdict | undefined {
    const call = this.#calls.get(key) ?? { name: '', written: '' };
    this.#calls.set(key, { name: call.name + name, written: call.written + argumentsDelta });
    // A call without a character counts too: their number must not grow without end either.
    this.#heldCharacters += name.length + argumentsDelta.length + 1;
    const { maximumHeldCharacters } = this.#moderator.policy.gate;
    if (this.#heldCharacters <= maximumHeldCharacters) return undefined;
    this.#calls.clear();
    const message = `More than ${String(maximumHeldCharacters)} characters of tool calls wait for release.`;
    return this.#moderator.refuse(
      { ...this.#facts, stage: 'tool-call', text: '' },
      { classifier: 'gate', code: 'too-long', message },
    );
  }

  /** The calls are complete: judges them, and gives them all or the verdict that stops the stream. */
  async release(): Promise<{
    readonly calls: readonly ModeratedToolCall[];
    readonly stopped?: BlockVerdict | ErrorVerdict;
  }> {
    const held = [...this.#calls];
    this.#calls = new Map();
    this.#heldCharacters = 0;
    const checks = new OrderedChecks(this.#options.signal);
    const approving = held.map(([key, { name, written }], index) =>
      checks.run((signal) => this.#approve({ key, name, arguments: written }, index, signal)),
    );
    try {
      return { calls: await Promise.all(approving) };
    } catch (error) {
      if (error instanceof ContentRefusedError) return { calls: [], stopped: error.verdict };
      throw error;
    }
  }

  /** @throws {ContentRefusedError} when its name or its arguments are stopped. */
  async #approve(call: ModeratedToolCall, index: number, signal: AbortSignal): Promise<ModeratedToolCall> {
    const path = `${this.#facts.path}[${String(index)}]`;
    const facts = { ...this.#facts, stage: 'tool-call' } as const;
    const options = { ...this.#options, signal };
    // A tool's name is one of a list that the application gave; what a model makes up in its place is text like any other.
    const named = await this.#moderator.moderate({ ...facts, path: `${path}.name`, text: call.name }, options);
    if (!isReleasable(named)) throw new ContentRefusedError(named);
    const { verdict, text = '' } = await moderateArguments(
      this.#moderator,
      { ...facts, path: `${path}.arguments`, text: call.arguments },
      options,
    );
    if (!isReleasable(verdict)) throw new ContentRefusedError(verdict);
    return { key: call.key, name: approvedName(call.name, named.outcome), arguments: text };
  }
}

/** A name with redactions would be the name of no tool. */
function approvedName(name: string, outcome: 'allow' | 'redact'): string {
  return outcome === 'allow' ? name : 'withheld';
}
