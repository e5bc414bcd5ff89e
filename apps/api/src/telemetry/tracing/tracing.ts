import { setTimeout as delay } from 'node:timers/promises';
import { SpanKind, type Tracer } from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, detectResources, envDetector, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node';
import { ComplainingExporter } from './complaining-exporter.js';
import { RequestTrace, type TraceHeaders } from './request-trace.js';
import { readTraceParent } from './trace-parent.js';
import { assertTraceSettings, capturesContent } from './trace-settings.js';

type Variables = Readonly<Record<string, string | undefined>>;

/** Milliseconds in which the last spans must be exported when the server stops. */
const closeTimeout = 2000;

/**
 * Exports traces by OTLP. This module loads OpenTelemetry, so it is only imported where traces are asked for.
 *
 * The provider is not registered globally: other libraries in the process would add spans of their own, with the text of callers.
 */
export class Tracing {
  readonly #provider: NodeTracerProvider;
  readonly #tracer: Tracer;
  readonly #capturesContent: boolean;

  private constructor(provider: NodeTracerProvider, captures: boolean) {
    this.#provider = provider;
    this.#tracer = provider.getTracer('leeward');
    this.#capturesContent = captures;
  }

  /** Begins to export. @throws {SettingError} for a variable that cannot be honoured */
  static open(variables: Variables): Tracing {
    assertTraceSettings(variables);
    const resource = defaultResource()
      .merge(resourceFromAttributes({ 'service.name': 'leeward' }))
      .merge(detectResources({ detectors: [envDetector] }));
    const spanProcessors = [new BatchSpanProcessor(new ComplainingExporter(new OTLPTraceExporter()))];
    return new Tracing(new NodeTracerProvider({ resource, spanProcessors }), capturesContent(variables));
  }

  /** Begins the span of a request, as a child of the caller's. */
  beginRequest(method: string, headers: TraceHeaders): RequestTrace {
    const parent = readTraceParent(headers);
    const attributes = { 'http.request.method': method === 'other' ? '_OTHER' : method };
    const span = this.#tracer.startSpan(method, { kind: SpanKind.SERVER, attributes }, parent);
    return new RequestTrace(this.#tracer, span, this.#capturesContent);
  }

  /** Exports the spans that wait, for a few seconds at most. */
  async close(): Promise<void> {
    const controller = new AbortController();
    const late = delay(closeTimeout, undefined, { signal: controller.signal, ref: false });
    await Promise.race([this.#provider.shutdown(), late]).catch(() => undefined);
    controller.abort();
    await late.catch(() => undefined);
  }
}
