import { type Classifier } from '../contract/classifier.js';
import { ClassifierError } from '../errors/moderation-errors.js';
import { isCostly } from './inline-cost.js';
import { sharedThreads, type ThreadPool } from './thread-pool.js';

/**
 * Makes a local classifier classify long and costly texts in a worker thread, so that other requests are served meanwhile. When
 * its time limit passes, the thread is terminated. A thread that dies counts as a failure of the classifier.
 */
export function offThreadClassifier(classifier: Classifier, threads: ThreadPool = sharedThreads): Classifier {
  const { name } = classifier;
  const classifyInThread: Classifier['classify'] = async (input, context) => {
    try {
      return await threads.run(context.policy, { kind: 'classify', classifier: name, input }, context.signal);
    } catch (error) {
      if (context.signal.aborted) throw error;
      const message = error instanceof Error ? error.message : 'The moderation thread failed.';
      throw new ClassifierError(name, message, { cause: error });
    }
  };
  return {
    ...classifier,
    // The first start of a thread must not count towards the time of a text.
    prepare: ({ text }) => (isCostly(text) ? threads.warmUp() : undefined),
    classify: (input, context) =>
      isCostly(input.text) ? classifyInThread(input, context) : classifier.classify(input, context),
  };
}
