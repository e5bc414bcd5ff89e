import { Validator } from '@langchain/core/utils/json_schema';
import { interopParseAsync, isInteropZodSchema } from '@langchain/core/utils/types';
import { ContentRefusedError, type Moderator, moderateOrThrow } from '@leeward/moderation';

import { type PersonDecision, type ReadAnswer } from './answer.js';
import { type ApprovalQuestion } from './question.js';

/** Moderates the decisions of a person, and validates the arguments of edited calls. */
export async function prepareDecisions(
  questions: readonly ApprovalQuestion[],
  decisions: readonly PersonDecision[],
  moderator: Moderator | undefined,
): Promise<ReadAnswer> {
  let moderated = decisions;
  try {
    const source = { stage: 'resume', role: 'user', path: 'decisions', requestId: crypto.randomUUID() } as const;
    if (moderator !== undefined) moderated = await moderateOrThrow(moderator, { ...source, value: decisions });
  } catch (error) {
    if (!ContentRefusedError.isInstance(error)) throw error;
    return { problem: 'the moderation policy refused it.' };
  }
  for (const [index, { args }] of moderated.entries()) {
    if (args !== undefined && !(await fitsSchema(args, questions[index]?.schema))) {
      return { problem: `decisions.${index}.edited_action.args does not fit the schema of the tool.` };
    }
  }
  return { decisions: moderated };
}

async function fitsSchema(args: unknown, schema: unknown): Promise<boolean> {
  if (isInteropZodSchema(schema)) {
    try {
      await interopParseAsync(schema, args);
      return true;
    } catch {
      return false;
    }
  }
  if (typeof schema !== 'object' || schema === null) return true;
  return new Validator(schema).validate(args).valid;
}
