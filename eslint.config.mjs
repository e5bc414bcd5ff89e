import eslint from '@eslint/js';
import nx from '@nx/eslint-plugin';
import globals from 'globals';
import jsoncParser from 'jsonc-eslint-parser';
import typescript from 'typescript-eslint';

import { plainComments } from './eslint-rules/plain-comments.mjs';

/**
 * Lists the imports that each room may make: the table of CONTRIBUTING.md, as tags (`room:` and `type:` in each package.json).
 * `test/src/workspace/import-table.test.ts` proves that a forbidden import fails.
 */
const importTable = [
  {
    sourceTag: 'room:chat-template',
    onlyDependOnLibsWithTags: [],
    allowedExternalImports: ['@huggingface/jinja', 'mistral-tokenizer-js', '@jest/globals', 'fast-check', 'node:*'],
  },
  {
    sourceTag: 'room:mixtral-llm',
    onlyDependOnLibsWithTags: ['room:chat-template'],
    bannedExternalImports: ['langchain', 'express'],
  },
  {
    sourceTag: 'room:moderation',
    onlyDependOnLibsWithTags: [],
    bannedExternalImports: ['node-llama-cpp', 'express'],
  },
  {
    sourceTag: 'room:agents',
    onlyDependOnLibsWithTags: ['room:moderation'],
    bannedExternalImports: ['node-llama-cpp', 'express'],
  },
  { sourceTag: 'room:api', onlyDependOnLibsWithTags: ['type:library'], bannedExternalImports: ['node-llama-cpp'] },
  { sourceTag: 'room:examples', onlyDependOnLibsWithTags: ['type:library'], bannedExternalImports: ['node-llama-cpp'] },
  { sourceTag: 'room:test', onlyDependOnLibsWithTags: ['*'] },
  { sourceTag: 'room:tools', onlyDependOnLibsWithTags: ['*'] },
];

/** @param {string[]} allow imports that need no check */
const boundaries = (allow) => ['error', { enforceBuildableLibDependency: true, allow, depConstraints: importTable }];

const onlyTheEngine = {
  group: ['node-llama-cpp', 'node-llama-cpp/*'],
  message: 'Only src/engine/llama may use the native runtime.',
};
const onlyNest = { group: ['@nestjs/*'], message: 'Only src/nest, an entry of its own, may use Nest.' };

export default [
  {
    ignores: [
      '**/dist',
      '**/out-jest',
      '**/out-tsc',
      '**/node_modules',
      '**/.nx',
      '**/coverage',
      'tools/check-packages/fixtures/*.cjs',
    ],
  },
  eslint.configs.recommended,
  ...typescript.configs.recommended,
  ...typescript.configs.stylistic,
  { plugins: { '@nx': nx, leeward: { rules: { 'plain-comments': plainComments } } } },
  { files: ['**/*.ts', '**/*.mjs'], rules: { 'leeward/plain-comments': 'error' } },
  // TypeScript knows the globals of its own files.
  { files: ['**/*.mjs'], languageOptions: { globals: globals.nodeBuiltin } },
  {
    files: ['**/*.ts'],
    rules: {
      '@nx/enforce-module-boundaries': boundaries([]),
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      'max-lines': ['error', { max: 300, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
      'no-console': 'error',
      'no-restricted-syntax': [
        'error',
        {
          selector: "TemplateLiteral > CallExpression[callee.name='String']",
          message: 'A template makes a string of it already.',
        },
        {
          selector: "[accessibility='private']:not(TSParameterProperty):not([kind='constructor'])",
          message: 'Write #name: it is private at run time too.',
        },
      ],
    },
  },
  {
    // The decorator metadata of NestJS needs the classes of injected parameters as values.
    files: ['apps/api/**/*.ts', 'examples/**/*.ts', 'test/**/*.ts', 'libs/*/src/nest/**/*.ts'],
    rules: { '@typescript-eslint/consistent-type-imports': 'off', '@typescript-eslint/no-extraneous-class': 'off' },
  },
  {
    // Nx forbids imports of applications; the end-to-end tests are there to run this one.
    files: ['test/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': boundaries(['@leeward/api']) },
  },
  {
    // Training and evaluation look inside the rooms that they train and measure.
    files: ['tools/**/*.ts'],
    rules: { '@nx/enforce-module-boundaries': 'off' },
  },
  {
    // The native runtime is an engine's private matter: everything else talks to the Engine port. Nest has its own entry.
    files: ['libs/mixtral-llm/src/**/*.ts'],
    ignores: ['libs/mixtral-llm/src/engine/llama/**', 'libs/mixtral-llm/src/nest/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [onlyTheEngine, onlyNest] }] },
  },
  {
    files: ['libs/mixtral-llm/src/engine/llama/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [onlyNest] }] },
  },
  {
    files: ['libs/mixtral-llm/src/nest/**/*.ts'],
    rules: { 'no-restricted-imports': ['error', { patterns: [onlyTheEngine] }] },
  },
  {
    // The chat template runs in browsers too.
    files: ['libs/chat-template/src/**/*.ts'],
    ignores: ['**/*.test.ts', 'libs/chat-template/src/testing/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['node:*'], message: 'The chat template runs in browsers too.' }] },
      ],
      'no-restricted-globals': ['error', 'Buffer', 'process', 'require', '__dirname'],
    },
  },
  {
    // Frameworks are met only in the entries that exist for them.
    files: ['libs/moderation/src/**/*.ts'],
    ignores: ['libs/moderation/src/langchain/**', 'libs/moderation/src/nest/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        {
          patterns: [
            {
              group: ['@langchain/*', 'langchain', '@nestjs/*'],
              message: 'LangChain and Nest belong in their own entries.',
            },
          ],
        },
      ],
    },
  },
  {
    // Nest has its own entry.
    files: ['libs/agents/src/**/*.ts'],
    ignores: ['libs/agents/src/nest/**', 'libs/agents/src/testing/**'],
    rules: { 'no-restricted-imports': ['error', { patterns: [onlyNest] }] },
  },
  {
    files: ['libs/*/package.json'],
    languageOptions: { parser: jsoncParser },
    plugins: { '@nx': nx },
    rules: {
      '@nx/dependency-checks': [
        'error',
        {
          // An optional peer, imported by a name that the caller may change.
          ignoredDependencies: ['onnxruntime-node'],
          ignoredFiles: [
            '{projectRoot}/**/*.test.ts',
            '{projectRoot}/src/grammar/testing/**',
            '{projectRoot}/*.config.mjs',
            '{projectRoot}/scripts/**',
            '{projectRoot}/bench/**',
          ],
        },
      ],
    },
  },
];
