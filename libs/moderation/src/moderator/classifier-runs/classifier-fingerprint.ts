import { randomUUID } from 'node:crypto';

import { type Classifier } from '../../contract/classifier.js';

const identities = new WeakMap<Classifier, string>();

/**
 * Identifies a classifier by its name and version. A classifier without a version gets an identity of its own, because its
 * options are not known: another of the same name may classify differently.
 */
export function toClassifierFingerprint(classifier: Classifier): string {
  const { name, version } = classifier;
  if (version !== undefined) return `${name}@${version}`;
  const identity = identities.get(classifier) ?? `${name}#${randomUUID()}`;
  identities.set(classifier, identity);
  return identity;
}
