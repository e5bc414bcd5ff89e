import { Injectable } from '@nestjs/common';
import { OpenAiError } from '../errors/openai-error.js';
import { type FoundResponse, type ItemPage, type PageRequest, StorageHost } from '../storage/index.js';
import { type PresentedResponse, type ResponseFrame } from './answer/present-response.js';
import { interruptedError } from './answer/response-error.js';
import { type ResponseEvent } from './answer/response-run.js';
import { BackgroundResponses } from './background/background-responses.js';
import { type ReadOptions } from './background/event-log.js';
import { quote } from './request/read-turn.js';

/** Reads, cancels and deletes responses that are stored, or under way in the background. */
@Injectable()
export class ResponseRecordsService {
  readonly #host: StorageHost;
  readonly #background: BackgroundResponses;

  constructor(host: StorageHost, background: BackgroundResponses) {
    this.#host = host;
    this.#background = background;
  }

  /** @throws OpenAiError 404 for a response that is not there */
  async find(owner: string, id: string): Promise<PresentedResponse> {
    return this.#background.find(owner, id)?.turn.run.present() ?? presentFound(await this.#findStored(owner, id));
  }

  /**
   * Reads the events of a response that was made in the background, and waits for those to come.
   *
   * @throws OpenAiError 404 for a response that is not there, 400 for one without events
   */
  async readEvents(owner: string, id: string, options: ReadOptions): Promise<AsyncIterable<ResponseEvent>> {
    const job = this.#background.find(owner, id);
    if (job) return job.log.read(options);
    await this.#findStored(owner, id);
    const events = await this.#host.require().responses.readEvents(owner, id);
    if (events) return fromList(events as readonly ResponseEvent[], options.startingAfter ?? -1);
    throw new OpenAiError('invalid_value', {
      param: 'stream',
      message: 'Only a response that was made with "background": true can be streamed again. Leave "stream" out.',
    });
  }

  /** Ends a response in the background. One that has ended stays as it is. @throws OpenAiError 404, 400 for any other response */
  async cancel(owner: string, id: string): Promise<PresentedResponse> {
    const job = this.#background.find(owner, id);
    if (job) {
      await job.cancel();
      return job.turn.run.present();
    }
    const { body } = await this.#findStored(owner, id);
    if ((body as ResponseFrame)['background'] !== true) {
      throw new OpenAiError('response_not_cancellable', {
        message:
          'Only a response that was made with "background": true can be cancelled. To end another one, close its connection.',
      });
    }
    // It may be under way in another process, which then drops it.
    await this.#host.require().responses.cancel(owner, id);
    return this.find(owner, id);
  }

  /** @throws OpenAiError 404 for a response that is not there */
  async delete(owner: string, id: string): Promise<void> {
    const job = this.#background.find(owner, id);
    // Deleted first, so that its end is not stored.
    const wasThere = await this.#host.require().responses.delete(owner, id);
    await job?.cancel();
    if (!wasThere) throw createResponseError(id);
  }

  /** @throws OpenAiError 404 for a response that is not there */
  async listInput(owner: string, id: string, page: PageRequest): Promise<ItemPage> {
    const items = await this.#host.require().responses.listInput(owner, id, page);
    if (!items) throw createResponseError(id);
    return items;
  }

  async #findStored(owner: string, id: string): Promise<FoundResponse> {
    const found = await this.#host.require().responses.find(owner, id);
    if (!found) throw createResponseError(id);
    return found;
  }
}

function presentFound({ body, status, output, isInterrupted }: FoundResponse): PresentedResponse {
  return {
    ...(body as ResponseFrame),
    status,
    output: [...output],
    ...(isInterrupted && { error: interruptedError }),
  };
}

function createResponseError(id: string): OpenAiError {
  return new OpenAiError('response_not_found', {
    message: `There is no response ${quote(id)}: it was not stored, was deleted, its time was over, or it is another key's.`,
  });
}

async function* fromList(events: readonly ResponseEvent[], startingAfter: number): AsyncGenerator<ResponseEvent> {
  for (const event of events) if (event.sequence_number > startingAfter) yield event;
}
