import { type TokenUsage } from '@leeward/mixtral-llm';
import { type Attributes, type Context, type Span, SpanKind, type Tracer } from '@opentelemetry/api';
import { type AnswerBeginning, type AnswerDetails, type ObservedEvent } from '../contract/observed-answer.js';
import { ApprovedOutput, toInputMessages } from './approved-content.js';
import { markFailed } from './mark-failed.js';

/** The end of an answer. */
interface TracedAnswerEnd {
  readonly usage: TokenUsage;
  /** The finish reasons of its choices, as far as they ended. */
  readonly reasons: readonly string[];
  readonly failure: unknown;
}

/** The options of a request that are numbers, by the names of the conventions. */
const numberOptions: Readonly<Record<string, readonly string[]>> = {
  'gen_ai.request.max_tokens': ['max_completion_tokens', 'max_output_tokens', 'max_tokens'],
  'gen_ai.request.temperature': ['temperature'],
  'gen_ai.request.top_p': ['top_p'],
  'gen_ai.request.top_k': ['top_k'],
  'gen_ai.request.seed': ['seed'],
  'gen_ai.request.frequency_penalty': ['frequency_penalty'],
  'gen_ai.request.presence_penalty': ['presence_penalty'],
};

/**
 * The spans of one answer: the generation by the model, and the gate that releases what was moderated.
 *
 * Attributes are those of https://opentelemetry.io/docs/specs/semconv/gen-ai/gen-ai-spans/.
 */
export class AnswerTrace {
  readonly #tracer: Tracer;
  readonly #parent: Context;
  readonly #details: AnswerDetails;
  readonly #capturesContent: boolean;
  readonly #output = new ApprovedOutput();
  #generation: Span | undefined;
  #gate: Span | undefined;
  #beginning: AnswerBeginning | undefined;
  #beganAt = 0;
  #ended = 0;
  /** The time at which the model had written all choices, in milliseconds since 1970. The gate may need longer. */
  #generatedAt: number | undefined;
  #hasFirstPart = false;

  constructor(tracer: Tracer, parent: Context, details: AnswerDetails, capturesContent: boolean) {
    this.#tracer = tracer;
    this.#parent = parent;
    this.#details = details;
    this.#capturesContent = capturesContent;
  }

  /** Begins both spans: the generation begins when its first event is read. */
  begin(beginning: AnswerBeginning): void {
    const { id, model, operation, request } = this.#details;
    this.#beginning = beginning;
    this.#beganAt = performance.now();
    this.#generation = this.#tracer.startSpan(
      `${operation} ${model}`,
      {
        kind: SpanKind.CLIENT,
        attributes: {
          'gen_ai.operation.name': operation,
          'gen_ai.provider.name': 'leeward',
          'gen_ai.request.model': model,
          'gen_ai.response.model': model,
          'gen_ai.response.id': id,
          ...readOptions(request),
          ...readForm(request),
          ...(beginning.choices > 1 && { 'gen_ai.request.choice.count': beginning.choices }),
          ...(this.#mayCapture() && beginning.approvedInput && toInputMessages(beginning.approvedInput)),
        },
      },
      this.#parent,
    );
    this.#gate = this.#tracer.startSpan('gate output', { kind: SpanKind.INTERNAL }, this.#parent);
  }

  /** Notes a part before it is moderated. */
  addPart(usage: TokenUsage, isEnd: boolean): void {
    if (!this.#hasFirstPart && usage.completionTokens > 0) {
      this.#hasFirstPart = true;
      const seconds = (performance.now() - this.#beganAt) / 1000;
      this.#generation?.setAttribute('gen_ai.response.time_to_first_chunk', seconds);
    }
    if (isEnd && ++this.#ended === this.#beginning?.choices)
      this.#generatedAt = performance.timeOrigin + performance.now();
  }

  /** Notes a moderated event, whose text is kept only where it may be captured. */
  addEvent(choice: number, event: ObservedEvent): void {
    if (this.#capturesContent) this.#output.add(choice, event);
  }

  /** Adds a decision to the gate's span. @returns false when there is no gate now. */
  addDecision(attributes: Attributes): boolean {
    if (this.#gate?.isRecording() !== true) return false;
    this.#gate.addEvent('moderation', attributes);
    return true;
  }

  end({ usage, reasons, failure }: TracedAnswerEnd): void {
    const isCaptured = this.#mayCapture();
    this.#generation?.setAttributes({
      'gen_ai.usage.input_tokens': usage.promptTokens,
      'gen_ai.usage.output_tokens': usage.completionTokens,
      'gen_ai.usage.cache_read.input_tokens': usage.cachedPromptTokens,
      'gen_ai.response.finish_reasons': [...reasons],
      ...(isCaptured && this.#output.toAttributes()),
    });
    for (const span of [this.#generation, this.#gate]) {
      if (failure !== undefined && span) markFailed(span, failure);
    }
    this.#generation?.end(this.#generatedAt);
    this.#gate?.end();
  }

  /** Checks whether text may stand in a span. Values that were redacted and put back for the caller may not. */
  #mayCapture(): boolean {
    return this.#capturesContent && this.#beginning?.restoresValues() === false;
  }
}

/** Reads the form that a request asks for. It gets no text of the caller. */
function readForm(request: object): Attributes {
  const { stream, response_format: format } = request as {
    readonly stream?: unknown;
    readonly response_format?: { readonly type?: unknown } | null;
  };
  const isJson = format?.type === 'json_object' || format?.type === 'json_schema';
  return { 'gen_ai.request.stream': stream === true, 'gen_ai.output.type': isJson ? 'json' : 'text' };
}

function readOptions(request: object): Attributes {
  const values = request as Readonly<Record<string, unknown>>;
  return Object.fromEntries(
    Object.entries(numberOptions).flatMap(([name, fields]) => {
      const value = fields.map((field) => values[field]).find((one) => typeof one === 'number');
      return typeof value === 'number' ? [[name, value]] : [];
    }),
  );
}
