import { projectConfiguration } from '../../jest.preset.mjs';

export default {
  ...projectConfiguration('moderation'),
  testMatch: ['<rootDir>/{src,training}/**/*.test.ts'],
};
