import { type JsonValue, type NewRunEvent, type RunEventStorage } from '../../contract/index.js';

/** Bounds of the events of one run. */
export interface EventBounds {
  readonly events: number;
  readonly characters: number;
}

/** Thrown when a run has more events than are kept. */
export class RunOutputError extends Error {
  override readonly name = 'RunOutputError';

  constructor() {
    super('The run was ended: it has more output than this server keeps for one run.');
  }
}

/** Saves the events of a run in their order. Events that come while others are saved are saved together. */
export class EventWriter {
  readonly #runId: string;
  readonly #storage: RunEventStorage;
  readonly #bounds: EventBounds;
  #waiting: NewRunEvent[] = [];
  #saving: Promise<void> | undefined;
  #error: unknown;
  #events = 0;
  #characters = 0;

  constructor(runId: string, storage: RunEventStorage, bounds: EventBounds) {
    this.#runId = runId;
    this.#storage = storage;
    this.#bounds = bounds;
  }

  /** Adds an event. Waits when many wait to be saved. @throws {RunOutputError} when there are too many */
  async write(event: string, data: JsonValue): Promise<void> {
    if (this.#error !== undefined) throw this.#error;
    this.#events += 1;
    this.#characters += JSON.stringify(data).length;
    if (this.#events > this.#bounds.events || this.#characters > this.#bounds.characters) throw new RunOutputError();
    this.#add({ event, data });
    if (this.#waiting.length >= maximumWaiting) await this.flush();
  }

  /** Adds an event that has its place also when the bounds are reached, such as the last one. */
  async writeLast(event: string, data: JsonValue): Promise<void> {
    this.#add({ event, data });
    await this.flush();
  }

  /** Waits until all events are saved. */
  async flush(): Promise<void> {
    while (this.#saving !== undefined) await this.#saving;
    if (this.#error !== undefined) throw this.#error;
  }

  #add(event: NewRunEvent): void {
    this.#waiting.push(event);
    this.#saving ??= this.#save();
  }

  async #save(): Promise<void> {
    try {
      // Events of the same turn of the event loop are saved together.
      await Promise.resolve();
      while (this.#waiting.length > 0) {
        const events = this.#waiting;
        this.#waiting = [];
        await this.#storage.append(this.#runId, events);
      }
    } catch (error) {
      this.#error = error;
    } finally {
      this.#saving = undefined;
    }
  }
}

/** The most events that wait to be saved. */
const maximumWaiting = 256;
