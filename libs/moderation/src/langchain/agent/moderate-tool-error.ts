import { GraphInterrupt, isGraphInterrupt, isParentCommand, ParentCommand } from '@langchain/langgraph';

import { type RequestContext, type ValueLocation } from '../../contract/request-context.js';
import { type Moderator } from '../../moderator/moderator.js';
import { OrderedChecks } from '../../scheduling/ordered-checks.js';
import { moderateError } from '../../values/moderate-error.js';
import { moderateState } from '../messages/moderate-state.js';

/**
 * Moderates an error of a tool, and returns the error to throw in its place. LangGraph throws interrupts and commands
 * to a parent graph as errors. Both are moderated like results: the question of an interrupt reaches a person, a
 * checkpoint and every callback.
 * @throws {ContentRefusedError} for an interrupt or a command that must not be released.
 */
export async function moderateToolError(
  error: unknown,
  moderator: Moderator,
  location: ValueLocation,
  context: RequestContext,
): Promise<unknown> {
  if (typeof error !== 'object' || error === null) return moderateError(error, moderator, location, context);
  if (isGraphInterrupt(error) && Array.isArray(error.interrupts)) {
    const checks = new OrderedChecks(context.signal);
    const interrupts = error.interrupts.map(async (interrupt) => {
      const value = checks.nest((nested) =>
        moderateState<unknown>(interrupt.value, moderator, location, context, nested),
      );
      return { ...interrupt, value: await value };
    });
    return new GraphInterrupt(await Promise.all(interrupts));
  }
  if (isParentCommand(error))
    return new ParentCommand(await moderateState(error.command, moderator, location, context));
  return moderateError(error, moderator, location, context);
}
