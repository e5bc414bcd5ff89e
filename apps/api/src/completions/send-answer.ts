import { Logger } from '@nestjs/common';
import { type Response } from 'express';
import { type Caller } from '../http/caller.js';
import { describeForLog } from '../errors/describe-for-log.js';
import { SseWriter } from '../http/sse-writer.js';
import { toOpenAiError } from '../errors/to-openai-error.js';
import { type PresentedModeration } from '../moderation/moderation-report.js';
import { type CollectedChoice, collectChoices } from './collect-choices.js';
import { type ChoiceEvent } from './moderate-choice.js';
import { type ModeratedAnswer } from './moderated-answer.js';
import { type TokenUsage } from '@leeward/mixtral-llm';

/** How one kind of completion is written. */
export interface AnswerPresenter {
  /** The whole answer. */
  readonly whole: (answer: ModeratedAnswer, choices: readonly CollectedChoice[], usage: TokenUsage) => object;
  /** Chunks of a streamed one. */
  readonly chunks: (answer: ModeratedAnswer) => ChunkWriter;
}

/** Writes the chunks of one streamed answer. */
export interface ChunkWriter {
  /** @param moderation for the last chunk of the answer that has a choice */
  chunksOf(choice: number, event: ChoiceEvent, moderation?: PresentedModeration): object[];
  /** What follows all choices. */
  usage(usage: TokenUsage): object[];
}

const logger = new Logger('completion');

/**
 * Sends an answer, as JSON or as server-sent events.
 *
 * @throws what beginning the answer, or a whole one, throws; an error within a stream becomes its last event
 */
export async function sendAnswer(
  begin: () => Promise<ModeratedAnswer>,
  presenter: AnswerPresenter,
  { response, caller, stream }: Exchange,
): Promise<void> {
  if (!stream) {
    const answer = await begin();
    const { choices, usage } = await collectChoices(answer);
    response.status(200).json(presenter.whole(answer, choices, usage));
    return;
  }
  const sse = new SseWriter(response, caller.signal);
  try {
    const answer = await begin();
    await streamAnswer(answer, presenter.chunks(answer), sse);
  } catch (error) {
    if (!sse.opened) throw error;
    await endWithError(sse, error);
  } finally {
    sse.stopWaiting();
  }
}

/** Who is answered, and how. */
export interface Exchange {
  readonly response: Response;
  readonly caller: Caller;
  readonly stream: boolean;
}

async function streamAnswer(answer: ModeratedAnswer, chunks: ChunkWriter, sse: SseWriter): Promise<void> {
  let ended = 0;
  // Headers wait for the first checked text: until then a failure still has its own status.
  for await (const one of answer.events) {
    if (one.type === 'end') {
      for (const chunk of chunks.usage(answer.usageOf(one.usages))) await sse.write(chunk);
      continue;
    }
    if (one.event.type === 'finish') ended++;
    const moderation = ended === answer.choices ? answer.report.present() : undefined;
    for (const chunk of chunks.chunksOf(one.choice, one.event, moderation)) await sse.write(chunk);
  }
  await sse.end();
}

/** The status is out already: the error is an event, as OpenAI sends it. */
async function endWithError(sse: SseWriter, error: unknown): Promise<void> {
  const shown = toOpenAiError(error);
  const logged = describeForLog(error, shown);
  if (logged) logger.error(logged);
  await sse.write(shown.body());
  await sse.end();
}
