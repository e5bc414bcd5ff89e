import { type Engine } from '@leeward/mixtral-llm';
import { Injectable } from '@nestjs/common';
import { type Response } from 'express';
import { IgnoredFields } from '../compatibility/ignored-fields.js';
import { type ChatCompletionsRequest } from '../completions/chat/schema/chat-completions.schema.js';
import { ChatSettings } from '../completions/chat/chat-settings.js';
import { findUnsaidNames } from '../completions/chat/find-unsaid-names.js';
import { toTemplateMessages } from '../completions/chat/history/to-template-messages.js';
import { moderateChatContent } from '../completions/chat/moderation/moderate-chat-content.js';
import { toFormOptions } from '../completions/chat/to-call-options.js';
import { toLangChainMessages } from '../completions/chat/to-langchain-messages.js';
import { OpenAiError } from '../errors/openai-error.js';
import { type Caller } from '../http/caller.js';
import { ModelAliases } from '../model/model-aliases.js';
import { type HostedModel, ModelHost } from '../model/model-host.js';
import { InputModeration } from '../moderation/moderate-input.js';
import { showModeration } from '../moderation/report/moderation-header.js';
import { ModerationReport, type PresentedReport } from '../moderation/report/moderation-report.js';
import { type DetokenizeRequest, type TokenizeRequest } from './tokens.schema.js';

/** A result, and the findings of moderation. */
interface Reported<Result> {
  readonly result: Result;
  readonly leeward: PresentedReport;
}

/**
 * Encodes texts and conversations as the model would read them, and decodes token ids.
 *
 * All text is moderated as the input of a request. So the ids of a conversation are those that a chat completion would have, and ids are
 * no way around the moderation.
 */
@Injectable()
export class TokensService {
  readonly #host: ModelHost;
  readonly #aliases: ModelAliases;
  readonly #settings: ChatSettings;
  readonly #ignoredFields: IgnoredFields;

  constructor(host: ModelHost, aliases: ModelAliases, settings: ChatSettings, ignoredFields: IgnoredFields) {
    this.#host = host;
    this.#aliases = aliases;
    this.#settings = settings;
    this.#ignoredFields = ignoredFields;
  }

  /**
   * Encodes a text or a conversation.
   *
   * @throws OpenAiError as `InputModeration.text`, and 400 for a conversation that the model cannot take
   */
  async tokenize(
    request: TokenizeRequest,
    caller: Caller,
    response: Response,
  ): Promise<Reported<{ readonly tokens: readonly number[]; readonly engine: Engine }>> {
    const model = this.#select(request.model, caller);
    return moderateAndReport(caller, response, async (moderation) => {
      const { messages, content, prompt = content ?? '' } = request;
      const tokens =
        messages === undefined
          ? await encodeText(prompt, request, model.engine, moderation, caller.signal)
          : await this.#encodeConversation({ ...request, messages }, model, moderation, response);
      return { tokens, engine: model.engine };
    });
  }

  /**
   * Decodes token ids. Control tokens are left out.
   *
   * @throws OpenAiError as `InputModeration.text`, and 400 for an id that the model does not have
   */
  async detokenize(
    { model, tokens }: DetokenizeRequest,
    caller: Caller,
    response: Response,
  ): Promise<Reported<string>> {
    const { engine } = this.#select(model, caller);
    const { size, controlTokens } = engine.model.vocabulary;
    const unknown = tokens.findIndex((token) => token >= size);
    if (unknown >= 0) {
      throw new OpenAiError('invalid_value', {
        param: `tokens[${unknown}]`,
        message: `The field "tokens[${unknown}]" is wrong: the model has the ids 0 to ${size - 1}.`,
      });
    }
    const control = new Set(controlTokens.values());
    const [text = ''] = await engine.detokenize([tokens.filter((token) => !control.has(token))]);
    return moderateAndReport(caller, response, (moderation) =>
      // The ids are the caller's own, and so is the text.
      moderation.text(text, { stage: 'input', role: 'user', path: 'tokens' }),
    );
  }

  /** @throws OpenAiError 404 for a model that is not here, 403 for one that the caller may not use */
  #select(name: string | undefined, { models }: Caller): HostedModel {
    const model = this.#host.select(this.#aliases.resolve(name));
    this.#aliases.assertAllowed(models, model.engine.model.id);
    return model;
  }

  async #encodeConversation(
    given: TokenizeRequest & Pick<ChatCompletionsRequest, 'messages'>,
    { chat }: HostedModel,
    moderation: InputModeration,
    response: Response,
  ): Promise<readonly number[]> {
    const { messages, tools, tool_choice, parallel_tool_calls, response_format } = given;
    this.#ignoredFields.ignore(response, findUnsaidNames(messages, chat));
    const repair = given.repair ?? this.#settings.repairsHistory;
    const request = { messages, tools, tool_choice, parallel_tool_calls, response_format, repair };
    const content = await moderateChatContent(request, moderation);
    const written = toLangChainMessages(toTemplateMessages(content.messages, request, chat));
    return (await chat.renderPrompt(written, toFormOptions(request, content))).tokens;
  }
}

async function encodeText(
  text: string,
  { content, add_special, add_special_tokens }: TokenizeRequest,
  engine: Engine,
  moderation: InputModeration,
  signal: AbortSignal,
): Promise<readonly number[]> {
  const path = content === undefined ? 'prompt' : 'content';
  const moderated = await moderation.text(text, { stage: 'input', role: 'user', path });
  const [encoded] = await engine.tokenize([moderated], { signal });
  const { bos, beginsWithBos } = engine.model.vocabulary;
  // vLLM begins a prompt as the model reads it; llama.cpp encodes the content alone.
  const hasBeginning = add_special ?? add_special_tokens ?? content === undefined;
  return [...(hasBeginning && beginsWithBos && bos !== undefined ? [bos] : []), ...(encoded?.tokens ?? [])];
}

async function moderateAndReport<Result>(
  { moderator, signal, createAnswerId }: Caller,
  response: Response,
  run: (moderation: InputModeration) => Promise<Result>,
): Promise<Reported<Result>> {
  const report = new ModerationReport(moderator.policy);
  const moderation = new InputModeration(moderator, {
    requestId: createAnswerId('tokens'),
    signal,
    onVerdict: report.add,
    onHistory: report.addHistory,
  });
  const result = await run(moderation).finally(() => showModeration(response, report));
  return { result, leeward: report.present() };
}
