import { Injectable } from '@nestjs/common';
import { type Response } from 'express';
import { toTemplateMessages } from '../completions/chat/history/to-template-messages.js';
import { toFormOptions } from '../completions/chat/to-call-options.js';
import { toLangChainMessages } from '../completions/chat/to-langchain-messages.js';
import { type Caller } from '../http/caller.js';
import { ModelAliases } from '../model/model-aliases.js';
import { ModelHost } from '../model/model-host.js';
import { presentErrorWith } from './anthropic-error.js';
import { type CountTokensRequest } from './request/messages.schema.js';
import { toChatPrompt } from './request/to-chat-request.js';

/** Counts the tokens of prompts. No model reads them, and the answer has no text: nothing is moderated. */
@Injectable()
export class CountTokensService {
  readonly #host: ModelHost;
  readonly #aliases: ModelAliases;

  constructor(host: ModelHost, aliases: ModelAliases) {
    this.#host = host;
    this.#aliases = aliases;
  }

  /**
   * Counts the tokens of the prompt that a request makes, with its template and its tools.
   *
   * @throws OpenAiError 404 for a model that is not here, 403 for one that the caller may not use, 400 for a conversation that it cannot take
   */
  async count(
    body: CountTokensRequest,
    { models }: Caller,
    response: Response,
  ): Promise<{ readonly input_tokens: number }> {
    const { request, sources } = toChatPrompt(body);
    presentErrorWith(response, sources);
    const { chat, engine } = this.#host.select(this.#aliases.resolve(request.model));
    this.#aliases.assertAllowed(models, engine.model.id);
    const messages = toLangChainMessages(toTemplateMessages(request.messages, request, chat));
    const { tokens } = await chat.renderPrompt(messages, toFormOptions(request, request));
    return { input_tokens: tokens.length };
  }
}
