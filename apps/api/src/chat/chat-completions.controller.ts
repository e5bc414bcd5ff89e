import { Body, Controller, Post, Res } from '@nestjs/common';
import { type Response } from 'express';
import { requestSignal } from '../http/request-signal.js';
import { SseWriter } from '../http/sse-writer.js';
import { toOpenAiError } from '../http/to-openai-error.js';
import { type ChatCompletionsRequest, chatCompletionsSchema } from './chat-completions.schema.js';
import { type ModeratedAnswer, ModeratedChatService } from './moderated-chat.service.js';
import { ChunkPresenter } from './present-chunks.js';
import { presentCompletion } from './present-completion.js';

/** `POST /v1/chat/completions`, as JSON or as server-sent events. */
@Controller('v1/chat/completions')
export class ChatCompletionsController {
  constructor(private readonly chat: ModeratedChatService) {}

  @Post()
  async create(@Body({ schema: chatCompletionsSchema }) request: ChatCompletionsRequest, @Res() response: Response): Promise<void> {
    const signal = requestSignal(response);
    const answer = await this.chat.answer(request, signal);
    if (request.stream) await streamAnswer(answer, request, new SseWriter(response, signal));
    else response.status(200).json(await collectAnswer(answer));
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
  try {
    for await (const event of events) {
      // Headers wait for the first checked text: until then a failure still has its own status.
      if (!sse.opened) await sse.write(chunks.start());
      if (event.type === 'text-delta') {
        await sse.write(chunks.text(event.text));
        continue;
      }
      await sse.write(chunks.finish(event.reason));
      for (const chunk of chunks.usage(event.usage)) await sse.write(chunk);
    }
  } catch (error) {
    if (!sse.opened) throw error;
    // The status is out already: the error is an event, as OpenAI sends it.
    await sse.write(toOpenAiError(error).body());
  }
  await sse.end();
}
