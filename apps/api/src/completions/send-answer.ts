import { type TokenUsage } from '@leeward/mixtral-llm';
import { Logger } from '@nestjs/common';
import { type Response } from 'express';
import { reportError } from '../errors/report-error.js';
import { toOpenAiError, withInputField } from '../errors/to-openai-error.js';
import { type Caller } from '../http/caller.js';
import { SseWriter } from '../http/sse-writer.js';
import { showModeration } from '../moderation/report/moderation-header.js';
import { collectChoices } from './collect-choices.js';
import { type CompletionKind, type CompletionRequest } from './completion-kind.js';
import { type ModeratedAnswer } from './moderated-answer.js';
import { ChunkPresenter, presentAnswer } from './present-answer.js';

const logger = new Logger('completion');

/** A request for a completion, and the response that is to hold the answer. */
interface CompletionExchange<Request extends CompletionRequest> {
  readonly kind: CompletionKind<Request>;
  readonly request: Request;
  readonly caller: Caller;
  readonly response: Response;
}

/**
 * Sends an answer, as JSON or as server-sent events.
 *
 * @throws the error of `begin`, and of an answer that is not streamed; an error within a stream becomes its last event
 */
export async function sendAnswer<Request extends CompletionRequest>(
  begin: () => Promise<ModeratedAnswer>,
  { kind, request, caller, response }: CompletionExchange<Request>,
): Promise<void> {
  if (request.stream !== true) {
    const answer = await begin();
    const { collected, usage } = await collectChoices(answer).finally(() => showModeration(response, answer.report));
    answer.notes.show(response);
    const choices = collected.map((choice, index) => kind.presentChoice(choice, index, request));
    response.status(200).json(presentAnswer(kind.object, answer, choices, usage));
    return;
  }
  const sse = new SseWriter(response, caller.signal);
  try {
    const answer = await begin();
    const includeUsage = request.stream_options?.include_usage === true;
    await streamAnswer(answer, new ChunkPresenter(kind, answer, includeUsage), sse);
  } catch (error) {
    if (!sse.isOpen) throw error;
    const { aborted, reason } = caller.signal;
    endWithError(sse, response, withInputField(aborted ? reason : error, kind.inputField));
  } finally {
    sse.stopComments();
  }
}

async function streamAnswer(answer: ModeratedAnswer, chunks: ChunkPresenter, sse: SseWriter): Promise<void> {
  const usages: TokenUsage[] = [];
  // The headers are sent with the first event, or with a comment after 15 seconds: until then a failure has its own
  // status.
  for await (const { choice, event } of answer.events) {
    if (event.type === 'finish') usages[choice] = event.usage;
    for (const chunk of chunks.present(choice, event)) await sse.write(chunk);
  }
  for (const chunk of [...chunks.presentModeration(), ...chunks.presentUsage(answer.sumUsage(usages))]) {
    await sse.write(chunk);
  }
  await sse.end();
}

/** Sends an error as an event, as OpenAI does: the status has been sent already. */
function endWithError(sse: SseWriter, response: Response, error: unknown): void {
  const shown = toOpenAiError(error);
  reportError(logger, error, shown, response);
  sse.fail(shown.body());
}
