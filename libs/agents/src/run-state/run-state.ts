import { ReducedValue, StateSchema } from '@langchain/langgraph';
import { z } from 'zod';
import { type ServedAgent } from '../contract/index.js';

import { emptyFlow, flowSchema, mergeFlows } from './flow.js';
import { grantsSchema, mergeGrants } from './grants.js';
import { chooseUsage, emptyUsage, usageSchema } from './usage.js';

/**
 * The fields that our middleware adds to the state of an agent. All of them share it, so that each hook sees all fields.
 *
 * A name that begins with `_` is private to LangChain: it is no field of the input or of the result. A state update can still
 * name it, so a server refuses updates of such names.
 */
export const runStateSchema = new StateSchema({
  _leeward_flow: new ReducedValue(flowSchema.default(emptyFlow), { reducer: mergeFlows }),
  _leeward_grants: new ReducedValue(grantsSchema.default({}), { reducer: mergeGrants }),
  _leeward_usage: new ReducedValue(usageSchema.default(emptyUsage), { reducer: chooseUsage }),
  /** The time at which the run began, or a person last answered, in milliseconds since 1970. */
  _leeward_clock: new ReducedValue(z.number().default(0), { reducer: Math.max }),
});

/** The names of the fields that our middleware adds to the state of an agent. Other code may not write them. */
export const runStateFields = Object.keys(runStateSchema.fields);

/** Tells whether the graph of an agent was built with our guards. */
export function isGuarded({ graph }: Pick<ServedAgent, 'graph'>): boolean {
  return '_leeward_usage' in graph.channels;
}
