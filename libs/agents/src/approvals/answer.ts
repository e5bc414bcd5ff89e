import { z } from 'zod';

import { type ApprovalDecision, type JsonObject } from '../contract/index.js';
import { type ApprovalQuestion } from './question.js';

const maximumText = 10_000;
const editedAction = z.object({ name: z.string().max(200), args: z.record(z.string(), z.unknown()) });
const common = {
  /** The reason, for the record. */
  reason: z.string().max(maximumText).optional(),
  /** The name of the person, as they give it. */
  by: z.string().max(200).optional(),
};
const decisionSchema = z.discriminatedUnion('type', [
  z.object({ type: z.literal('approve'), ...common }),
  z.object({
    type: z.literal('edit'),
    edited_action: editedAction.optional(),
    editedAction: editedAction.optional(),
    ...common,
  }),
  z.object({ type: z.literal('reject'), message: z.string().max(maximumText).optional(), ...common }),
  z.object({ type: z.literal('respond'), message: z.string().min(1).max(maximumText), ...common }),
]);
const answerSchema = z.object({ decisions: z.array(decisionSchema).max(1_000) });

/** The decision of a person about one call. */
export interface PersonDecision {
  readonly type: ApprovalDecision | 'expired';
  /** The arguments of an edited call. */
  readonly args?: Readonly<Record<string, unknown>> | undefined;
  /** The text for the model: why the call was rejected, or the answer in place of a result. */
  readonly message?: string | undefined;
  readonly reason?: string | undefined;
  readonly by?: string | undefined;
}

/** An answer that was read, or what is wrong with it, in words without its text. */
export type ReadAnswer = { readonly decisions: readonly PersonDecision[] } | { readonly problem: string };

/** Reads the answer of a person to a list of questions. Both spellings of `edited_action` are known. */
export function readAnswer(answer: unknown, questions: readonly ApprovalQuestion[]): ReadAnswer {
  const parsed = answerSchema.safeParse(answer);
  if (!parsed.success) {
    const path = parsed.error.issues[0]?.path.filter(
      (part) => typeof part === 'number' || /^\w{1,20}$/.test(String(part)),
    );
    const place = path === undefined || path.length === 0 ? 'the answer' : path.join('.');
    return {
      problem: `${place} is not valid; send {"decisions": [{"type": "approve"}]}, with one decision for each call.`,
    };
  }
  const { decisions } = parsed.data;
  if (decisions.length !== questions.length) {
    return {
      problem: `there are ${decisions.length} decisions for ${questions.length} calls; send one for each call.`,
    };
  }
  const read: PersonDecision[] = [];
  for (const [index, decision] of decisions.entries()) {
    const question = questions[index];
    if (question === undefined || !question.decisions.includes(decision.type)) {
      const allowed = question?.decisions.join(', ') ?? '';
      return { problem: `decisions.${index} may not be ${decision.type}; it may be: ${allowed}.` };
    }
    const edited = decision.type === 'edit' ? (decision.edited_action ?? decision.editedAction) : undefined;
    if (decision.type === 'edit' && edited?.name !== question.call.name) {
      return { problem: `decisions.${index}.edited_action needs the name of the same tool, and args.` };
    }
    const message = 'message' in decision ? decision.message : undefined;
    read.push({ type: decision.type, args: edited?.args, message, reason: decision.reason, by: decision.by });
  }
  return { decisions: read };
}

/** Converts decisions to the answer with which a run is resumed. */
export function toAnswer(
  decisions: readonly PersonDecision[],
  questions: readonly ApprovalQuestion[],
): { readonly decisions: readonly JsonObject[] } {
  return {
    decisions: decisions.map(({ args, ...decision }, index) => ({
      ...(JSON.parse(JSON.stringify(decision)) as JsonObject),
      ...(args === undefined
        ? {}
        : { edited_action: { name: questions[index]?.call.name ?? '', args: args as JsonObject } }),
    })),
  };
}
