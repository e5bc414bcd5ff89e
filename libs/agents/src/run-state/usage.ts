import { z } from 'zod';

/** Describes what a run has used, as checkpoints hold it. */
export const usageSchema = z.object({
  /** The time at which the run began, in milliseconds since 1970. It also tells a run from an earlier one of its thread. */
  startedAt: z.number(),
  /** The answers of the model. */
  steps: z.number(),
  tokens: z.number(),
  /** US dollars. */
  cost: z.number(),
  /** How often each call was made, by its fingerprint. */
  calls: z.record(z.string(), z.number()),
});

/** The figures of what a run has used. */
export type Usage = z.infer<typeof usageSchema>;

/** A run that has used nothing yet. */
export const emptyUsage: Usage = { startedAt: 0, steps: 0, tokens: 0, cost: 0, calls: {} };

/** Chooses the later of two figures. LangChain writes unchanged state again after each hook, so figures are not added. */
export function chooseUsage(first: Usage, second: Usage): Usage {
  if (first.startedAt !== second.startedAt) return first.startedAt > second.startedAt ? first : second;
  return first.steps > second.steps ? first : second;
}
