import { type TokenUsage } from '@leeward/mixtral-llm';
import { type AnswerBeginning, type ObservedEvent, type ObservedPart } from './contract/observed-answer.js';
import { type AnswerTrace } from './tracing/answer-trace.js';

const noUsage: TokenUsage = { promptTokens: 0, cachedPromptTokens: 0, completionTokens: 0 };

/** Follows one answer: its tokens, its finish reasons, and its spans where requests are traced. */
export class AnswerObservation {
  readonly #trace: AnswerTrace | undefined;
  readonly #usages: TokenUsage[] = [];
  readonly #reasons: string[] = [];

  #beginning: AnswerBeginning | undefined;

  constructor(trace: AnswerTrace | undefined) {
    this.#trace = trace;
  }

  /** The tokens so far: an answer that is cut off has used some, too. */
  get usage(): TokenUsage {
    const { choices, sumUsage } = this.#beginning ?? {};
    return sumUsage?.(Array.from({ length: choices ?? 0 }, (_, choice) => this.#usages[choice] ?? noUsage)) ?? noUsage;
  }

  /** The finish reasons of the choices that have ended. */
  get reasons(): readonly string[] {
    return this.#reasons.filter((reason) => reason !== undefined);
  }

  /** Notes a part of a choice before it is moderated. Its text is not read. */
  addPart(choice: number, { type, usage }: ObservedPart): void {
    // An echoed prompt comes first, without usage.
    this.#usages[choice] = usage;
    this.#trace?.addPart(usage, type === 'finish');
  }

  /** Follows the events of an answer to its end, whoever ends it. */
  async *follow<Observed extends { readonly choice: number; readonly event: ObservedEvent }>(
    events: AsyncIterable<Observed>,
    beginning: AnswerBeginning,
  ): AsyncGenerator<Observed> {
    this.#beginning = beginning;
    this.#trace?.begin(beginning);
    let failure: unknown;
    try {
      for await (const observed of events) {
        const { choice, event } = observed;
        if (event.type === 'finish') {
          this.#usages[choice] = event.usage;
          this.#reasons[choice] = event.reason;
        }
        this.#trace?.addEvent(choice, event);
        yield observed;
      }
    } catch (error) {
      failure = error;
      throw error;
    } finally {
      this.#trace?.end({ usage: this.usage, reasons: this.reasons, failure });
    }
  }
}
