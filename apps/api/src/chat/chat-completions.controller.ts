import { Body, Controller, Logger, Post, Req, Res } from '@nestjs/common';
import { type Request, type Response } from 'express';
import { callerOf } from '../http/caller.js';
import { describeForLog } from '../http/describe-for-log.js';
import { SseWriter } from '../http/sse-writer.js';
import { toOpenAiError } from '../http/to-openai-error.js';
import { type ChatCompletionsRequest, chatCompletionsSchema } from './chat-completions.schema.js';
import { type ModeratedAnswer, ModeratedChatService } from './moderated-chat.service.js';
import { ChunkPresenter } from './present-chunks.js';
import { presentCompletion } from './present-completion.js';

/** `POST /v1/chat/completions`, as JSON or as server-sent events. */
@Controller('v1/chat/completions')
export class ChatCompletionsController {
  private readonly logger = new Logger('chat');

  constructor(private readonly chat: ModeratedChatService) {}

  @Post()
  async create(
    @Body({ schema: chatCompletionsSchema }) body: ChatCompletionsRequest,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    const caller = callerOf(request, response);
    const sse = body.stream ? new SseWriter(response, caller.signal) : undefined;
    try {
      const answer = await this.chat.answer(body, caller);
      if (sse) await streamAnswer(answer, body, sse);
      else response.status(200).json(await collectAnswer(answer));
    } catch (error) {
      if (!sse?.opened) throw error;
      await this.endWithError(sse, error);
    } finally {
      sse?.stopWaiting();
    }
  }

  /** The status is out already: the error is an event, as OpenAI sends it. */
  private async endWithError(sse: SseWriter, error: unknown): Promise<void> {
    const shown = toOpenAiError(error);
    const logged = describeForLog(error, shown);
    if (logged) this.logger.error(logged);
    await sse.write(shown.body());
    await sse.end();
  }
}

async function collectAnswer({ identity, events }: ModeratedAnswer) {
  let text = '';
  for await (const event of events) {
    if (event.type === 'text-delta') text += event.text;
    else return presentCompletion(identity, { text, finishReason: event.reason, usage: event.usage });
  }
  throw new Error('An answer ended without saying why.');
}

async function streamAnswer({ identity, events }: ModeratedAnswer, request: ChatCompletionsRequest, sse: SseWriter): Promise<void> {
  const chunks = new ChunkPresenter(identity, request.stream_options?.include_usage === true);
  let isStarted = false;
  for await (const event of events) {
    // Headers wait for the first checked text: until then a failure still has its own status.
    if (!isStarted) await sse.write(chunks.start());
    isStarted = true;
    if (event.type === 'text-delta') {
      await sse.write(chunks.text(event.text));
      continue;
    }
    await sse.write(chunks.finish(event.reason));
    for (const chunk of chunks.usage(event.usage)) await sse.write(chunk);
  }
  await sse.end();
}
