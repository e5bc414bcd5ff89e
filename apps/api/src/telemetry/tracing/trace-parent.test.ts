import { describe, expect, it } from '@jest/globals';
import { ROOT_CONTEXT, trace } from '@opentelemetry/api';
import { readTraceParent } from './trace-parent.js';

const traceId = '0af7651916cd43dd8448eb211c80319c';
const spanId = 'b7ad6b7169203331';

describe('readTraceParent', () => {
  it.each([
    [`00-${traceId}-${spanId}-01`, 1],
    [`00-${traceId}-${spanId}-00`, 0],
    [`cc-${traceId}-${spanId}-01-more`, 1],
  ])('continues %s', (traceparent, traceFlags) => {
    const context = readTraceParent({ traceparent, tracestate: 'vendor=1' });
    expect(trace.getSpanContext(context)).toMatchObject({ traceId, spanId, traceFlags, isRemote: true });
    expect(trace.getSpanContext(context)?.traceState?.get('vendor')).toBe('1');
  });

  it.each([
    undefined,
    '',
    `ff-${traceId}-${spanId}-01`,
    `00-${traceId}-${spanId}-01-more`,
    `00-${'0'.repeat(32)}-${spanId}-01`,
    `00-${traceId}-${'0'.repeat(16)}-01`,
    `00-${traceId.toUpperCase()}-${spanId}-01`,
    `00-${traceId}-${spanId}`,
  ])('begins a new trace for %j', (traceparent) => {
    expect(readTraceParent({ traceparent, tracestate: undefined })).toBe(ROOT_CONTEXT);
  });

  it('passes on no state that is too long', () => {
    const context = readTraceParent({ traceparent: `00-${traceId}-${spanId}-01`, tracestate: `a=${'b'.repeat(600)}` });
    expect(trace.getSpanContext(context)?.traceState).toBeUndefined();
  });
});
