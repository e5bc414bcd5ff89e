import { type BaseMessage, isBaseMessage } from '@langchain/core/messages';
import { type Moderator, moderateOrThrow, type RequestContext } from '@leeward/moderation';
import { moderateAgentInput, moderateState } from '@leeward/moderation/langchain';

/** The stages at which values of a graph are moderated. */
export type ValueStage = 'output' | 'tool-call';

/** The place of a run for moderation. */
export interface GraphModerationOptions {
  readonly moderator: Moderator;
  /** Whether the model and the tools of the graph are moderated inside. */
  readonly isModerated: boolean;
  readonly runId: string;
  readonly threadId: string;
  readonly signal?: AbortSignal | undefined;
}

/** Moderates the values of one run: those that leave, and those that are saved. A message is moderated once. */
export class GraphModeration {
  readonly isModerated: boolean;
  readonly moderator: Moderator;
  readonly context: RequestContext;
  readonly #messages = new WeakMap<BaseMessage, Promise<BaseMessage>>();

  constructor({ moderator, isModerated, runId, threadId, signal }: GraphModerationOptions) {
    this.moderator = moderator;
    this.isModerated = isModerated;
    this.context = { requestId: runId, conversationId: threadId, signal };
  }

  /** Moderates a value that the graph has made. @throws {ContentRefusedError} when it must not leave */
  async moderate(value: unknown, path: string, stage: ValueStage = 'output'): Promise<unknown> {
    if (isBaseMessage(value)) return this.moderateMessage(value);
    if (Array.isArray(value) && holdsMessage(value)) {
      return Promise.all(value.map((item, index) => this.moderate(item, `${path}[${index}]`, stage)));
    }
    if (isPlain(value) && holdsMessage(value)) {
      const names = Object.keys(value);
      const parts = names.map((name) => this.moderate(value[name], `${path}.${name}`, stage));
      return Object.fromEntries((await Promise.all(parts)).map((part, index) => [names[index], part]));
    }
    return moderateState(value, this.moderator, { stage, role: 'assistant', path }, this.context);
  }

  /** Moderates a message at the stage of its author. */
  moderateMessage(message: BaseMessage): Promise<BaseMessage> {
    const known = this.#messages.get(message);
    if (known !== undefined) return known;
    const { requestId, conversationId, signal } = this.context;
    const input = { messages: [message] };
    const moderated = moderateAgentInput(input, { moderator: this.moderator, requestId, conversationId, signal }).then(
      ({ messages: [first] }) => first ?? message,
    );
    this.#messages.set(message, moderated);
    // The result is not moderated again when it comes back from the graph.
    moderated.then(
      (result) => this.#messages.set(result, moderated),
      () => undefined,
    );
    return moderated;
  }

  /** Describes an error: its message when the moderator lets it pass, else only its name. */
  async describeError(error: unknown): Promise<{ readonly error: string; readonly message: string }> {
    const name = error instanceof Error && /^[A-Za-z]{1,64}$/.test(error.name) ? error.name : 'Error';
    const text = error instanceof Error ? error.message : '';
    try {
      const { requestId, conversationId, signal } = this.context;
      const source = { stage: 'output', role: 'tool', path: 'error', requestId, conversationId } as const;
      const shown = { ...source, text: text.slice(0, maximumErrorCharacters) };
      const message = await moderateOrThrow(this.moderator, shown, { signal });
      return { error: name, message: message === '' ? 'The run failed.' : message };
    } catch {
      return { error: name, message: 'The run failed. The moderation policy does not let its message pass.' };
    }
  }
}

const maximumErrorCharacters = 2_000;

/** Looks for messages a few levels deep. Below that, values are moderated as plain records. */
function holdsMessage(value: unknown, levels = 6): boolean {
  if (isBaseMessage(value)) return true;
  if (levels === 0) return false;
  if (Array.isArray(value)) return value.some((item: unknown) => holdsMessage(item, levels - 1));
  return isPlain(value) && Object.values(value).some((item) => holdsMessage(item, levels - 1));
}

function isPlain(value: unknown): value is Readonly<Record<string, unknown>> {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    Object.getPrototypeOf(value) === Object.prototype
  );
}
