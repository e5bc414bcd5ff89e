/** One run over all projects: a third of the time of one run per project. */
export default {
  projects: ['<rootDir>/libs/*', '<rootDir>/apps/*', '<rootDir>/examples', '<rootDir>/test'],
  // A machine that does other things besides is several times slower; no test waits for a time to pass.
  testTimeout: 120_000,
};
