import { availableParallelism } from 'node:os';

/** Runs all projects at once, which takes a third of the time of one run for each project. */
export default {
  projects: ['<rootDir>/libs/*', '<rootDir>/apps/*', '<rootDir>/examples', '<rootDir>/test', '<rootDir>/tools'],
  // Tests are several times slower on a machine that does other work too.
  testTimeout: 120_000,
  // At least two: a worker often waits for an engine in a separate process.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  // Restarts large workers: ES modules and promise hooks of earlier test files stay in a worker, and slow down later ones.
  workerIdleMemoryLimit: '500MB',
};
