import { type BlockVerdict, type ErrorVerdict, type StoppedFields } from '../contract/verdict.js';
import { ContentRefusedError } from '../errors/moderation-errors.js';
import { type ConversationTurn, type Exchanges, splitExchanges } from './exchanges.js';

/** A moderated message; or the verdict on a message of the history without which the conversation goes on. */
export type ModeratedTurn<Message> =
  | { readonly message: Message; readonly stopped?: undefined }
  | { readonly message?: undefined; readonly stopped: BlockVerdict | ErrorVerdict };

/** Locates a message in a conversation. */
export interface TurnLocation {
  readonly index: number;
  /** Whether the message is in an exchange before the newest one. Hand it on as `ModerationInput.isHistory`. */
  readonly isHistory: boolean;
  /** The user's turn before an answer. Hand it on as `ModerationInput.precedingText`. */
  readonly precedingText?: string | undefined;
}

/** Moderates messages together with earlier ones. */
export interface ConversationView<Message> {
  /** At most this many earlier messages of the same role are given. */
  readonly turns: number;
  /**
   * Moderates a message that passed by itself together with earlier ones, the latest last. One message after the other.
   * @throws {ContentRefusedError} when it stops the conversation.
   */
  moderate(message: Message, earlier: readonly Message[], location: TurnLocation): Promise<ModeratedTurn<Message>>;
}

/** Reads and moderates the messages of a conversation, whatever their class. */
export interface ConversationReader<Message> {
  /** Reads the place of a message in the conversation. */
  toTurn(message: Message): ConversationTurn;
  /** Reads the text of a user's message, with which the answers to it are moderated. Default: answers are moderated alone. */
  toText?(message: Message): string;
  /**
   * Moderates one message. Wrap the moderation in `settleTurn`.
   * @throws {ContentRefusedError} when it stops the conversation.
   */
  moderate(message: Message, location: TurnLocation): Promise<ModeratedTurn<Message>>;
  /** Moderates messages together with earlier ones, when the policy asks for it. */
  readonly view?: ConversationView<Message> | undefined;
  /** Creates the message that stands in place of a stopped one. Undefined: none can, and the exchange is left out. */
  toNote(message: Message): Message | undefined;
}

/** A message of the history that the model does not get as it was sent. */
export interface HistoryChange {
  readonly index: number;
  /** `drop`: it is left out. `redact`: a note stands in its place. */
  readonly action: NonNullable<StoppedFields['history']>;
}

/** The messages that a model may get, and how they differ from those that were sent. */
export interface ModeratedConversation<Message> {
  readonly messages: Message[];
  readonly changes: readonly HistoryChange[];
}

/** Stands in place of a stopped message, when the policy's `history` is `redact`. */
export const removedMessageNote = '[This message was removed: it violates the content policy.]';

/**
 * Moderates the messages of a conversation. A stopped message of the history is left out with its exchange, or replaced by a note. A
 * system message and the newest exchange are never left out: a stopped one stops the conversation.
 * @throws {ContentRefusedError} when a message stops the conversation.
 */
export async function moderateConversation<Message>(
  messages: readonly Message[],
  reader: ConversationReader<Message>,
): Promise<ModeratedConversation<Message>> {
  const turns = messages.map((message) => reader.toTurn(message));
  const conversation = new OpenConversation(messages, reader, turns);
  await conversation.moderateAlone();
  if (reader.view !== undefined) await conversation.moderateTogether(reader.view);
  return conversation.read();
}

/** Turns the refusal of a text of the history into a stopped turn, when the conversation goes on without it. */
export async function settleTurn<Message>(moderating: Promise<Message>): Promise<ModeratedTurn<Message>> {
  try {
    return { message: await moderating };
  } catch (error) {
    if (ContentRefusedError.isInstance(error) && error.verdict.history !== undefined) return { stopped: error.verdict };
    throw error;
  }
}

/** A conversation while it is moderated. */
class OpenConversation<Message> {
  readonly #sent: readonly Message[];
  readonly #reader: ConversationReader<Message>;
  readonly #turns: readonly ConversationTurn[];
  readonly #exchanges: Exchanges;
  /** For each message, the newest user message before it. */
  readonly #askedBy: readonly (Message | undefined)[];
  readonly #messages: Message[];
  readonly #noted = new Set<number>();
  readonly #dropped = new Set<number>();

  constructor(messages: readonly Message[], reader: ConversationReader<Message>, turns: readonly ConversationTurn[]) {
    this.#sent = messages;
    this.#reader = reader;
    this.#turns = turns;
    this.#exchanges = splitExchanges(turns);
    let asking: Message | undefined;
    this.#askedBy = messages.map((message, index) => {
      const before = asking;
      if (turns[index]?.role === 'user') asking = message;
      return before;
    });
    this.#messages = [...messages];
  }

  async moderateAlone(): Promise<void> {
    const moderating = this.#sent.map((message, index) => this.#reader.moderate(message, this.#locate(index)));
    for (const [index, turn] of (await Promise.all(moderating)).entries()) this.#settle(index, turn);
  }

  /** Goes from message to message, because an earlier one that is left out counts for no later one. */
  async moderateTogether(view: ConversationView<Message>): Promise<void> {
    const seen = new Map<string, number[]>();
    for (const [index, { role }] of this.#turns.entries()) {
      if (!this.#isSent(index)) continue;
      // One that passed may have been left out since, together with a later message of its exchange.
      const earlier = (seen.get(role) ?? []).filter((other) => this.#isSent(other)).slice(-view.turns);
      const texts = earlier.map((other) => this.#messages[other] as Message);
      this.#settle(index, await view.moderate(this.#messages[index] as Message, texts, this.#locate(index)));
      seen.set(role, [...earlier, index]);
    }
  }

  read(): ModeratedConversation<Message> {
    const indexes = [...this.#messages.keys()];
    return {
      messages: this.#messages.filter((_, index) => !this.#isDropped(index)),
      changes: indexes.flatMap((index): HistoryChange[] => {
        if (this.#isDropped(index)) return [{ index, action: 'drop' }];
        return this.#noted.has(index) ? [{ index, action: 'redact' }] : [];
      }),
    };
  }

  #settle(index: number, { message, stopped }: ModeratedTurn<Message>): void {
    if (stopped === undefined) {
      this.#messages[index] = message;
      return;
    }
    const exchange = this.#exchanges.numbers[index];
    if (exchange === undefined || !this.#locate(index).isHistory) throw new ContentRefusedError(stopped);
    const note = stopped.history === 'redact' ? this.#reader.toNote(this.#sent[index] as Message) : undefined;
    if (note === undefined) {
      this.#dropped.add(exchange);
    } else {
      this.#messages[index] = note;
      this.#noted.add(index);
    }
  }

  #locate(index: number): TurnLocation {
    const isHistory = (this.#exchanges.numbers[index] ?? Infinity) < this.#exchanges.newest;
    const asking = this.#turns[index]?.role === 'assistant' ? this.#askedBy[index] : undefined;
    const precedingText = asking && this.#reader.toText?.(asking);
    return { index, isHistory, ...(precedingText !== undefined && { precedingText }) };
  }

  /** Checks whether the model gets a message as its author wrote it, redactions aside. */
  #isSent(index: number): boolean {
    return !this.#noted.has(index) && !this.#isDropped(index);
  }

  #isDropped(index: number): boolean {
    return this.#dropped.has(this.#exchanges.numbers[index] ?? -1);
  }
}
