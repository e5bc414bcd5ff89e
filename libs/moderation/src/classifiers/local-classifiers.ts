import { type Classifier } from '../contract/classifier.js';
import { createControlStringsClassifier } from './control-strings/control-strings-classifier.js';
import { createInjectionClassifier } from './injection/injection-classifier.js';
import { localVersion } from './local-version.js';
import { createPiiClassifier } from './pii/pii-classifier.js';
import { createRulesClassifier } from './rules/rules-classifier.js';
import { createSecretsClassifier } from './secrets/secrets-classifier.js';
import { createWordsClassifier } from './words/words-classifier.js';

/**
 * Creates the classifiers that need nothing but this package: no network, no model, no key.
 *
 * They compute in the thread that calls them: a text of a million characters takes seconds. `createModerator` gives long
 * texts to worker threads.
 */
export function localClassifiers(): readonly Classifier[] {
  const classifiers = [
    createRulesClassifier(),
    createWordsClassifier(),
    createPiiClassifier(),
    createSecretsClassifier(),
    createControlStringsClassifier(),
    createInjectionClassifier(),
  ];
  return classifiers.map((classifier) => ({ ...classifier, version: localVersion }));
}
