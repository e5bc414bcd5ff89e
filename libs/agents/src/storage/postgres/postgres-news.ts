import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Kysely, sql } from 'kysely';
import { type StorageTopic } from '../../contract/agent-storage.js';
import { type Tables } from '../database/tables.js';
import { TopicListeners } from '../database/topic-listeners.js';
import { type PostgresListener, type PostgresSource } from './postgres-source.js';

/** Milliseconds until a broken connection is opened again: the first time, and the most. */
const firstDelay = 200;
const maximumDelay = 30_000;

/** Tells news to all processes with `NOTIFY`, and hears those of the others with `LISTEN`. */
export class PostgresNews {
  readonly #source: PostgresSource;
  readonly #channel: string;
  readonly #listeners = new TopicListeners();
  /** Marks what this process tells: it hears of it without the database. */
  readonly #process = randomUUID();
  readonly #closing = new AbortController();
  #connection: PostgresListener | undefined;

  /** @param channel letters, digits and underscores */
  constructor(source: PostgresSource, channel: string) {
    this.#source = source;
    this.#channel = channel;
  }

  /** Begins to listen. @throws the error of the first connection */
  async start(): Promise<void> {
    const connection = await this.#source.connectListener();
    this.#connection = connection;
    let isOver = false;
    const reconnect = (): void => {
      if (!isOver) void this.#restart(connection);
      isOver = true;
    };
    connection.on('error', reconnect);
    connection.on('end', reconnect);
    connection.on('notification', ({ payload = '' }) => this.#hear(payload));
    await connection.query(`LISTEN "${this.#channel}"`);
  }

  listen(topic: StorageTopic, listener: () => void): () => void {
    return this.#listeners.listen(topic, listener);
  }

  /** Tells other processes, as soon as the transaction is saved. */
  async announce(queries: Kysely<Tables>, topic: StorageTopic): Promise<void> {
    await sql`SELECT pg_notify(${this.#channel}, ${`${this.#process} ${topic}`})`.execute(queries);
  }

  /** Tells this process. */
  tell(topic: StorageTopic): void {
    this.#listeners.tell(topic);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.#connection?.end().catch(() => undefined);
  }

  #hear(payload: string): void {
    const space = payload.indexOf(' ');
    if (payload.slice(0, space) !== this.#process) this.tell(payload.slice(space + 1) as StorageTopic);
  }

  async #restart(broken: PostgresListener): Promise<void> {
    void broken.end().catch(() => undefined);
    for (let delay = firstDelay; !this.#closing.signal.aborted; delay = Math.min(2 * delay, maximumDelay)) {
      try {
        await sleep(delay, undefined, { ref: false, signal: this.#closing.signal });
        await this.start();
        if (this.#closing.signal.aborted) await this.#connection?.end();
        // News of the meantime are lost.
        this.#listeners.tellAll();
        return;
      } catch {
        // The database is not there yet.
      }
    }
  }
}
