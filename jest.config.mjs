import { availableParallelism } from 'node:os';

/** One run over all projects: a third of the time of one run per project. */
export default {
  projects: ['<rootDir>/libs/*', '<rootDir>/apps/*', '<rootDir>/examples', '<rootDir>/test', '<rootDir>/tools'],
  // A machine that does other things besides is several times slower; no test waits for a time to pass.
  testTimeout: 120_000,
  // Two at least: each of them often waits for an engine in a process of its own.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // What test files leave behind in a worker slows those after them down: the modules of ES and the hooks of promises stay.
  workerIdleMemoryLimit: '500MB',
};
