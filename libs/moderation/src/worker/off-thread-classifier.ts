import { type Classifier } from '../contract/classifier.js';
import { ClassifierError } from '../errors/moderation-errors.js';
import { sharedThreads, type ThreadPool } from './thread-pool.js';

/** Texts up to this many characters are judged at once, in some milliseconds at most; longer ones in a thread. */
export const longestTextAtOnce = 4_096;

/**
 * A local classifier that judges long texts in a thread of its own: they hold no other request up, and when their time is up the
 * work ends. A thread that dies is a failure of the classifier.
 */
export function offThreadClassifier(classifier: Classifier, threads: ThreadPool = sharedThreads): Classifier {
  const { name } = classifier;
  const classifyInThread: Classifier['classify'] = async (input, context) => {
    try {
      return await threads.run(context.policy, { kind: 'classify', classifier: name, input }, context.signal);
    } catch (error) {
      if (context.signal.aborted) throw error;
      throw new ClassifierError(name, error instanceof Error ? error.message : 'The thread that judges failed.', {
        cause: error,
      });
    }
  };
  return {
    ...classifier,
    // A thread that starts for the first time must not cost a text its time.
    prepare: ({ text }) => (text.length > longestTextAtOnce ? threads.warmUp() : undefined),
    classify: (input, context) =>
      input.text.length <= longestTextAtOnce ? classifier.classify(input, context) : classifyInThread(input, context),
  };
}
