import { Injectable } from '@nestjs/common';
import { type Response } from 'express';
import { ChatSettings } from '../completions/chat/chat-settings.js';
import { type ChatContent } from '../completions/chat/moderation/moderate-chat-content.js';
import { CompletionsService } from '../completions/completions.service.js';
import { type ModeratedAnswer } from '../completions/moderated-answer.js';
import { type ErrorFormLocals } from '../errors/error-form.js';
import { type Caller } from '../http/caller.js';
import { InputModeration } from '../moderation/moderate-input.js';
import { StorageHost } from '../storage/index.js';
import { toResponseFrame } from './answer/response-frame.js';
import { ResponseRun } from './answer/response-run.js';
import { type Item } from './items/item.js';
import { toModeratedItems } from './items/moderated-items.js';
import { TurnReader } from './request/read-turn.js';
import { type ResponsesRequest } from './request/responses.schema.js';
import { type ConvertedRequest, toChatRequest } from './request/to-chat-request.js';
import { createResponseCompletion } from './response-completion.js';
import { type Turn } from './turn.js';

/** Creates turns: reads the conversation, moderates it, and prepares the answer. */
@Injectable()
export class TurnFactory {
  readonly #completions: CompletionsService;
  readonly #settings: ChatSettings;
  readonly #host: StorageHost;
  readonly #reader: TurnReader;

  constructor(completions: CompletionsService, settings: ChatSettings, host: StorageHost) {
    this.#completions = completions;
    this.#settings = settings;
    this.#host = host;
    this.#reader = new TurnReader(host);
  }

  /** Prepares a turn, whose generation begins when it runs. @throws the errors of `TurnReader.read` and `CompletionsService.begin` */
  async create(body: ResponsesRequest, caller: Caller, response: Response<unknown, ErrorFormLocals>): Promise<Turn> {
    const { owner, moderator } = caller;
    const { history, input } = await this.#reader.read(body, owner);
    const converted = toChatRequest(body, history, input);
    response.locals.presentError = converted.paths.presentError;
    const id = caller.createAnswerId('resp_');
    const identified: Caller = { ...caller, createAnswerId: () => id };
    const metadata = await moderateMetadata(body.metadata ?? {}, identified, id);
    let content: ChatContent = { messages: [] };
    const kind = createResponseCompletion(converted.paths, (moderated) => (content = moderated));
    const request = this.#settings.fillIn(converted.request);
    const answer = await this.#completions.begin(kind, request, identified, response);
    const dropped = findDropped(answer);
    const hasInstructions = converted.hasInstructions && !dropped.has(0);
    const isStored = this.#host.storage !== undefined && body.store !== false;
    const frame = toResponseFrame(body, {
      identity: answer.identity,
      content,
      hasInstructions,
      metadata,
      truncation: request.truncation,
      isStored,
    });
    return {
      run: new ResponseRun(frame, answer, converted.paths),
      answer,
      owner,
      moderator,
      input: selectInput(converted, content, dropped),
      previousId: body.previous_response_id ?? undefined,
      conversationId: body.conversation ?? undefined,
      isStored,
      needsStorage: body.store === true || Boolean(body.conversation),
    };
  }
}

/** Moderates the labels of a response: they are stored. */
function moderateMetadata(
  metadata: Readonly<Record<string, string>>,
  { moderator, signal }: Caller,
  requestId: string,
): Promise<Readonly<Record<string, string>>> {
  if (Object.keys(metadata).length === 0) return Promise.resolve(metadata);
  const moderation = new InputModeration(moderator, { requestId, signal });
  return moderation.value(metadata, { stage: 'input', role: 'user', path: 'metadata' });
}

/** Finds the messages that moderation left out of the history. */
function findDropped({ report }: ModeratedAnswer): ReadonlySet<number> {
  const { history = [] } = report.present();
  const dropped = history.filter(({ action }) => action === 'drop');
  return new Set(dropped.map(({ path }) => Number(/^messages\[(\d+)\]$/.exec(path)?.[1])));
}

/** Selects the moderated items of this turn. */
function selectInput(
  { messages, firstNew }: ConvertedRequest,
  content: ChatContent,
  dropped: ReadonlySet<number>,
): readonly Item[] {
  return toModeratedItems(messages, content.messages, dropped).slice(firstNew).flat();
}
