import { type Classifier } from './classifier.js';
import { ConfigurationError } from './errors.js';
import { type ModerationPolicy } from './policy/policy.js';

/**
 * Proves that a policy can be carried out with some classifiers.
 * @throws {ConfigurationError} when two share a name, or the policy names one that is not there.
 */
export function assertClassifiers(policy: ModerationPolicy, classifiers: readonly Classifier[]): void {
  const names = new Set<string>();
  for (const { name } of classifiers) {
    if (names.has(name)) {
      throw new ConfigurationError(`Two classifiers are named "${name}"; give each a name of its own.`);
    }
    names.add(name);
  }
  const named = [
    ...Object.values(policy.stages).flatMap((stage) => stage.classifiers ?? []),
    ...Object.entries(policy.classifiers).flatMap(([name, { enabled }]) => (enabled ? [name] : [])),
  ];
  const missing = named.find((name) => !names.has(name));
  if (missing !== undefined) {
    throw new ConfigurationError(
      `The policy "${policy.name}" names the classifier "${missing}", which is not there; there are: ${[...names].join(', ')}.`,
    );
  }
}
