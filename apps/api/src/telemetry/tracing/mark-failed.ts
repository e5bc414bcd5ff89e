import { type Span, SpanStatusCode } from '@opentelemetry/api';

/** Marks a span as failed, by the kind of the error. Its message may hold text of a caller. */
export function markFailed(span: Span, error: unknown): void {
  span.setAttribute('error.type', toErrorType(error));
  span.setStatus({ code: SpanStatusCode.ERROR });
}

function toErrorType(error: unknown): string {
  if (!(error instanceof Error)) return '_OTHER';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
