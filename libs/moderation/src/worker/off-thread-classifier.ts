import { type Classifier } from '../contract/classifier.js';
import { ClassifierError } from '../errors/moderation-errors.js';
import { isCostly } from './inline-cost.js';
import { sharedThreads, type ThreadPool } from './thread-pool.js';
import { type WorkerThread } from './worker-thread.js';

/**
 * Makes a local classifier classify long and costly texts in a worker thread, so that other requests are served meanwhile. When
 * its time limit passes, the thread is terminated. A thread that dies counts as a failure of the classifier.
 */
export function offThreadClassifier(classifier: Classifier, threads: ThreadPool = sharedThreads): Classifier {
  const { name } = classifier;
  const classifyInThread: Classifier['classify'] = async (input, context) => {
    let thread: WorkerThread | undefined;
    context.measureWork?.(() => thread?.taskMs ?? 0);
    try {
      const task = { kind: 'classify', classifier: name, input } as const;
      return await threads.run(context.policy, task, context.signal, (taken) => (thread = taken));
    } catch (error) {
      if (context.signal.aborted) throw error;
      const message = error instanceof Error ? error.message : 'The moderation thread failed.';
      throw new ClassifierError(name, message, { cause: error });
    }
  };
  return {
    ...classifier,
    isLocal: true,
    // The first start of a thread must not count towards the time of a text.
    prepare: ({ text }) => (isCostly(text) ? threads.warmUp() : undefined),
    classify: (input, context) =>
      isCostly(input.text) ? classifyInThread(input, context) : classifier.classify(input, context),
  };
}
