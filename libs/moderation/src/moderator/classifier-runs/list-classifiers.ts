import { type Classifier } from '../../contract/classifier.js';
import { localClassifiers } from '../../classifiers/local-classifiers.js';
import { offThreadClassifier } from '../../worker/off-thread-classifier.js';

/** The classifiers beside the local ones. */
interface GivenClassifiers {
  readonly guard?: Classifier | undefined;
  readonly classifiers?: readonly Classifier[] | undefined;
}

/** Lists the local classifiers, which classify long texts in worker threads, the guard model and your own. */
export function listClassifiers({ guard, classifiers = [] }: GivenClassifiers = {}): readonly Classifier[] {
  return [
    ...localClassifiers().map((classifier) => offThreadClassifier(classifier)),
    ...(guard === undefined ? [] : [guard]),
    ...classifiers,
  ];
}
