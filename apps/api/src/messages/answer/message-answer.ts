import { type Moderator } from '@leeward/moderation';
import { type TokenUsage } from '@leeward/mixtral-llm';
import { type Response } from 'express';
import { type CollectedChoice } from '../../completions/completion-kind.js';
import { type CompletionsService } from '../../completions/completions.service.js';
import { type CompletionFinishReason } from '../../completions/moderate-choice.js';
import { type ModeratedAnswer } from '../../completions/moderated-answer.js';
import { presentFindings } from '../../completions/present-findings.js';
import { type Caller } from '../../http/caller.js';
import { RawJson } from '../../http/raw-json.js';
import { createMessageCompletion, type GenerationProgress } from '../message-completion.js';
import { moderateStopSequence } from './moderate-stop-sequence.js';
import { presentCall, presentMessage, presentText } from './present-message.js';
import { type MessageSource, toSourcePath } from '../request/source-paths.js';
import { presentStop, type PresentedStop } from './stop-reason.js';
import { type ConvertedRequest } from '../request/to-chat-request.js';

/** The end of an answer, and its text. */
interface AnswerEnd {
  readonly reason: CompletionFinishReason;
  readonly refusal?: string | undefined;
  readonly text: string;
}

/** One answer in Anthropic's form, whose generation begins when its events are read. */
export class MessageAnswer {
  readonly moderated: ModeratedAnswer;
  readonly #progress: GenerationProgress;
  readonly #sources: readonly MessageSource[];
  readonly #moderator: Moderator;
  readonly #signal: AbortSignal;

  private constructor(
    moderated: ModeratedAnswer,
    progress: GenerationProgress,
    sources: readonly MessageSource[],
    { moderator, signal }: Caller,
  ) {
    this.moderated = moderated;
    this.#progress = progress;
    this.#sources = sources;
    this.#moderator = moderator;
    this.#signal = signal;
  }

  /** Moderates a request, and prepares its answer. @throws the errors of `CompletionsService.begin` */
  static async begin(
    completions: CompletionsService,
    { request, sources }: ConvertedRequest,
    caller: Caller,
    response: Response,
  ): Promise<MessageAnswer> {
    const progress: GenerationProgress = {};
    const kind = createMessageCompletion(sources, progress);
    return new MessageAnswer(await completions.begin(kind, request, caller, response), progress, sources, caller);
  }

  /** The usage so far. */
  get usage(): TokenUsage {
    return this.#progress.usage ?? { promptTokens: 0, cachedPromptTokens: 0, completionTokens: 0 };
  }

  /** Presents the whole answer, for `stringifyWithRawJson`. @param choice undefined counts as an empty one */
  async present(choice: CollectedChoice | undefined): Promise<object> {
    const { text = '', calls = [], finishReason: reason = 'stop', refusal } = choice ?? {};
    const content = [
      ...(text === '' ? [] : [presentText(text)]),
      ...calls.map((call) => presentCall(call, new RawJson(call.arguments))),
    ];
    const stop = await this.presentStop({ reason, refusal, text });
    return {
      ...presentMessage(this.moderated.identity, content, this.usage, stop),
      ...this.presentFindings(),
    };
  }

  /** Presents the end of the answer. A stop sequence is named when it passes moderation. */
  async presentStop({ reason, refusal, text }: AnswerEnd): Promise<PresentedStop> {
    const { stopString } = this.#progress;
    const { id: requestId } = this.moderated.identity;
    const stopSequence =
      reason !== 'stop' || stopString === undefined
        ? undefined
        : await moderateStopSequence(stopString, this.#moderator, { requestId, text, signal: this.#signal });
    return presentStop(reason, refusal, stopSequence);
  }

  /** Presents the findings of moderation so far and the other notes, as a field of ours. */
  presentFindings(): { readonly leeward: object } {
    return { leeward: presentFindings(this.moderated, (path) => toSourcePath(path, this.#sources)) };
  }
}
