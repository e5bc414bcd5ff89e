import { type BeforeApplicationShutdown, Injectable, Logger } from '@nestjs/common';
import { describeForLog } from '../../errors/describe-for-log.js';
import { OpenAiError } from '../../errors/openai-error.js';
import { toOpenAiError } from '../../errors/to-openai-error.js';
import { StorageHost } from '../../storage/index.js';
import { interruptedError } from '../answer/response-error.js';
import { type ResponseEvent } from '../answer/response-run.js';
import { type Turn } from '../turn.js';
import { TurnKeeper } from '../turn-keeper.js';
import { EventLog } from './event-log.js';
import { readUntilAborted } from './read-until-aborted.js';

/** The most responses in the background at one time, waiting ones included. */
const maximumJobs = 256;

/** Milliseconds that an unfinished response counts as under way without a sign of life. */
const leaseDuration = 30_000;

/** A response in the background does not end with a connection. */
const noConnection = { destroyed: false, socket: null };

/** The reason for which a response in the background ends early. */
type EndReason = 'cancelled' | 'stopped' | 'overdue';

/** A response in the background. */
export interface BackgroundJob {
  readonly turn: Turn;
  readonly log: EventLog;
  /** Ends the response. Resolves when its end is stored. */
  cancel(): Promise<void>;
}

interface RunningJob extends BackgroundJob {
  readonly controller: AbortController;
  readonly done: Promise<void>;
}

/** Runs responses for which no client waits. */
@Injectable()
export class BackgroundResponses implements BeforeApplicationShutdown {
  readonly #host: StorageHost;
  readonly #keeper: TurnKeeper;
  readonly #seconds: number;
  readonly #jobs = new Map<string, RunningJob>();
  readonly #logger = new Logger('responses');
  /** The number of responses that are stored for the first time now. */
  #starting = 0;
  #leases: NodeJS.Timeout | undefined;

  /** @param seconds the time that each response may take, waiting included */
  constructor(host: StorageHost, keeper: TurnKeeper, seconds: number) {
    this.#host = host;
    this.#keeper = keeper;
    this.#seconds = seconds;
  }

  /** @throws OpenAiError 429 when there are too many jobs */
  assertRoom(): void {
    if (this.#jobs.size + this.#starting < maximumJobs) return;
    const message = 'Too many responses are in the background. Try again soon.';
    throw new OpenAiError('queue_full', { message, retryAfterSeconds: 5 });
  }

  /** Stores a turn, and lets the model answer it. @param controller its signal is that of the turn @throws OpenAiError as `TurnKeeper.begin` and `assertRoom` */
  async start(turn: Turn, controller: AbortController): Promise<BackgroundJob> {
    // Once more: many requests may have been prepared at the same time.
    this.assertRoom();
    const log = new EventLog();
    log.push(...turn.run.queue());
    this.#starting++;
    try {
      await this.#keeper.begin(turn, Date.now() + leaseDuration);
    } finally {
      this.#starting--;
    }
    this.#leases ??= setInterval(() => void this.#extendLeases(), leaseDuration / 3).unref();
    const { id } = turn.run;
    const limit = setTimeout(() => controller.abort('overdue' satisfies EndReason), this.#seconds * 1000);
    const done = this.#run(turn, log, controller.signal).finally(() => {
      clearTimeout(limit);
      this.#jobs.delete(id);
    });
    const job: RunningJob = {
      turn,
      log,
      controller,
      done,
      cancel: async () => {
        controller.abort('cancelled' satisfies EndReason);
        await done;
      },
    };
    this.#jobs.set(id, job);
    return job;
  }

  /** Finds a response of an owner that is still under way in this process. */
  find(owner: string, id: string): BackgroundJob | undefined {
    const job = this.#jobs.get(id);
    return job?.turn.owner === owner ? job : undefined;
  }

  /** Ends all responses: their process is about to end. */
  async beforeApplicationShutdown(): Promise<void> {
    clearInterval(this.#leases);
    const jobs = [...this.#jobs.values()];
    for (const { controller } of jobs) controller.abort('stopped' satisfies EndReason);
    await Promise.all(jobs.map(({ done }) => done));
  }

  /** Never rejects. */
  async #run(turn: Turn, log: EventLog, signal: AbortSignal): Promise<void> {
    let end: readonly ResponseEvent[] = [];
    try {
      for await (const event of readUntilAborted(
        turn.run.run(() => this.#keeper.assertRoom(turn)),
        signal,
      )) {
        if (isLast(event)) end = [event];
        else log.push(event);
      }
    } catch (error) {
      end = this.#toEnd(turn, error, signal);
    }
    // Stored before it is told: a client may continue the response at once.
    await this.#keeper.finish(turn, [...log.events, ...end]);
    log.push(...end);
    log.end();
  }

  #toEnd({ run }: Turn, error: unknown, signal: AbortSignal): ResponseEvent[] {
    const reason = signal.reason as EndReason | undefined;
    if (reason === 'cancelled') return run.cancel();
    if (reason === 'stopped') return run.fail(new OpenAiError('engine_closed', { message: interruptedError.message }));
    if (reason === 'overdue') return run.fail(this.#createTimeoutError());
    const shown = toOpenAiError(error);
    const logged = describeForLog(error, shown, noConnection);
    if (logged !== undefined) this.#logger.error(logged);
    return run.fail(shown);
  }

  #createTimeoutError(): OpenAiError {
    const message =
      `The response took longer than ${this.#seconds} seconds, and was ended. ` +
      'Ask for a shorter one with "max_output_tokens", or raise BACKGROUND_TIMEOUT.';
    return new OpenAiError('request_timeout', { message });
  }

  async #extendLeases(): Promise<void> {
    if (this.#jobs.size === 0) return;
    // A failure shows when the end of a response is stored.
    await this.#host.storage?.responses
      .extendLeases([...this.#jobs.keys()], Date.now() + leaseDuration)
      .catch(() => undefined);
  }
}

function isLast({ type }: ResponseEvent): boolean {
  return type === 'response.completed' || type === 'response.incomplete';
}
