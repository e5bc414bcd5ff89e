import { Logger } from '@nestjs/common';
import { type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace-node';

/** Milliseconds between two lines about spans that cannot be exported: there is a try every few seconds. */
const complaintInterval = 60_000;

type OnResult = Parameters<SpanExporter['export']>[1];

/** Exports spans through another exporter, and logs when that fails. */
export class ComplainingExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  #complainedAt = -Infinity;

  constructor(exporter: SpanExporter) {
    this.#exporter = exporter;
  }

  export(spans: ReadableSpan[], onResult: OnResult): void {
    this.#exporter.export(spans, (result) => {
      if (result.code !== 0) this.#complain();
      onResult(result);
    });
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  async forceFlush(): Promise<void> {
    await this.#exporter.forceFlush?.();
  }

  /** The error itself may hold the address of the collector with its password, so the log gets only the fact. */
  #complain(): void {
    if (performance.now() - this.#complainedAt < complaintInterval) return;
    this.#complainedAt = performance.now();
    new Logger('tracing').warn(
      'Traces cannot be exported. Check OTEL_EXPORTER_OTLP_ENDPOINT, and the collector there.',
    );
  }
}
