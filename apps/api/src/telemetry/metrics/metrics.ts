import { type EngineCapacity, type EngineIncident, type TokenUsage } from '@leeward/mixtral-llm';
import { type AuditEvent } from '@leeward/moderation';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import { BoundedLabel } from './bounded-label.js';

/** The states that are read when somebody asks for the figures. */
export interface ObservedState {
  /** Undefined while no model is loaded. */
  readonly capacity: () => EngineCapacity | undefined;
  /** Whether the learned guard can classify; undefined where there is none. */
  readonly isGuardReady: () => boolean | undefined;
  readonly isAuditFailing: () => boolean;
  /** Counts the runs of agents that wait; undefined where there are no agents. */
  readonly countWaitingRuns?: (() => Promise<number | undefined>) | undefined;
}

/** A finished request. */
interface RequestFigures {
  readonly method: string;
  readonly route: string;
  readonly status: number;
  readonly seconds: number;
  readonly errorCode: string | undefined;
  /** The name of the key's holder, where keys are required. */
  readonly holder: string | undefined;
}

/** The tokens of a request, of prompts or texts and of answers. */
export interface KeyTokens {
  readonly input: number;
  readonly output: number;
}

/** The processes that are started again when they die. */
export type ObservedProcess = 'engine' | 'guard' | 'chat-guard' | 'embeddings';

/** Upper bounds in seconds: a check takes milliseconds, an answer minutes. */
const buckets = {
  request: [0.005, 0.025, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 120, 300],
  wait: [0.001, 0.01, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60],
  token: [0.0025, 0.005, 0.01, 0.02, 0.035, 0.05, 0.075, 0.1, 0.2, 0.4, 0.8, 1.6],
  check: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
};

/** Counts and measures for Prometheus. No label holds text of callers or models. */
export class Metrics {
  readonly #registry = new Registry();
  readonly #route = new BoundedLabel();
  readonly #category = new BoundedLabel();
  readonly #policy = new BoundedLabel();
  readonly #classifier = new BoundedLabel();
  readonly #key = new BoundedLabel();
  readonly #requests = this.#counter('http_requests_total', 'Finished requests.', ['method', 'route', 'status']);
  readonly #openRequests = this.#gauge('http_requests_in_flight', 'Requests that are being answered.');
  readonly #requestSeconds = this.#histogram('http_request_duration_seconds', 'Time of a request.', buckets.request, [
    'route',
  ]);
  readonly #errors = this.#counter('errors_total', 'Errors that callers got, by their code.', ['route', 'code']);
  readonly #inputTokens = this.#counter('input_tokens_total', 'Tokens of prompts, and of texts that are embedded.', [
    'model',
  ]);
  readonly #cachedTokens = this.#counter('cached_input_tokens_total', 'Tokens of prompts from the cache.', ['model']);
  readonly #outputTokens = this.#counter('output_tokens_total', 'Generated tokens.', ['model']);
  readonly #generations = this.#counter('generations_total', 'Ended generations.', ['model', 'outcome']);
  readonly #keyRequests = this.#counter('key_requests_total', 'Finished requests of a key.', ['key', 'status']);
  readonly #keyTokens = this.#counter('key_tokens_total', 'Tokens of a key.', ['key', 'direction']);
  readonly #queueWait = this.#histogram('queue_wait_seconds', 'Wait for a slot of the engine.', buckets.wait);
  readonly #firstToken = this.#histogram(
    'time_to_first_token_seconds',
    'Time to the first token, with the wait.',
    buckets.wait,
  );
  readonly #betweenTokens = this.#histogram('inter_token_seconds', 'Time from token to token.', buckets.token);
  readonly #decisions = this.#counter('moderation_decisions_total', 'Decisions.', ['stage', 'outcome', 'policy']);
  readonly #findings = this.#counter('moderation_findings_total', 'Categories that were found.', [
    'stage',
    'category',
    'action',
    'policy',
  ]);
  readonly #decisionSeconds = this.#histogram('moderation_seconds', 'Time of a decision.', buckets.check, ['stage']);
  readonly #classifierSeconds = this.#histogram('classifier_seconds', 'Time of a classifier.', buckets.check, [
    'classifier',
  ]);
  readonly #classifierFailures = this.#counter('classifier_failures_total', 'Failures of classifiers.', [
    'classifier',
    'code',
  ]);
  readonly #agent = new BoundedLabel();
  readonly #agentRuns = this.#counter('agent_runs_total', 'Ended runs of agents.', ['agent', 'status', 'reason']);
  readonly #agentDecisions = this.#counter('agent_decisions_total', 'Decisions about calls of tools.', [
    'agent',
    'outcome',
    'reason',
  ]);
  readonly #agentTokens = this.#counter('agent_tokens_total', 'Tokens of the served model in runs of agents.', [
    'agent',
    'direction',
  ]);
  readonly #crashes = this.#counter('process_crashes_total', 'Processes that died or hung.', ['process']);
  readonly #restarts = this.#counter('process_restarts_total', 'Processes that run again.', ['process']);

  constructor(state: ObservedState) {
    collectDefaultMetrics({ register: this.#registry });
    const watch = (name: string, help: string, read: () => number | undefined | Promise<number | undefined>): void => {
      const registers = [this.#registry];
      new Gauge({
        name: `leeward_${name}`,
        help,
        registers,
        async collect() {
          const value = await read();
          if (value === undefined) this.remove();
          else this.set(value);
        },
      });
    };
    const { capacity, isGuardReady, isAuditFailing, countWaitingRuns } = state;
    watch('engine_ready', 'Whether the engine answers.', () => Number(capacity()?.ready ?? false));
    watch('engine_slots', 'Answers that the engine can generate at the same time.', () => capacity()?.parallel);
    watch('engine_slots_used', 'Answers that are being generated.', () => capacity()?.active);
    watch('engine_queue_length', 'Requests that wait for a slot.', () => capacity()?.queued);
    watch('guard_ready', 'Whether the learned guard classifies.', () => toNumber(isGuardReady()));
    // A database that does not answer must not take the other figures away.
    watch('agent_queue_length', 'Runs of agents that wait.', () => countWaitingRuns?.().catch(() => undefined));
    watch('audit_failing', 'Whether decisions cannot be recorded.', () => Number(isAuditFailing()));
  }

  /** The media type of `write`. */
  get contentType(): string {
    return this.#registry.contentType;
  }

  /** Writes all figures in the form that Prometheus reads. */
  write(): Promise<string> {
    return this.#registry.metrics();
  }

  beginRequest(): void {
    this.#openRequests.inc();
  }

  endRequest({ method, route, status, seconds, errorCode, holder }: RequestFigures): void {
    const knownRoute = this.#route.limit(route);
    this.#openRequests.dec();
    this.#requests.inc({ method, route: knownRoute, status });
    this.#requestSeconds.observe({ route: knownRoute }, seconds);
    if (errorCode !== undefined) this.#errors.inc({ route: knownRoute, code: errorCode });
    if (holder !== undefined) this.#keyRequests.inc({ key: this.#key.limit(holder), status });
  }

  /** Counts the tokens of a key. @param holder its name in the file of keys, of which there are not too many */
  addKeyTokens(holder: string, { input, output }: KeyTokens): void {
    const key = this.#key.limit(holder);
    this.#keyTokens.inc({ key, direction: 'input' }, input);
    this.#keyTokens.inc({ key, direction: 'output' }, output);
  }

  addQueueWait(seconds: number): void {
    this.#queueWait.observe(seconds);
  }

  addFirstToken(seconds: number): void {
    this.#firstToken.observe(seconds);
  }

  addTokenGap(seconds: number): void {
    this.#betweenTokens.observe(seconds);
  }

  /** @param outcome the finish reason; or `aborted`, or `failed` */
  endGeneration(model: string, outcome: string, usage: TokenUsage): void {
    this.#generations.inc({ model, outcome });
    this.#inputTokens.inc({ model }, usage.promptTokens);
    this.#cachedTokens.inc({ model }, usage.cachedPromptTokens);
    this.#outputTokens.inc({ model }, usage.completionTokens);
  }

  /** Counts the tokens of texts that were made vectors. */
  addInputTokens(model: string, tokens: number): void {
    this.#inputTokens.inc({ model }, tokens);
  }

  addDecision(event: AuditEvent): void {
    const { stage, outcome, findings, failures, latencyMs, classifierLatencyMs } = event;
    const policy = this.#policy.limit(event.policyName);
    this.#decisions.inc({ stage, outcome, policy });
    this.#decisionSeconds.observe({ stage }, latencyMs / 1000);
    for (const { category, action } of findings) {
      this.#findings.inc({ stage, category: this.#category.limit(category), action, policy });
    }
    for (const [classifier, milliseconds] of Object.entries(classifierLatencyMs)) {
      this.#classifierSeconds.observe({ classifier: this.#classifier.limit(classifier) }, milliseconds / 1000);
    }
    for (const { classifier, code } of failures) {
      this.#classifierFailures.inc({ classifier: this.#classifier.limit(classifier), code });
    }
  }

  /** Counts a run that has ended. @param reason why it ended early; null: it ended by itself */
  endAgentRun(agent: string, status: string, reason: string | null): void {
    this.#agentRuns.inc({ agent: this.#agent.limit(agent), status, reason: reason ?? 'none' });
  }

  /** Counts a decision about a call of a tool, once for each of its reasons. */
  addAgentDecision(agent: string, outcome: string, reasons: readonly string[]): void {
    for (const reason of reasons.length === 0 ? ['none'] : reasons) {
      this.#agentDecisions.inc({ agent: this.#agent.limit(agent), outcome, reason });
    }
  }

  /** Counts the tokens of the served model in a run. */
  addAgentTokens(agent: string, { input, output }: KeyTokens): void {
    const name = this.#agent.limit(agent);
    this.#agentTokens.inc({ agent: name, direction: 'input' }, input);
    this.#agentTokens.inc({ agent: name, direction: 'output' }, output);
  }

  addIncident(process: ObservedProcess, { type }: EngineIncident): void {
    if (type === 'crashed') this.#crashes.inc({ process });
    if (type === 'restarted') this.#restarts.inc({ process });
  }

  #counter<Label extends string>(name: string, help: string, labelNames: readonly Label[]): Counter<Label> {
    return new Counter({ name: `leeward_${name}`, help, labelNames, registers: [this.#registry] });
  }

  #gauge(name: string, help: string): Gauge {
    return new Gauge({ name: `leeward_${name}`, help, registers: [this.#registry] });
  }

  #histogram<Label extends string = never>(
    name: string,
    help: string,
    bounds: readonly number[],
    labelNames: readonly Label[] = [],
  ): Histogram<Label> {
    const registers = [this.#registry];
    return new Histogram({ name: `leeward_${name}`, help, buckets: [...bounds], labelNames, registers });
  }
}

function toNumber(value: boolean | undefined): number | undefined {
  return value === undefined ? undefined : Number(value);
}
