import { type EncodedPrompt, explain } from '@leeward/chat-template';
import { type Engine } from '@leeward/mixtral-llm';
import { Body, Controller, HttpCode, Post, Res } from '@nestjs/common';
import { type Response } from 'express';
import { IgnoredFields } from '../../compatibility/ignored-fields.js';
import { ToleratesFields } from '../../compatibility/tolerance.interceptor.js';
import { type Caller, CallerParameter } from '../../http/caller.js';
import { ModelAliases } from '../../model/model-aliases.js';
import { ModelHost } from '../../model/model-host.js';
import { DescribeRoute } from '../../openapi/index.js';
import { type ChatCompletionsRequest, chatCompletionsSchema } from './schema/chat-completions.schema.js';
import { ChatSettings } from './chat-settings.js';
import { findUnsaidNames } from './find-unsaid-names.js';
import { renderRoute } from './render.route.js';
import { toCallOptions, toFormOptions } from './to-call-options.js';
import { toLangChainMessages } from './to-langchain-messages.js';
import { toFittingMessages } from './history/to-fitting-messages.js';

/**
 * `POST /v1/chat/render`: the prompt of a chat completion, without generating.
 *
 * It is for debugging, and there only with `CHAT_RENDER=true`. Nothing is moderated: the caller gets back its own text.
 */
@ToleratesFields('chat')
@Controller('v1/chat/render')
export class RenderController {
  readonly #host: ModelHost;
  readonly #aliases: ModelAliases;
  readonly #settings: ChatSettings;

  readonly #ignoredFields: IgnoredFields;

  constructor(host: ModelHost, aliases: ModelAliases, settings: ChatSettings, ignoredFields: IgnoredFields) {
    this.#ignoredFields = ignoredFields;
    this.#host = host;
    this.#aliases = aliases;
    this.#settings = settings;
  }

  @DescribeRoute(renderRoute)
  @Post()
  @HttpCode(200)
  async render(
    @Body({ schema: chatCompletionsSchema }) body: ChatCompletionsRequest,
    @CallerParameter() { models }: Caller,
    @Res({ passthrough: true }) response: Response,
  ) {
    const { chat, engine } = this.#host.select(this.#aliases.resolve(body.model));
    this.#aliases.assertAllowed(models, engine.model.id);
    this.#ignoredFields.ignore(response, findUnsaidNames(body.messages, chat));
    const request = this.#settings.fillIn(body);
    const { messages } = await toFittingMessages(request.messages, request, chat, toCallOptions(request, request));
    const prompt = await chat.renderPrompt(toLangChainMessages(messages), toFormOptions(request, request));
    const { tokens, spans, templateVersion } = prompt;
    return { tokens, spans, explained: await explainPrompt(engine, prompt), templateVersion };
  }
}

/** Explains a prompt. The engine may run in another process, so all runs are sent to it in one call. */
async function explainPrompt(engine: Engine, prompt: EncodedPrompt): Promise<string> {
  const { controlTokens } = engine.model.vocabulary;
  const runs: (readonly number[])[] = [];
  // The first pass only collects the runs to decode.
  explain(prompt, {
    controlTokens,
    decode: (run) => {
      runs.push(run);
      return '';
    },
  });
  const texts = (await engine.detokenize(runs)).values();
  return explain(prompt, { controlTokens, decode: () => texts.next().value ?? '' });
}
