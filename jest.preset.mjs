import { fileURLToPath } from 'node:url';

/** Tells swc how to compile our TypeScript for tests. */
export const swcOptions = {
  jsc: {
    parser: { syntax: 'typescript', decorators: true },
    transform: { legacyDecorator: true, decoratorMetadata: true },
    target: 'es2022',
  },
  module: { type: 'es6' },
  sourceMaps: 'inline',
};

/**
 * Returns the jest configuration that all projects share: ES modules compiled by swc from the sources (the `@leeward/source`
 * export condition), in plain Node. A project adds its name and nothing else.
 */
export function projectConfiguration(displayName) {
  return {
    displayName,
    testEnvironment: fileURLToPath(new URL('./jest.environment.mjs', import.meta.url)),
    testEnvironmentOptions: { customExportConditions: ['@leeward/source', 'node', 'node-addons'] },
    testMatch: ['<rootDir>/src/**/*.test.ts'],
    extensionsToTreatAsEsm: ['.ts'],
    moduleFileExtensions: ['ts', 'js', 'mjs', 'cjs', 'json', 'node'],
    // Sources import './x.js', as Node wants it; under jest the file is './x.ts'.
    moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1' },
    transform: { '^.+\\.ts$': [fileURLToPath(new URL('./jest.transformer.mjs', import.meta.url)), swcOptions] },
    globalSetup: fileURLToPath(new URL('./jest.compiled-sources.mjs', import.meta.url)),
    modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/out-jest/', '<rootDir>/out-tsc/'],
  };
}
