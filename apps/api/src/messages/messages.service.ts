import { Injectable, Logger } from '@nestjs/common';
import { type Response } from 'express';
import { collectChoices } from '../completions/collect-choices.js';
import { ChatSettings } from '../completions/chat/chat-settings.js';
import { CompletionsService } from '../completions/completions.service.js';
import { reportError } from '../errors/report-error.js';
import { toOpenAiError, withInputField } from '../errors/to-openai-error.js';
import { type Caller } from '../http/caller.js';
import { stringifyWithRawJson } from '../http/raw-json.js';
import { SseWriter } from '../http/sse-writer.js';
import { showModeration } from '../moderation/report/moderation-header.js';
import { presentErrorWith } from './anthropic-error.js';
import { MessageAnswer } from './answer/message-answer.js';
import { MessageEvents } from './answer/message-events.js';
import { type MessagesRequest } from './request/messages.schema.js';
import { toChatRequest } from './request/to-chat-request.js';

/** Answers requests in Anthropic's form: a chat completion does the work. */
@Injectable()
export class MessagesService {
  readonly #completions: CompletionsService;
  readonly #settings: ChatSettings;
  readonly #logger = new Logger('messages');

  constructor(completions: CompletionsService, settings: ChatSettings) {
    this.#completions = completions;
    this.#settings = settings;
  }

  /**
   * Answers a request, as JSON or as server-sent events.
   *
   * @throws the errors of `CompletionsService.answer`; an error within a stream becomes its last event
   */
  async answer(body: MessagesRequest, caller: Caller, response: Response): Promise<void> {
    const converted = toChatRequest(body);
    const presentError = presentErrorWith(response, converted.sources);
    const prepared = { ...converted, request: this.#settings.fillIn(converted.request) };
    const begin = () => MessageAnswer.begin(this.#completions, prepared, caller, response);
    if (body.stream !== true) {
      const answer = await this.#answerWhole(begin, response);
      response.status(200).type('json').send(stringifyWithRawJson(answer));
      return;
    }
    const sse = new SseWriter(response, caller.signal);
    try {
      await this.#stream(begin, sse);
    } catch (error) {
      if (!sse.isOpen) throw withInputField(error, 'messages');
      const { aborted, reason } = caller.signal;
      const shown = toOpenAiError(withInputField(aborted ? reason : error, 'messages'));
      reportError(this.#logger, error, shown, response);
      sse.failEvent('error', presentError(shown));
    } finally {
      sse.stopComments();
    }
  }

  async #answerWhole(begin: () => Promise<MessageAnswer>, response: Response): Promise<object> {
    try {
      const answer = await begin();
      const { moderated } = answer;
      const { collected } = await collectChoices(moderated).finally(() => showModeration(response, moderated.report));
      moderated.notes.show(response);
      const [choice] = collected;
      return await answer.present(choice);
    } catch (error) {
      throw withInputField(error, 'messages');
    }
  }

  async #stream(begin: () => Promise<MessageAnswer>, sse: SseWriter): Promise<void> {
    const answer = await begin();
    const events = new MessageEvents(answer.moderated.identity);
    let text = '';
    for await (const { event } of answer.moderated.events) {
      if (event.type === 'text-delta') text += event.text;
      const presented =
        event.type === 'finish'
          ? events.end(await answer.presentStop({ ...event, text }), event.usage, answer.presentFindings())
          : events.present(event, answer.usage);
      for (const one of presented) await sse.writeEvent(one.type, one);
    }
    sse.close();
  }
}
