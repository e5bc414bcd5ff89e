import { type Classifier } from '../contract/classifier.js';
import { localClassifiers } from '../classifiers/local-classifiers.js';
import { offThreadClassifier } from '../worker/off-thread-classifier.js';

/** Lists the local classifiers, which classify long texts in worker threads, and your own. */
export function listClassifiers(own: readonly Classifier[] = []): readonly Classifier[] {
  return [...localClassifiers().map((classifier) => offThreadClassifier(classifier)), ...own];
}
