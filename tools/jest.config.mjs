import { projectConfiguration } from '../jest.preset.mjs';

export default {
  ...projectConfiguration('tools'),
  testMatch: ['<rootDir>/**/*.test.ts'],
};
