import { Injectable, Logger } from '@nestjs/common';
import { StorageError } from '../errors/storage-error.js';
import { type AddOutcome, type ResponseRecord, StorageHost, type StoredItem } from '../storage/index.js';
import { type ResponseEvent } from './answer/response-run.js';
import { moderateItems } from './items/moderate-items.js';
import { fromStoredItem } from './items/to-chat-messages.js';
import { createConversationError, createFullError } from './request/read-turn.js';
import { type Turn } from './turn.js';

/** The parts of a record that its end does not have. */
type RecordFields = Pick<ResponseRecord, 'events' | 'leaseUntil'>;

/** Stores turns. It stores only what the moderator approved: moderated input, and output that has left the gate. */
@Injectable()
export class TurnKeeper {
  readonly #host: StorageHost;
  readonly #logger = new Logger('storage');

  constructor(host: StorageHost) {
    this.#host = host;
  }

  /**
   * Stores a turn that has come to its end.
   *
   * Where the request did not ask for it, a failure of the storage takes no answer away: the response says that it is not stored.
   *
   * @throws StorageError when the storage fails, OpenAiError 404 for a conversation that was deleted meanwhile, 400 for a full one
   */
  async keep(turn: Turn): Promise<void> {
    const { run, owner, conversationId, isStored, needsStorage } = turn;
    const { storage } = this.#host;
    if (!storage || (!isStored && conversationId === undefined)) return;
    try {
      const record = await this.#toRecord(turn);
      if (isStored) {
        assertAdded(await storage.responses.create(record), conversationId);
        return;
      }
      const items = [...record.input, ...record.output];
      assertAdded(await storage.conversations.append(owner, conversationId ?? '', items), conversationId);
    } catch (error) {
      if (!StorageError.isInstance(error) || needsStorage) throw error;
      this.#logger.error(error.logged);
      run.markUnstored();
    }
  }

  /** Stores a turn that failed, so that it can be read. It is no part of its conversation. */
  async keepFailed(turn: Turn): Promise<void> {
    await this.keep({ ...turn, conversationId: undefined, needsStorage: false });
  }

  /** Stores a turn that is to be finished in the background. @throws OpenAiError as `keep` */
  async begin(turn: Turn, leaseUntil: number): Promise<void> {
    const { responses } = this.#host.require('background');
    const record = await this.#toRecord(turn, { leaseUntil });
    assertAdded(await responses.create(record), turn.conversationId);
  }

  /** Checks whether a turn that is to be finished fits into its conversation. @throws OpenAiError 400 for a full one */
  async assertRoom(turn: Turn): Promise<void> {
    const { owner, conversationId } = turn;
    if (conversationId === undefined) return;
    const { input, output } = await this.#toRecord(turn);
    const { conversations } = this.#host.require();
    if (!(await conversations.hasRoom(owner, conversationId, [...input, ...output])))
      throw createFullError(conversationId);
  }

  /** Stores the end of such a turn, unless it was deleted meanwhile. Never rejects: the log says why it failed. */
  async finish(turn: Turn, events: readonly ResponseEvent[]): Promise<void> {
    const isDone = turn.run.status === 'completed' || turn.run.status === 'incomplete';
    try {
      const record = await this.#toRecord(isDone ? turn : { ...turn, conversationId: undefined }, { events });
      await this.#host.storage?.responses.finish(record);
    } catch (error) {
      this.#logger.error(StorageError.isInstance(error) ? error.logged : 'the end of a response could not be stored');
    }
  }

  async #toRecord(turn: Turn, fields: RecordFields = {}): Promise<ResponseRecord> {
    const { run, owner, input, previousId, conversationId } = turn;
    const { output: _output, ...body } = run.present();
    const isRestored = turn.moderator.policy.redaction.mode === 'restore';
    return {
      id: run.id,
      owner,
      status: run.status,
      body,
      input,
      output: isRestored ? await this.#redactAgain(turn) : run.output,
      previousId,
      conversationId,
      leaseUntil: fields.leaseUntil,
      // They hold the restored values.
      events: isRestored ? undefined : fields.events,
    };
  }

  /** Redacts the values that a caller got back: they are for the caller only. An output that is then refused is not stored. */
  async #redactAgain({ run, moderator }: Turn): Promise<readonly StoredItem[]> {
    const items = run.output.map((item) => ({ item: fromStoredItem(item), path: 'output' }));
    const context = { moderator, requestId: run.id, signal: new AbortController().signal };
    return moderateItems(items, context).then(
      (moderated) => moderated.flat(),
      () => [],
    );
  }
}

/** @throws OpenAiError 404 for a conversation that is not there, 400 for a full one */
function assertAdded(outcome: AddOutcome, conversationId = ''): void {
  if (outcome === 'missing') throw createConversationError(conversationId);
  if (outcome === 'full') throw createFullError(conversationId);
}
