import { type AuditEvent } from '@leeward/moderation';
import {
  type Attributes,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
  type Tracer,
  ROOT_CONTEXT,
} from '@opentelemetry/api';
import { type AnswerDetails, type EmbeddingObservation } from '../contract/observed-answer.js';
import { AnswerTrace } from './answer-trace.js';
import { markFailed } from './mark-failed.js';

/** The headers that name the span of the caller. */
export interface TraceHeaders {
  readonly traceparent: string | undefined;
  readonly tracestate: string | undefined;
}

/** The end of a request, as far as its span tells it. */
interface TracedEnd {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly requestId: string;
}

/** The most decisions of a request that have a span: a conversation may have thousands of texts. */
const maximumDecisions = 100;

/** The spans of one request: its own, one for each decision about its input, and those of its answers. */
export class RequestTrace {
  readonly #tracer: Tracer;
  readonly #span: Span;
  readonly #capturesContent: boolean;
  readonly #answers = new Map<string, AnswerTrace>();
  #decisions = 0;

  constructor(tracer: Tracer, span: Span, capturesContent: boolean) {
    this.#tracer = tracer;
    this.#span = span;
    this.#capturesContent = capturesContent;
  }

  /** The id of the trace, for the log; undefined for one that is not sampled. */
  get id(): string | undefined {
    return this.#span.isRecording() ? this.#span.spanContext().traceId : undefined;
  }

  /** Adds a decision: to the gate's span while an answer is gated, else as a span of its own. */
  addDecision(event: AuditEvent): void {
    const attributes = toAttributes(event);
    const isOfAnswer = event.stage === 'output' || event.stage === 'tool-call';
    if (isOfAnswer && this.#answers.get(event.requestId)?.addDecision(attributes)) return;
    if (++this.#decisions > maximumDecisions) return;
    const endedAt = performance.timeOrigin + performance.now();
    const options = { kind: SpanKind.INTERNAL, startTime: endedAt - event.latencyMs, attributes };
    const span = this.#tracer.startSpan(`moderate ${event.stage}`, options, this.#context());
    if (event.outcome === 'error') span.setStatus({ code: SpanStatusCode.ERROR });
    span.end(endedAt);
  }

  beginAnswer(details: AnswerDetails): AnswerTrace {
    const answer = new AnswerTrace(this.#tracer, this.#context(), details, this.#capturesContent);
    this.#answers.set(details.id, answer);
    return answer;
  }

  /** Begins the span of vectors that are made. */
  beginEmbedding(model: string): EmbeddingObservation {
    const attributes = {
      'gen_ai.operation.name': 'embeddings',
      'gen_ai.provider.name': 'leeward',
      'gen_ai.request.model': model,
      'gen_ai.response.model': model,
    };
    const span = this.#tracer.startSpan(`embeddings ${model}`, { kind: SpanKind.CLIENT, attributes }, this.#context());
    return {
      end: (tokens) => span.setAttribute('gen_ai.usage.input_tokens', tokens).end(),
      fail: (error) => {
        markFailed(span, error);
        span.end();
      },
    };
  }

  end({ method, route, status, requestId }: TracedEnd, outcome: string): void {
    this.#span.updateName(route === 'unknown' ? method : `${method} ${route}`);
    this.#span.setAttributes({
      'http.response.status_code': status,
      'leeward.request.id': requestId,
      'leeward.outcome': outcome,
      'leeward.decisions': this.#decisions,
      ...(route !== 'unknown' && { 'http.route': route }),
    });
    // The caller's own mistakes are no errors of the server, and neither is a caller that leaves.
    if (status >= 500) {
      this.#span.setAttribute('error.type', outcome);
      this.#span.setStatus({ code: SpanStatusCode.ERROR });
    }
    this.#span.end();
  }

  #context() {
    return trace.setSpan(ROOT_CONTEXT, this.#span);
  }
}

/** Describes a decision. The path of a text is left out, since it may hold names that the caller chose. */
function toAttributes({ stage, outcome, policyName, policyVersion, findings, failures }: AuditEvent): Attributes {
  return {
    'leeward.moderation.stage': stage,
    'leeward.moderation.outcome': outcome,
    'leeward.moderation.policy': `${policyName} ${policyVersion}`,
    'leeward.moderation.categories': findings.map(({ category }) => category),
    'leeward.moderation.actions': findings.map(({ action }) => action),
    'leeward.moderation.failures': failures.map(({ classifier, code }) => `${classifier} ${code}`),
  };
}
