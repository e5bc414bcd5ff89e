import {
  type AgentStorage,
  endEvent,
  type FollowOptions,
  type RunEvent,
  type RunRecord,
  type StorageTopic,
} from '../../contract/index.js';
import { RunMissingError } from '../../errors/index.js';

/** Names a run. */
export type RunReference = Pick<RunRecord, 'owner' | 'threadId' | 'id'>;

const pageSize = 500;

/**
 * Gives the events of a run until it has ended, also of one in another process. The event `end` is the last one.
 * @throws {RunMissingError} for a run that is not there
 */
export async function* followRun(
  storage: AgentStorage,
  run: RunReference,
  pollMilliseconds: number,
  { after = 0, signal }: FollowOptions = {},
): AsyncGenerator<RunEvent> {
  if ((await storage.runs.find(run.owner, run.threadId, run.id)) === undefined) throw new RunMissingError(run.id);
  // A run that is cancelled while it waits has no events.
  const news = new NewsListener(storage, `run-events:${run.id}`, `run-cancel:${run.id}`);
  let last = after;
  try {
    while (signal?.aborted !== true) {
      // Read before the events: an event may come in between, and would be missed after an end.
      const isEnded = await hasEnded(storage, run);
      const events = await storage.runEvents.readAfter(run.id, last, pageSize);
      for (const event of events) {
        last = event.id;
        yield event;
        if (event.event === endEvent) return;
      }
      if (events.length > 0) continue;
      if (isEnded) return;
      await news.next(pollMilliseconds, signal);
    }
  } finally {
    news.close();
  }
}

/** Waits for news of topics. News that come between two waits are not lost. */
export class NewsListener {
  #hasNews = false;
  #wake: (() => void) | undefined;
  readonly #close: () => void;

  constructor(storage: AgentStorage, ...topics: readonly StorageTopic[]) {
    const ends = topics.map((topic) => storage.listen(topic, () => this.notify()));
    this.#close = () => ends.forEach((end) => end());
  }

  /** Ends the wait, as news does. */
  notify(): void {
    this.#hasNews = true;
    this.#wake?.();
  }

  /** Waits for news, for at most some milliseconds. */
  async next(milliseconds: number, signal?: AbortSignal): Promise<void> {
    if (!this.#hasNews && signal?.aborted !== true) {
      await new Promise<void>((resolve) => {
        const timer = setTimeout(done, milliseconds);
        function done(): void {
          clearTimeout(timer);
          signal?.removeEventListener('abort', done);
          resolve();
        }
        signal?.addEventListener('abort', done);
        this.#wake = done;
      });
    }
    this.#hasNews = false;
  }

  close(): void {
    this.#close();
    this.#wake?.();
  }
}

async function hasEnded(storage: AgentStorage, { owner, threadId, id }: RunReference): Promise<boolean> {
  const run = await storage.runs.find(owner, threadId, id);
  return run === undefined || (run.status !== 'pending' && run.status !== 'running');
}
