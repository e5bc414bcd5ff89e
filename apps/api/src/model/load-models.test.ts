import { describe, expect, it } from '@jest/globals';
import { readEnvironment } from '../config/environment.js';
import { loadEmbeddingModel, loadGuardModel, loadServedModel } from './load-models.js';

describe('a model that cannot be loaded', () => {
  it.each([
    ['MODEL', 'gpt-4o', loadServedModel],
    ['MODEL_PATH', '/nowhere/mixtral.gguf', loadServedModel],
    ['GUARD_MODEL_PATH', '/nowhere/guard.gguf', loadGuardModel],
    ['EMBEDDING_MODEL', 'word2vec', loadEmbeddingModel],
    ['EMBEDDING_MODEL_PATH', '/nowhere/embed.gguf', loadEmbeddingModel],
  ])('is refused with the name of its setting: %s', async (name, value, load) => {
    await expect(load(readEnvironment({ [name]: value, GPU: 'false' }))).rejects.toThrow(`${name}=${value}`);
  });
});
