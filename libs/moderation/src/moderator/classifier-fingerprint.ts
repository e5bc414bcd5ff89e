import { randomUUID } from 'node:crypto';

import { type Classifier } from '../contract/classifier.js';

const identities = new WeakMap<Classifier, string>();

/**
 * Tells classifiers apart that may judge otherwise: by name and version; one without a version is like no other, since nobody can
 * tell what options it was made with.
 */
export function classifierFingerprint(classifier: Classifier): string {
  const { name, version } = classifier;
  if (version !== undefined) return `${name}@${version}`;
  const identity = identities.get(classifier) ?? `${name}#${randomUUID()}`;
  identities.set(classifier, identity);
  return identity;
}
