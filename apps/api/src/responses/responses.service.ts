import { Injectable, Logger } from '@nestjs/common';
import { type Response } from 'express';
import { type ErrorFormLocals } from '../errors/error-form.js';
import { type OpenAiError } from '../errors/openai-error.js';
import { type ErrorLocals, reportError } from '../errors/report-error.js';
import { toOpenAiError, withInputField } from '../errors/to-openai-error.js';
import { type Caller } from '../http/caller.js';
import { SseWriter } from '../http/sse-writer.js';
import { showModeration } from '../moderation/report/moderation-header.js';
import { type ResponseEvent } from './answer/response-run.js';
import { BackgroundResponses } from './background/background-responses.js';
import { type ResponsesRequest } from './request/responses.schema.js';
import { type Turn } from './turn.js';
import { TurnFactory } from './turn-factory.js';
import { TurnKeeper } from './turn-keeper.js';

type HttpResponse = Response<unknown, ErrorFormLocals & ErrorLocals>;

/** Answers `POST /v1/responses`. */
@Injectable()
export class ResponsesService {
  readonly #turns: TurnFactory;
  readonly #keeper: TurnKeeper;
  readonly #background: BackgroundResponses;
  readonly #logger = new Logger('responses');

  constructor(turns: TurnFactory, keeper: TurnKeeper, background: BackgroundResponses) {
    this.#turns = turns;
    this.#keeper = keeper;
    this.#background = background;
  }

  /**
   * Answers a request, as JSON or as server-sent events.
   *
   * @throws OpenAiError 400 `content_filter` for input that is blocked, 503 for text that could not be moderated, 404 for a
   *   model that is not here; an error within a stream becomes its last event
   */
  async create(body: ResponsesRequest, caller: Caller, response: HttpResponse): Promise<void> {
    if (body.background) return this.#createInBackground(body, caller, response);
    if (body.stream) return this.#stream(body, caller, response);
    const turn = await this.#turns.create(body, caller, response);
    try {
      for await (const _ of turn.run.run(() => this.#keeper.keep(turn)));
    } finally {
      showModeration(response, turn.answer.report);
      turn.answer.notes.show(response);
    }
    response.status(200).json(turn.run.present());
  }

  /** Sends events as they come, until the last one. */
  async sendEvents(events: AsyncIterable<ResponseEvent>, signal: AbortSignal, response: HttpResponse): Promise<void> {
    const sse = new SseWriter(response, signal);
    try {
      for await (const event of events) await sse.writeEvent(event.type, event);
      sse.close();
    } catch (error) {
      this.#failStream(sse, error, signal, response);
    } finally {
      sse.stopComments();
    }
  }

  async #createInBackground(body: ResponsesRequest, caller: Caller, response: HttpResponse): Promise<void> {
    this.#background.assertRoom();
    const controller = new AbortController();
    const { signal } = caller;
    const abort = (): void => controller.abort(signal.reason);
    signal.addEventListener('abort', abort);
    if (signal.aborted) abort();
    const turn = await this.#turns.create(body, { ...caller, signal: controller.signal }, response);
    // A response that began later would run without a reader: its id was never sent.
    signal.throwIfAborted();
    // From here on the client may leave: only the answer to this request ends with it.
    signal.removeEventListener('abort', abort);
    const job = await this.#background.start(turn, controller);
    if (body.stream) await this.sendEvents(job.log.read({ signal }), signal, response);
    else response.status(200).json(turn.run.present());
  }

  async #stream(body: ResponsesRequest, caller: Caller, response: HttpResponse): Promise<void> {
    const sse = new SseWriter(response, caller.signal);
    let turn: Turn | undefined;
    try {
      turn = await this.#turns.create(body, caller, response);
      const { run } = turn;
      const keep = this.#keeper.keep.bind(this.#keeper, turn);
      for await (const event of run.run(keep)) await sse.writeEvent(event.type, event);
      sse.close();
    } catch (error) {
      await this.#failTurn(sse, turn, error, caller, response);
    } finally {
      sse.stopComments();
    }
  }

  /** Ends a stream with `response.failed`, or with `error` where there is no response yet. @throws the error while no header is sent */
  async #failTurn(
    sse: SseWriter,
    turn: Turn | undefined,
    error: unknown,
    { signal }: Caller,
    response: HttpResponse,
  ): Promise<void> {
    if (!turn || !sse.isOpen) return this.#failStream(sse, error, signal, response);
    const shown = this.#report(error, signal, response);
    const events = turn.run.fail(shown);
    // A client that left has no use for what is stored.
    if (!signal.aborted) await this.#keeper.keepFailed(turn);
    const last = events.pop();
    for (const event of events) await sse.writeEvent(event.type, event).catch(() => undefined);
    if (last) sse.failEvent(last.type, last);
  }

  #failStream(sse: SseWriter, error: unknown, signal: AbortSignal, response: HttpResponse): void {
    if (!sse.isOpen) throw withInputField(error, 'messages');
    const shown = this.#report(error, signal, response);
    const presented = response.locals.presentError?.(shown) ?? shown.body();
    const { message, code, param } = shown.body().error;
    sse.failEvent('error', { type: 'error', sequence_number: 0, message, code, param, ...presented });
  }

  #report(error: unknown, { aborted, reason }: AbortSignal, response: HttpResponse): OpenAiError {
    const shown = toOpenAiError(withInputField(aborted ? reason : error, 'messages'));
    reportError(this.#logger, error, shown, response);
    return shown;
  }
}
