import { type Engine, type EngineIncident } from '@leeward/mixtral-llm';
import { type AuditEvent } from '@leeward/moderation';
import { type Environment } from '../config/environment.js';
import { AnswerObservation } from './answer-observation.js';
import { type AnswerDetails, type EmbeddingDetails, type EmbeddingObservation } from './contract/observed-answer.js';
import { ApplicationLogger } from './log/application-logger.js';
import { type KeyTokens, type Metrics, type ObservedProcess, type ObservedState } from './metrics/metrics.js';
import { ObservedEngine } from './metrics/observed-engine.js';
import { RequestTelemetry, type RequestEnd } from './request-telemetry.js';
import { type TraceHeaders } from './tracing/request-trace.js';
import { type Tracing } from './tracing/tracing.js';
import { namesTraceEndpoint } from './tracing/trace-settings.js';

/** The settings of telemetry. */
type TelemetrySettings = Pick<Environment, 'METRICS' | 'LOG_FORMAT' | 'LOG_LEVEL'>;

/** The parts of telemetry that are switched on. */
interface TelemetryParts {
  readonly logger: ApplicationLogger;
  readonly metrics?: Metrics | undefined;
  readonly tracing?: Tracing | undefined;
}

/** Routes that probes call every few seconds. Their lines are for debugging. */
const probeRoutes: ReadonlySet<string> = new Set(['/health/live', '/health/ready', '/metrics']);

const unknownState: ObservedState = {
  capacity: () => undefined,
  isGuardReady: () => undefined,
  isAuditFailing: () => false,
};

/** Tells operators about the requests: in log lines, in figures for Prometheus, and in traces of OpenTelemetry. */
export class Telemetry {
  readonly logger: ApplicationLogger;
  readonly metrics: Metrics | undefined;
  readonly #tracing: Tracing | undefined;
  /** The requests that are being answered, by the ids of their decisions. */
  readonly #requests = new Map<string, RequestTelemetry>();
  #state = unknownState;

  constructor(create: (state: ObservedState) => TelemetryParts) {
    const { logger, metrics, tracing } = create({
      capacity: () => this.#state.capacity(),
      isGuardReady: () => this.#state.isGuardReady(),
      isAuditFailing: () => this.#state.isAuditFailing(),
      countWaitingRuns: async () => this.#state.countWaitingRuns?.(),
    });
    this.logger = logger;
    this.metrics = metrics;
    this.#tracing = tracing;
  }

  /** Creates telemetry that only logs warnings and errors. */
  static quiet(): Telemetry {
    return new Telemetry(() => ({ logger: new ApplicationLogger({ format: 'text', level: 'warn' }) }));
  }

  /**
   * Switches on the parts that the settings name. The libraries of the others are not loaded. OpenTelemetry reads its variables from
   * the process.
   *
   * @throws {SettingError} for a variable of OpenTelemetry that cannot be honoured
   */
  static async open({ METRICS, LOG_FORMAT: format, LOG_LEVEL: level }: TelemetrySettings): Promise<Telemetry> {
    const metricsModule = METRICS ? await import('./metrics/metrics.js') : undefined;
    const tracingModule = namesTraceEndpoint(process.env) ? await import('./tracing/tracing.js') : undefined;
    const tracing = tracingModule?.Tracing.open(process.env);
    return new Telemetry((state) => ({
      logger: new ApplicationLogger({ format, level }),
      metrics: metricsModule && new metricsModule.Metrics(state),
      tracing,
    }));
  }

  /** Sets the states that the figures are read from. */
  watch(state: ObservedState): void {
    this.#state = state;
  }

  /** Measures the generations of an engine, where figures are switched on. Bound, so that it can be passed on. */
  readonly observeEngine = (engine: Engine): Engine =>
    this.metrics === undefined ? engine : new ObservedEngine(engine, this.metrics);

  /** Counts a crash or a restart of a process. */
  addIncident(process: ObservedProcess, incident: EngineIncident): void {
    this.metrics?.addIncident(process, incident);
  }

  /** Counts a decision, and tells it with its request. Bound, so that it can be passed as a listener. */
  readonly addDecision = (event: AuditEvent): void => {
    this.metrics?.addDecision(event);
    this.#requests.get(event.requestId)?.addDecision(event);
  };

  beginRequest(method: string, headers: TraceHeaders): RequestTelemetry {
    this.metrics?.beginRequest();
    return new RequestTelemetry(this.#tracing?.beginRequest(method, headers));
  }

  /** Ties an id of audit records to a request. */
  addAnswerId(request: RequestTelemetry, id: string): void {
    if (request.addAnswerId(id)) this.#requests.set(id, request);
  }

  /** Begins to observe an answer. One without an open request is not told anywhere. */
  observeAnswer(details: AnswerDetails): AnswerObservation {
    return this.#requests.get(details.id)?.observeAnswer(details) ?? new AnswerObservation(undefined);
  }

  /** Begins to observe the making of vectors. */
  observeEmbedding(details: EmbeddingDetails): EmbeddingObservation {
    const request = this.#requests.get(details.id);
    const observation = request?.observeEmbedding(details);
    return {
      end: (tokens) => {
        this.metrics?.addInputTokens(details.model, tokens);
        observation?.end(tokens);
      },
      fail: (error) => observation?.fail(error),
    };
  }

  /** Counts the tokens of a key. @param holder the name of its holder; undefined where no keys are required */
  addKeyTokens(holder: string | undefined, tokens: KeyTokens): void {
    if (holder !== undefined) this.metrics?.addKeyTokens(holder, tokens);
  }

  /** Counts the tokens of a run of an agent, and tells them with its request while that is open. */
  addRunTokens({ agent, runId }: { readonly agent: string; readonly runId: string }, tokens: KeyTokens): void {
    this.metrics?.addAgentTokens(agent, tokens);
    this.#requests.get(runId)?.addTokens(tokens);
  }

  endRequest(request: RequestTelemetry, end: RequestEnd): void {
    for (const id of request.answerIds) this.#requests.delete(id);
    const { method, route, status, errorCode, holder } = end;
    this.metrics?.endRequest({ method, route, status, errorCode, holder, seconds: request.seconds });
    request.trace?.end(end, request.toOutcome(end));
    const level = probeRoutes.has(route) && status !== 401 ? 'debug' : 'info';
    this.logger.writeLine(level, 'request', { method, route, ...request.toLogFields(end) });
  }

  /** Exports the spans that wait. */
  async close(): Promise<void> {
    await this.#tracing?.close();
  }
}
