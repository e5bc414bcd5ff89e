import { type EncodedPrompt, explain } from '@leeward/chat-template';
import { type Engine } from '@leeward/mixtral-llm';
import { Body, Controller, HttpCode, Post } from '@nestjs/common';
import { ModelHost } from '../../model/model-host.js';
import { type ChatCompletionsRequest, chatCompletionsSchema } from './chat-completions.schema.js';
import { formOptions } from './to-call-options.js';
import { toLangChainMessages } from './to-langchain-messages.js';

/**
 * `POST /v1/chat/render`: the prompt that a chat completion would be made of, without generating. For debugging; it is there
 * only with `CHAT_RENDER=true`. Nothing is moderated, since the caller gets back what the caller sent.
 */
@Controller('v1/chat/render')
export class RenderController {
  readonly #host: ModelHost;

  constructor(host: ModelHost) {
    this.#host = host;
  }

  @Post()
  @HttpCode(200)
  async render(@Body({ schema: chatCompletionsSchema }) request: ChatCompletionsRequest) {
    const { chat, engine } = this.#host.select(request.model);
    const prompt = await chat.renderPrompt(toLangChainMessages(request.messages), formOptions(request, request));
    const { tokens, spans, templateVersion } = prompt;
    return { tokens, spans, explained: await explainFor(engine, prompt), templateVersion };
  }
}

/** The engine may live in another process: what is to be decoded is collected first, and asked for at once. */
async function explainFor(engine: Engine, prompt: EncodedPrompt): Promise<string> {
  const { controlTokens } = engine.model.vocabulary;
  const runs: (readonly number[])[] = [];
  explain(prompt, { controlTokens, decode: (run) => `${runs.push(run)}` });
  const texts = (await engine.detokenize(runs)).values();
  return explain(prompt, { controlTokens, decode: () => texts.next().value ?? '' });
}
