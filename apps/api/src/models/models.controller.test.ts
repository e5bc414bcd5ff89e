import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type EmbeddingEngine } from '@leeward/mixtral-llm';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { EmbeddingHost } from '../model/embedding-host.js';
import { ModelAliases } from '../model/model-aliases.js';
import { ModelHost } from '../model/model-host.js';
import { ModelsController } from './models.controller.js';

describe('ModelsController', () => {
  afterEach(() => void jest.restoreAllMocks());

  it('lists each model with the time at which it was loaded', () => {
    const now = jest.spyOn(Date, 'now');
    const [host, embeddings] = [new ModelHost(), new EmbeddingHost(true)];
    now.mockReturnValue(1_000_000);
    host.setEngine(new ScriptedEngine(() => [], { id: 'chat' }));
    now.mockReturnValue(5_000_000);
    embeddings.setEngine({ model: { id: 'vectors' } } as EmbeddingEngine);
    const models = new ModelsController(host, embeddings, new ModelAliases({ 'gpt-4o': 'default' }));
    expect(models.list().data).toMatchObject([
      { id: 'chat', created: 1000 },
      { id: 'vectors', created: 5000 },
    ]);
    expect(models.find('default').created).toBe(1000);
    expect(models.find('gpt-4o').id).toBe('chat');
    expect(models.find('vectors').created).toBe(5000);
  });
});
