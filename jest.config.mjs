/** One run over all projects: a third of the time of one run per project. */
export default {
  projects: ['<rootDir>/libs/*', '<rootDir>/apps/*', '<rootDir>/test'],
  testTimeout: 30_000,
};
