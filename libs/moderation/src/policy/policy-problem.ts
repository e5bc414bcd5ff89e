import { type PolicyProblem } from '../errors/moderation-errors.js';
import { type ModerationPolicy } from '../contract/policy.js';

type FieldPath = readonly PropertyKey[];

/** Where a policy was read, and where in it a field stands. */
interface PolicySourcePosition {
  readonly fileName: string;
  readonly locate: (path: FieldPath) => Pick<PolicyProblem, 'line' | 'column'>;
}

const places = new WeakMap<ModerationPolicy, PolicySourcePosition>();

/** Notes where a policy comes from: what is wrong with it may show only beside the classifiers or the set that it is for. */
export function rememberSource(policy: ModerationPolicy, place: PolicySourcePosition): void {
  places.set(policy, place);
}

/** A problem with a field of a policy, with its line if the policy comes from a file, and the name of what it comes from. */
export function locateProblem(
  policy: ModerationPolicy,
  path: FieldPath,
  message: string,
): { readonly fileName: string; readonly problem: PolicyProblem } {
  const place = places.get(policy);
  const problem = { field: path.map(String).join('.'), message, ...place?.locate(path) };
  return { fileName: place?.fileName ?? `policy ${policy.name}`, problem };
}
