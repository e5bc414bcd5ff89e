import { type ModerationSource } from '../contract/moderation-input.js';
import { type BlockVerdict, type ErrorVerdict } from '../contract/verdict.js';
import { ContentRefusedError } from '../errors/moderation-errors.js';
import { type ModerateOptions, type Moderator } from '../moderator/moderator.js';
import { OrderedChecks } from '../scheduling/ordered-checks.js';
import { moderateArguments } from '../values/moderate-arguments.js';
import { assertReleasable, moderateOrThrow } from '../values/moderate-or-throw.js';
import { refuseOverflow } from './refuse-overflow.js';

/** A piece of a tool call, as models stream them. */
export interface ToolCallDelta {
  /** Identifies the call within the answer: an index or an id. */
  readonly key: string | number;
  /** The name of the tool, which models send at once or in pieces. */
  readonly name?: string | undefined;
  /** A piece of the arguments' JSON text. */
  readonly argumentsDelta?: string | undefined;
}

/** A tool call whose name and arguments may be released. */
export interface ModeratedToolCall {
  readonly key: string | number;
  readonly name: string;
  /** JSON text, with redactions applied. */
  readonly arguments: string;
}

/** The origin of the tool calls of one stream. */
export type ToolCallContext = Omit<ModerationSource, 'stage'>;

/** Replaces a tool name in which text was redacted: with a placeholder in it, it would name no tool. */
const redactedName = 'redacted';

/**
 * Holds the tool calls of one stream until they are complete: arguments cannot be moderated in pieces, and no tool runs before
 * its arguments are complete.
 */
export class ToolCallBuffer {
  readonly #moderator: Moderator;
  readonly #source: ModerationSource;
  readonly #options: ModerateOptions;
  #calls = new Map<string | number, { name: string; written: string }>();
  #heldCharacters = 0;

  constructor(moderator: Moderator, context: ToolCallContext, options: ModerateOptions = {}) {
    this.#moderator = moderator;
    this.#source = { ...context, stage: 'tool-call' };
    this.#options = options;
  }

  /**
   * Adds a piece of a tool call.
   * @returns an error verdict when more characters wait than the policy's `gate.maximumHeldCharacters`.
   */
  async push({ key, name = '', argumentsDelta = '' }: ToolCallDelta): Promise<ErrorVerdict | undefined> {
    const call = this.#calls.get(key) ?? { name: '', written: '' };
    this.#calls.set(key, { name: call.name + name, written: call.written + argumentsDelta });
    // Each piece counts for one more, so that the number of calls without text is bounded too.
    this.#heldCharacters += name.length + argumentsDelta.length + 1;
    const { maximumHeldCharacters } = this.#moderator.policy.gate;
    if (this.#heldCharacters <= maximumHeldCharacters) return undefined;
    this.#calls.clear();
    const limit = `${maximumHeldCharacters} characters of tool calls`;
    return refuseOverflow(this.#moderator, { ...this.#source, text: '' }, limit, this.#options);
  }

  /** Moderates the calls, which are complete, and gives all of them or the verdict that stops the stream. */
  async release(): Promise<{
    readonly calls: readonly ModeratedToolCall[];
    readonly stopped?: BlockVerdict | ErrorVerdict;
  }> {
    const held = [...this.#calls];
    this.#calls = new Map();
    this.#heldCharacters = 0;
    const checks = new OrderedChecks(this.#options.signal);
    const moderated = held.map(([key, { name, written }], index) =>
      checks.run((signal) => this.#moderate({ key, name, arguments: written }, index, signal)),
    );
    try {
      return { calls: await Promise.all(moderated) };
    } catch (error) {
      if (ContentRefusedError.isInstance(error)) return { calls: [], stopped: error.verdict };
      throw error;
    }
  }

  /** @throws {ContentRefusedError} when the name or the arguments must not be released. */
  async #moderate(call: ModeratedToolCall, index: number, signal: AbortSignal): Promise<ModeratedToolCall> {
    const path = `${this.#source.path}[${index}]`;
    const options = { ...this.#options, signal };
    // A model may make up a name that is no tool's: it is moderated as any text.
    const nameInput = { ...this.#source, path: `${path}.name`, text: call.name };
    const name = await moderateOrThrow(this.#moderator, nameInput, options);
    const argumentsInput = { ...this.#source, path: `${path}.arguments`, text: call.arguments };
    const { verdict, text = '' } = await moderateArguments(this.#moderator, argumentsInput, options);
    assertReleasable(verdict);
    return { key: call.key, name: name === call.name ? name : redactedName, arguments: text };
  }
}
