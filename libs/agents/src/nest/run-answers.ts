import { type ServerResponse } from 'node:http';
import { Injectable } from '@nestjs/common';
import { endEvent, type RunRecord, type RunRequest } from '../contract/index.js';
import { AgentsServer } from './agents-server.js';
import { createLeaveSignal, sendEvents, sendLateJson, type SentEvent } from './http/index.js';

/** Sends runs to clients: as they are, as their events, or as their result. */
@Injectable()
export class RunAnswers {
  readonly #server: AgentsServer;

  constructor(server: AgentsServer) {
    this.#server = server;
  }

  create(request: RunRequest): Promise<RunRecord> {
    return this.#server.runtime.createRun(request);
  }

  /** Creates a run, and sends its events. */
  async stream(request: RunRequest, response: ServerResponse): Promise<void> {
    const run = await this.create(request);
    await this.follow(run, response, { after: 0, cancels: run.arguments.endsWithCaller });
  }

  /** Sends the events of a run behind one. */
  async follow(
    run: RunRecord,
    response: ServerResponse,
    { after, cancels }: { readonly after: number; readonly cancels: boolean },
  ): Promise<void> {
    const left = createLeaveSignal(response);
    if (cancels) left.addEventListener('abort', () => this.cancel(run));
    const { runtime } = this.#server;
    async function* read(): AsyncGenerator<SentEvent> {
      for await (const { id, event, data } of runtime.followRun(run, { after, signal: left })) {
        if (event !== endEvent) yield { id, event, data: JSON.stringify(data) };
      }
    }
    await sendEvents(response, read(), {
      ...toLocation(run),
      // With it, clients of LangGraph read on after a cut connection. A thread that is deleted has nothing to read.
      ...(run.arguments.deletesThread ? {} : { location: `/threads/${run.threadId}/runs/${run.id}/stream` }),
    });
    await this.deleteThread(run);
  }

  /** Creates a run, and sends its result. */
  async wait(request: RunRequest, response: ServerResponse): Promise<void> {
    const run = await this.create(request);
    await this.join(run, response, { cancels: run.arguments.endsWithCaller });
    await this.deleteThread(run);
  }

  /** Sends the result of a run when it has ended. */
  async join(run: RunRecord, response: ServerResponse, { cancels }: { readonly cancels: boolean }): Promise<void> {
    const left = createLeaveSignal(response);
    if (cancels) left.addEventListener('abort', () => this.cancel(run));
    await sendLateJson(response, this.#server.runtime.waitForRun(run, left), toLocation(run));
  }

  /** Ends a run whose caller has left. */
  cancel(run: RunRecord): void {
    this.#server.runtime.cancelRun(run, 'interrupt', { waits: false }).catch(() => {
      // The run has ended, or its thread is deleted.
    });
  }

  /** Deletes a thread that was made for one run, whose run has ended, and on which no question waits. */
  async deleteThread({ owner, threadId, id, arguments: { deletesThread } }: RunRecord): Promise<void> {
    if (!deletesThread) return;
    const run = await this.#server.storage.runs.find(owner, threadId, id);
    if (run === undefined || run.status === 'pending' || run.status === 'running') return;
    const thread = await this.#server.storage.threads.find(owner, threadId);
    if (thread?.status !== 'interrupted') await this.#server.storage.threads.delete(owner, threadId);
  }
}

/** Tells a client where its run is. Clients read the ids out of it. */
export function toLocation({
  threadId,
  id,
  arguments: { deletesThread },
}: RunRecord): Readonly<Record<string, string>> {
  return { 'content-location': deletesThread ? `/runs/${id}` : `/threads/${threadId}/runs/${id}` };
}

/** Reads `Last-Event-ID`. Anything but a number of an event, such as `-1`, asks for all events. */
export function toEventNumber(lastEventId: string | undefined): number {
  const id = Number(lastEventId ?? 0);
  return Number.isSafeInteger(id) && id > 0 ? id : 0;
}
