import { type ChoiceEvent } from '../../completions/moderate-choice.js';
import { type ModeratedAnswer } from '../../completions/moderated-answer.js';
import { presentFindings } from '../../completions/present-findings.js';
import { type OpenAiError } from '../../errors/openai-error.js';
import { presentResponseModeration } from '../../moderation/report/present-openai-moderation.js';
import { type ResponseStatus } from '../../storage/index.js';
import { type OutputItem } from '../items/item.js';
import { type ResponsePaths } from '../request/response-paths.js';
import { type PresentedResponse, presentResponse, type ResponseFrame, type ResponseState } from './present-response.js';
import { toResponseError } from './response-error.js';
import { ResponseOutput, type UnnumberedEvent } from './response-output.js';

/** An event of a stream. */
export interface ResponseEvent extends UnnumberedEvent {
  /** Counts the events of a stream from 0. */
  readonly sequence_number: number;
}

/** Called before the last event of a response that came to its end. */
export type OnEnd = () => Promise<void>;

/** One response from its beginning to its end: its state, and the events by which it changes. */
export class ResponseRun {
  #frame: ResponseFrame;
  readonly #answer: ModeratedAnswer;
  readonly #paths: ResponsePaths;
  readonly #output = new ResponseOutput();
  #state: Omit<ResponseState, 'output' | 'findings' | 'moderation'> = { status: 'in_progress' };
  #events = 0;
  #hasBegun = false;

  constructor(frame: ResponseFrame, answer: ModeratedAnswer, paths: ResponsePaths) {
    this.#frame = frame;
    this.#answer = answer;
    this.#paths = paths;
  }

  get id(): string {
    return this.#frame.id;
  }

  get status(): ResponseStatus {
    return this.#state.status;
  }

  get output(): readonly OutputItem[] {
    return this.#output.items;
  }

  /** Presents the response in its present state. */
  present(): PresentedResponse {
    return presentResponse(this.#frame, {
      ...this.#state,
      output: this.#output.items,
      findings: presentFindings(this.#answer, this.#paths.toBodyPath),
      moderation:
        this.#hasEnded && this.#answer.hasModeration ? presentResponseModeration(this.#answer.report) : undefined,
    });
  }

  /** Says in the response that it is not stored. */
  markUnstored(): void {
    this.#frame = { ...this.#frame, store: false };
  }

  /** Presents a response that has to wait for its turn. */
  queue(): ResponseEvent[] {
    this.#state = { status: 'queued' };
    return [this.#toLifecycle('response.created'), this.#toLifecycle('response.queued')];
  }

  /**
   * Lets the model answer.
   *
   * The first events come with the first text: until then a failure has its own HTTP status.
   *
   * @throws OpenAiError as `ModeratedAnswer.events`
   */
  async *run(onEnd: OnEnd): AsyncGenerator<ResponseEvent> {
    for await (const { event } of this.#answer.events) {
      yield* this.#begin();
      if (event.type !== 'finish') {
        yield* this.#number(this.#output.add(event));
        continue;
      }
      yield* this.#number(this.#finish(event));
      await onEnd();
      yield this.#toLifecycle(this.status === 'completed' ? 'response.completed' : 'response.incomplete');
    }
  }

  /** Ends the response with an error. @returns its last event */
  fail(error: OpenAiError): ResponseEvent[] {
    this.#state = { status: 'failed', error: toResponseError(error) };
    const opened = this.#events === 0 ? [this.#toLifecycle('response.created')] : [];
    return [...opened, this.#toLifecycle('response.failed')];
  }

  /** Ends a response that was cancelled. @returns its last event; OpenAI's API has none of its own */
  cancel(): ResponseEvent[] {
    this.#state = { status: 'cancelled' };
    return [this.#toLifecycle('response.incomplete')];
  }

  get #hasEnded(): boolean {
    return this.status === 'completed' || this.status === 'incomplete';
  }

  #begin(): ResponseEvent[] {
    if (this.#hasBegun) return [];
    this.#hasBegun = true;
    this.#state = { status: 'in_progress' };
    const created = this.#events === 0 ? [this.#toLifecycle('response.created')] : [];
    return [...created, this.#toLifecycle('response.in_progress')];
  }

  #finish({ reason, usage, refusal }: ChoiceEvent & { readonly type: 'finish' }): UnnumberedEvent[] {
    const isIncomplete = reason === 'length' || reason === 'content_filter';
    const status = isIncomplete ? 'incomplete' : 'completed';
    const events = this.#output.end(status, refusal);
    this.#state = {
      status,
      usage,
      incompleteReason: !isIncomplete ? undefined : reason === 'length' ? 'max_output_tokens' : 'content_filter',
      completedAt: isIncomplete ? undefined : Math.floor(Date.now() / 1000),
    };
    return events;
  }

  #toLifecycle(type: string): ResponseEvent {
    return { type, sequence_number: this.#events++, response: this.present() };
  }

  #number(events: readonly UnnumberedEvent[]): ResponseEvent[] {
    return events.map((event) => ({ ...event, sequence_number: this.#events++ }));
  }
}
