import { type ModerationPolicy } from '../contract/policy.js';
import { type PolicyProblem } from '../errors/moderation-errors.js';
import { type FieldPath, type FilePosition } from '../errors/file-problem.js';

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
