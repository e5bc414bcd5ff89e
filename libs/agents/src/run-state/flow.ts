import { z } from 'zod';

/** The most sources and calls that a run remembers. The first ones are kept: one is enough for a verdict. */
const maximumSources = 32;
const maximumTrustedCalls = 1_000;

const sourceSchema = z.object({ tool: z.string(), callId: z.string(), excerpt: z.string() });

/** A result that a run has read. */
export type FlowSource = z.infer<typeof sourceSchema>;

/** Describes what a run has read, as checkpoints hold it. */
export const flowSchema = z.object({
  untrusted: z.array(sourceSchema),
  private: z.array(sourceSchema),
  /** The calls whose results count as trusted text, each by its message and its id: some models count ids from 0 in each answer. */
  trustedCalls: z.array(z.string()),
});

/** The facts about what a run has read. */
export type Flow = z.infer<typeof flowSchema>;

/** A run that has read nothing yet. */
export const emptyFlow: Flow = { untrusted: [], private: [], trustedCalls: [] };

/** Joins what two parts of a run have read. Nothing is ever forgotten but the details of late sources. */
export function mergeFlows(first: Flow, second: Flow): Flow {
  return {
    untrusted: mergeSources(first.untrusted, second.untrusted),
    private: mergeSources(first.private, second.private),
    // The latest are kept: a result that was forgotten counts as untrusted, which only asks more.
    trustedCalls: [...new Set([...first.trustedCalls, ...second.trustedCalls])].slice(-maximumTrustedCalls),
  };
}

function mergeSources(first: readonly FlowSource[], second: readonly FlowSource[]): FlowSource[] {
  const byCall = new Map(first.map((source) => [source.callId, source]));
  for (const source of second) if (!byCall.has(source.callId)) byCall.set(source.callId, source);
  return [...byCall.values()].slice(0, maximumSources);
}
