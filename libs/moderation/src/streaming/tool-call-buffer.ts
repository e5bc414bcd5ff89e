import { type ModerationSource } from '../contract/moderation-input.js';
import { type BlockVerdict, type ErrorVerdict } from '../contract/verdict.js';
import { ContentRefusedError } from '../errors/moderation-errors.js';
import { type ModerateOptions, type Moderator } from '../moderator/moderator.js';
import { OrderedChecks } from '../scheduling/ordered-checks.js';
import { moderateArguments } from '../values/moderate-arguments.js';
import { findNameClash, toRedactedName } from '../redaction/redacted-name.js';
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
export interface ToolCallContext extends Omit<ModerationSource, 'stage'> {
  /** Finds the JSON Schema of a tool's arguments: redacted arguments then stay valid. Default: none. */
  readonly findToolSchema?: ((name: string) => unknown) | undefined;
}

/**
 * Holds the tool calls of one stream until they are complete: arguments cannot be moderated in pieces, and no tool runs before
 * its arguments are complete.
 */
export class ToolCallBuffer {
  readonly #moderator: Moderator;
  readonly #source: ModerationSource;
  readonly #options: ModerateOptions;
  readonly #findToolSchema: ((name: string) => unknown) | undefined;
  #calls = new Map<string | number, { name: string; written: string }>();
  #heldCharacters = 0;

  constructor(moderator: Moderator, context: ToolCallContext, options: ModerateOptions = {}) {
    const { findToolSchema, ...source } = context;
    this.#moderator = moderator;
    this.#source = { ...source, stage: 'tool-call' };
    this.#findToolSchema = findToolSchema;
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
      const calls = await Promise.all(moderated);
      const stopped = await this.#refuseEqualNames(
        held.map(([, { name }]) => name),
        calls,
      );
      return stopped === undefined ? { calls } : { calls: [], stopped };
    } catch (error) {
      if (ContentRefusedError.isInstance(error)) return { calls: [], stopped: error.verdict };
      throw error;
    }
  }

  /** Refuses calls of different tools whose names became the same one: nobody could tell the tools apart. */
  async #refuseEqualNames(
    names: readonly string[],
    calls: readonly ModeratedToolCall[],
  ): Promise<ErrorVerdict | undefined> {
    const clash = findNameClash(
      names,
      calls.map(({ name }) => name),
    );
    if (clash === undefined) return undefined;
    const input = { ...this.#source, path: `${this.#source.path}[${clash.index}].name`, text: '' };
    const message =
      'The names of two tools were redacted and are the same now: rename the tools, or allow their names in the policy.';
    return this.#moderator.refuse(input, { classifier: 'moderator', code: 'failed', message }, this.#options);
  }

  /** @throws {ContentRefusedError} when the name or the arguments must not be released. */
  async #moderate(call: ModeratedToolCall, index: number, signal: AbortSignal): Promise<ModeratedToolCall> {
    const path = `${this.#source.path}[${index}]`;
    const options = { ...this.#options, signal };
    // A model may make up a name that is no tool's: it is moderated as any text.
    const nameInput = { ...this.#source, path: `${path}.name`, text: call.name };
    const name = await moderateOrThrow(this.#moderator, nameInput, options);
    const schema = this.#findToolSchema?.(call.name);
    const argumentsInput = { ...this.#source, path: `${path}.arguments`, text: call.arguments, schema };
    const { verdict, text = '' } = await moderateArguments(this.#moderator, argumentsInput, options);
    assertReleasable(verdict);
    return { key: call.key, name: toRedactedName(call.name, name, this.#options.vault), arguments: text };
  }
}
