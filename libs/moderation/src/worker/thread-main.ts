import { readlinkSync } from 'node:fs';
import { type MessagePort, parentPort } from 'node:worker_threads';

import { findAllowedRanges } from '../policy/allow-list.js';
import { localClassifiers } from '../classifiers/local-classifiers.js';
import { type ModerationPolicy } from '../contract/policy.js';
import { type ModerationInput } from '../contract/moderation-input.js';
import { toErrorKind } from '../errors/error-kind.js';
import { shareReading } from '../text/text-reading.js';
import { type FromThread, type ThreadResults, type ThreadTask, type ToThread } from './protocol.js';

/** Runs the tasks that arrive at a worker thread, until the thread is ended from outside. */
function serve(port: MessagePort): void {
  const classifiers = new Map(localClassifiers().map((classifier) => [classifier.name, classifier]));
  const policies = new Map<number, ModerationPolicy>();
  // The classifiers get the same text one after another, each in a message of its own.
  let previous: ModerationInput | undefined;
  const answer = (message: FromThread): void => port.postMessage(message);

  async function perform(task: ThreadTask, policy: ModerationPolicy): Promise<ThreadResults[ThreadTask['kind']]> {
    if (task.kind === 'allow') return findAllowedRanges(policy, task.text);
    const classifier = classifiers.get(task.classifier);
    if (classifier === undefined) throw new Error(`There is no classifier ${task.classifier} in this thread.`);
    if (previous !== undefined) shareReading(task.input, previous);
    previous = task.input;
    // No signal reaches a thread that computes: the pool ends the thread instead.
    return classifier.classify(task.input, { policy, signal: new AbortController().signal });
  }

  async function handle(message: ToThread): Promise<void> {
    if (message.type === 'policy') {
      policies.set(message.id, message.policy);
    } else if (message.type === 'forget') {
      policies.delete(message.id);
    } else {
      const policy = policies.get(message.policyId);
      if (policy === undefined) throw new Error('The policy of the task was not sent.');
      answer({ type: 'done', result: await perform(message.task, policy) });
    }
  }

  port.on('message', (message: ToThread) => {
    handle(message).catch((error: unknown) => answer({ type: 'failed', errorName: toErrorKind(error) }));
  });
  answer({ type: 'ready', cpuTimeFile: findCpuTimeFile() });
}

/** Finds the file in which Linux counts the computing time of this thread; undefined on other systems. */
function findCpuTimeFile(): string | undefined {
  try {
    return `/proc/${readlinkSync('/proc/thread-self')}/schedstat`;
  } catch {
    return undefined;
  }
}

if (parentPort !== null) serve(parentPort);
