import { type TokenUsage } from '@leeward/mixtral-llm';
import { type AuditEvent } from '@leeward/moderation';
import { AnswerObservation } from './answer-observation.js';
import { type AnswerDetails, type EmbeddingDetails, type EmbeddingObservation } from './contract/observed-answer.js';
import { type RequestTrace } from './tracing/request-trace.js';

/** The most different findings and failures that a request's line lists, and the most ids that it remembers. */
const maximumListed = 20;

/** The end of a request, as its connection saw it. */
export interface RequestEnd {
  readonly method: string;
  /** The pattern of the path, such as `/v1/models/:id`; `unknown` for a path without a route. */
  readonly route: string;
  readonly status: number;
  readonly hasClientLeft: boolean;
  readonly errorCode: string | undefined;
  /** The name of the key's holder. */
  readonly holder: string | undefined;
  readonly requestId: string;
}

/** Collects what is told about one request when it has ended. It never holds text of a caller or a model. */
export class RequestTelemetry {
  readonly trace: RequestTrace | undefined;
  readonly #startedAt = performance.now();
  readonly #answerIds = new Set<string>();
  readonly #findings = new Set<string>();
  readonly #failures = new Set<string>();
  readonly #answers: AnswerObservation[] = [];
  #decisions = 0;
  #model: string | undefined;
  #embeddedTokens: number | undefined;
  /** The tokens of the run of an agent. */
  #runTokens: { readonly input: number; readonly output: number } | undefined;

  constructor(trace: RequestTrace | undefined) {
    this.trace = trace;
  }

  /** The ids under which the request's decisions are recorded. */
  get answerIds(): readonly string[] {
    return [...this.#answerIds];
  }

  get seconds(): number {
    return (performance.now() - this.#startedAt) / 1000;
  }

  /** @returns whether decisions with this id are told with the request. */
  addAnswerId(id: string): boolean {
    if (this.#answerIds.size >= maximumListed) return false;
    this.#answerIds.add(id);
    return true;
  }

  addDecision(event: AuditEvent): void {
    this.#decisions++;
    for (const { category, action } of event.findings) {
      addBounded(this.#findings, `${event.stage} ${category} ${action}`);
    }
    for (const { classifier, code } of event.failures) addBounded(this.#failures, `${classifier} ${code}`);
    this.trace?.addDecision(event);
  }

  observeAnswer(details: AnswerDetails): AnswerObservation {
    this.#model = details.model;
    const answer = new AnswerObservation(this.trace?.beginAnswer(details));
    this.#answers.push(answer);
    return answer;
  }

  /** Adds tokens that a run of an agent has used. */
  addTokens({ input, output }: { readonly input: number; readonly output: number }): void {
    const { input: inputBefore, output: outputBefore } = this.#runTokens ?? { input: 0, output: 0 };
    this.#runTokens = { input: inputBefore + input, output: outputBefore + output };
  }

  observeEmbedding(details: EmbeddingDetails): EmbeddingObservation {
    this.#model = details.model;
    const trace = this.trace?.beginEmbedding(details.model);
    return {
      end: (tokens) => {
        this.#embeddedTokens = tokens;
        trace?.end(tokens);
      },
      fail: (error) => trace?.fail(error),
    };
  }

  /** Names how a request ended: `ok`, `client_left`, the code of an error, or `content_filter` for an answer that was cut. */
  toOutcome({ hasClientLeft, errorCode }: Pick<RequestEnd, 'hasClientLeft' | 'errorCode'>): string {
    if (hasClientLeft) return 'client_left';
    const hasFiltered = this.#answers.some(({ reasons }) => reasons.includes('content_filter'));
    return errorCode ?? (hasFiltered ? 'content_filter' : 'ok');
  }

  /** Lists the fields of the request's line in the log. */
  toLogFields(end: RequestEnd): Readonly<Record<string, unknown>> {
    const { status, holder, requestId } = end;
    const [answerId, ...otherIds] = this.answerIds;
    return {
      status,
      ms: Math.round(this.seconds * 1000),
      outcome: this.toOutcome(end),
      requestId,
      answerId,
      otherAnswerIds: otherIds.length > 0 ? otherIds : undefined,
      key: holder,
      model: this.#model,
      inputTokens: this.#sum('promptTokens') ?? this.#embeddedTokens ?? this.#runTokens?.input,
      cachedTokens: this.#sum('cachedPromptTokens'),
      outputTokens: this.#sum('completionTokens') ?? this.#runTokens?.output,
      decisions: this.#decisions === 0 ? undefined : this.#decisions,
      findings: this.#findings.size > 0 ? [...this.#findings] : undefined,
      failures: this.#failures.size > 0 ? [...this.#failures] : undefined,
      traceId: this.trace?.id,
    };
  }

  #sum(name: keyof TokenUsage): number | undefined {
    if (this.#answers.length === 0) return undefined;
    return this.#answers.reduce((total, { usage }) => total + usage[name], 0);
  }
}

function addBounded(list: Set<string>, value: string): void {
  if (list.size < maximumListed) list.add(value);
}
