import { RedactionVault } from '@leeward/moderation';
import { Injectable } from '@nestjs/common';
import { type Response } from 'express';
import { IgnoredFields } from '../compatibility/ignored-fields.js';
import { withInputField } from '../errors/to-openai-error.js';
import { type Caller } from '../http/caller.js';
import { toHeaderList } from '../http/header-list.js';
import { createEitherSignal } from '../http/request-signal.js';
import { showLimits } from '../limits/index.js';
import { ModelAliases } from '../model/model-aliases.js';
import { ModelHost } from '../model/model-host.js';
import { InputModeration } from '../moderation/moderate-input.js';
import { showModeration } from '../moderation/report/moderation-header.js';
import { ModerationReport } from '../moderation/report/moderation-report.js';
import { Telemetry } from '../telemetry/telemetry.js';
import { type CompletionKind, type CompletionRequest } from './completion-kind.js';
import { AnswerReservation } from './answer-reservation.js';
import { AnswerNotes } from './notes/answer-notes.js';
import { mergeChoices } from './merge-choices.js';
import { moderateChoice } from './moderate-choice.js';
import { type ModeratedAnswer } from './moderated-answer.js';
import { sendAnswer } from './send-answer.js';

/** The header that lists the messages of a request that were repaired. */
export const repairedHeader = 'x-leeward-repaired';

/** Answers every completion: moderates the input, calls the model, and gates each choice. */
@Injectable()
export class CompletionsService {
  readonly #host: ModelHost;
  readonly #aliases: ModelAliases;
  readonly #ignoredFields: IgnoredFields;
  readonly #telemetry: Telemetry;

  constructor(host: ModelHost, aliases: ModelAliases, ignoredFields: IgnoredFields, telemetry: Telemetry) {
    this.#ignoredFields = ignoredFields;
    this.#host = host;
    this.#aliases = aliases;
    this.#telemetry = telemetry;
  }

  /**
   * Answers a request, as JSON or as server-sent events.
   *
   * @throws OpenAiError 400 `content_filter` for input that is blocked, 503 for text that could not be moderated,
   *   404 and 403 for a model that is not here or not for the key, 429 when the key's limits are reached; an error within a stream becomes its last event
   */
  async answer<Request extends CompletionRequest>(
    kind: CompletionKind<Request>,
    request: Request,
    caller: Caller,
    response: Response,
  ): Promise<void> {
    try {
      await sendAnswer(() => this.begin(kind, request, caller, response), { kind, request, caller, response });
    } catch (error) {
      throw withInputField(error, kind.inputField);
    }
  }

  /**
   * Moderates a request, and prepares its answer, whose generation begins when its events are read.
   *
   * @throws OpenAiError 400 `content_filter` for input that is blocked, 503 for text that could not be moderated,
   *   404 and 403 for a model that is not here or not for the key, 429 when the key's limits are reached
   */
  async begin<Request extends CompletionRequest>(
    kind: CompletionKind<Request>,
    request: Request,
    { queueKey, signal, moderator, holder, models, budget, createAnswerId }: Caller,
    response: Response,
  ): Promise<ModeratedAnswer> {
    const model = this.#host.select(this.#aliases.resolve(request.model));
    this.#aliases.assertAllowed(models, model.engine.model.id);
    // Before anything is awaited: the headers of a stream may be sent while the request waits.
    const repairs = kind.findRepairs?.(model, request) ?? [];
    if (repairs.length > 0) response.setHeader(repairedHeader, toHeaderList(repairs));
    this.#ignoredFields.ignore(response, kind.findIgnoredFields?.(model, request) ?? []);
    const id = createAnswerId(kind.idPrefix);
    const identity = { id, created: Math.floor(Date.now() / 1000), model: model.engine.model.id };
    const report = new ModerationReport(moderator.policy);
    // One vault per request: a request carries its whole conversation.
    const vault = new RedactionVault();
    const context = { requestId: id, signal, vault };
    const inputContext = {
      ...context,
      onVerdict: report.add,
      onHistory: report.addHistory,
      toRecordedPath: kind.toBodyPath,
    };
    const observation = this.#telemetry.observeAnswer({
      id,
      model: identity.model,
      operation: kind.operation,
      request,
    });
    const generationController = new AbortController();
    const notes = new AnswerNotes();
    const reservation = new AnswerReservation(budget, {
      onChange: () => showLimits(response),
      onUsage: (tokens) => this.#telemetry.addKeyTokens(holder, tokens),
    });
    const generation = kind.generate(model, request, {
      moderation: new InputModeration(moderator, inputContext),
      signal: createEitherSignal(signal, generationController.signal),
      queueKey,
      reserve: reservation.reserve,
      reserveRetry: reservation.reserveRetry,
    });
    generation.catch(() => reservation.release());
    // In a stream, this is all that can be known before the headers are sent.
    const { choices, findPrecedingText, begunText, truncated, approvedInput, sumUsage } = await generation.finally(() =>
      showModeration(response, report),
    );
    notes.addTruncated(truncated ?? []);
    notes.show(response);
    const moderated = choices.map((parts, choice) =>
      moderateChoice(parts, {
        ...context,
        onVerdict: report.createListener(choice),
        moderator,
        path: kind.toMessagePath(choice),
        precedingText: findPrecedingText(choice),
        begunText,
        textField: kind.textField,
        onSchema: (status) => notes.addSchema(status),
        findToolSchema: (name) => kind.findToolSchema?.(request, name),
        onPart: (part) => observation.addPart(choice, part),
      }),
    );
    const observed = observation.follow(
      mergeChoices(moderated, () => generationController.abort()),
      { choices: choices.length, sumUsage, approvedInput, restoresValues: () => vault.size > 0 },
    );
    const events = reservation.follow(observed, () => observation.usage, signal);
    const hasModeration = Boolean(request.moderation);
    return { identity, choices: choices.length, events, report, notes, hasModeration, sumUsage };
  }
}
