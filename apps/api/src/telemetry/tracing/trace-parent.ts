import {
  type Context,
  createTraceState,
  isValidSpanId,
  isValidTraceId,
  ROOT_CONTEXT,
  trace,
  TraceFlags,
} from '@opentelemetry/api';
import { type TraceHeaders } from './request-trace.js';

/** The most characters of `tracestate` that are passed on, as the specification has it. */
const maximumStateLength = 512;

/**
 * Reads the span of the caller, which the spans of a request continue. A header that is wrong begins a new trace.
 *
 * See https://www.w3.org/TR/trace-context/#traceparent-header
 */
export function readTraceParent({ traceparent, tracestate }: TraceHeaders): Context {
  const match = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?$/.exec(traceparent?.trim() ?? '');
  const [, version = 'ff', traceId = '', spanId = '', flags = '00', rest] = match ?? [];
  // Later versions may have more fields; this one has none.
  if (version === 'ff' || (version === '00' && rest !== undefined)) return ROOT_CONTEXT;
  if (!isValidTraceId(traceId) || !isValidSpanId(spanId)) return ROOT_CONTEXT;
  const hasState = tracestate !== undefined && tracestate.length <= maximumStateLength;
  return trace.setSpanContext(ROOT_CONTEXT, {
    traceId,
    spanId,
    isRemote: true,
    traceFlags: Number.parseInt(flags, 16) & TraceFlags.SAMPLED,
    traceState: hasState ? createTraceState(tracestate) : undefined,
  });
}
