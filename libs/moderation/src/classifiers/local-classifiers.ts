import { type Classifier } from '../contract/classifier.js';
import { createControlStringsClassifier } from './control-strings/control-strings-classifier.js';
import { createInjectionClassifier } from './injection/injection-classifier.js';
import { createPiiClassifier } from './pii/pii-classifier.js';
import { createRulesClassifier } from './rules/rules-classifier.js';
import { createSecretsClassifier } from './secrets/secrets-classifier.js';
import { createWordsClassifier } from './words/words-classifier.js';

/** That of this package: what they judge by changes with it. */
const localVersion = '0.1.0';

/**
 * The classifiers that need nothing but this package: no network, no model, no key. They compute where they are called: a text of
 * a million characters holds a thread for seconds. `createModerator` gives long texts to threads of their own.
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
