import { GraphInterrupt, isGraphInterrupt, isParentCommand, ParentCommand } from '@langchain/langgraph';

import { moderateError } from '../../values/moderate-error.js';
import { type Moderator } from '../../moderator/moderator.js';
import { type RequestContext, type ValueLocation } from '../../contract/request-context.js';
import { moderateState } from '../messages/moderate-state.js';

/**
 * What a tool throws, as it may be thrown on. An interrupt is no failure: what it asks goes to a person, into a checkpoint and to
 * every callback, and is judged as what a tool brings; and so is a command to a parent graph.
 * @throws {ContentRefusedError} for an interrupt or a command that must not go on.
 */
export async function moderateToolError(
  error: unknown,
  moderator: Moderator,
  place: ValueLocation,
  facts: RequestContext,
): Promise<unknown> {
  if (typeof error !== 'object' || error === null) return moderateError(error, moderator, place, facts);
  if (isGraphInterrupt(error) && Array.isArray(error.interrupts)) {
    const interrupts = await Promise.all(
      error.interrupts.map(async (asked) => ({
        ...asked,
        value: await moderateState(asked.value as unknown, moderator, place, facts),
      })),
    );
    return new GraphInterrupt(interrupts);
  }
  if (isParentCommand(error))
    return new ParentCommand((await moderateState(error.command, moderator, place, facts)) as typeof error.command);
  return moderateError(error, moderator, place, facts);
}
