import { type ModerationPolicy } from '../contract/policy.js';
import { type PolicyProblem } from '../errors/moderation-errors.js';

/** The keys from the top of a policy to one of its fields. */
export type FieldPath = readonly PropertyKey[];

/** A position in a policy file; empty for a policy without a file. */
export type FilePosition = Pick<PolicyProblem, 'line' | 'column'>;

/** The document that a policy was made from. */
interface PolicyOrigin {
  readonly fileName: string;
  /** Finds the position of a field. */
  readonly locate: (path: FieldPath) => FilePosition;
}

const origins = new WeakMap<ModerationPolicy, PolicyOrigin>();

/** Remembers the origin of a policy, for problems that are found later, with classifiers or in a set. */
export function rememberOrigin(policy: ModerationPolicy, origin: PolicyOrigin): void {
  origins.set(policy, origin);
}

/** Locates a problem with a field of a policy: its origin and, if that is a file, its line and column. */
export function locateProblem(
  policy: ModerationPolicy,
  path: FieldPath,
  message: string,
): { readonly fileName: string; readonly problem: PolicyProblem } {
  const origin = origins.get(policy);
  return {
    fileName: origin?.fileName ?? `policy ${policy.name}`,
    problem: { field: path.map(String).join('.'), message, ...origin?.locate(path) },
  };
}

/** Reads the message of a value that was thrown. */
export function readMessage(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
