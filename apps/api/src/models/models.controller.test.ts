import { afterEach, describe, expect, it, jest } from '@jest/globals';
import { type EmbeddingEngine } from '@leeward/mixtral-llm';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { type Caller } from '../http/caller.js';
import { EmbeddingHost } from '../model/embedding-host.js';
import { ModelAliases } from '../model/model-aliases.js';
import { ModelHost } from '../model/model-host.js';
import { ModelsController } from './models.controller.js';

const everyone = { models: undefined } as Caller;

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
    expect(models.list(everyone).data).toMatchObject([
      { id: 'chat', created: 1000 },
      { id: 'vectors', created: 5000 },
    ]);
    expect(models.find('default', everyone).created).toBe(1000);
    expect(models.find('gpt-4o', everyone).id).toBe('chat');
    expect(models.find('vectors', everyone).created).toBe(5000);
  });

  it.each([
    { names: ['chat'], listed: ['chat'], refused: ['vectors'] },
    { names: ['gpt-4o', 'vectors'], listed: ['chat', 'vectors'], refused: [] },
    { names: ['vectors'], listed: ['vectors'], refused: ['chat', 'default', 'gpt-4o'] },
    { names: ['default'], listed: ['chat'], refused: ['vectors'] },
    { names: ['another'], listed: [], refused: ['chat', 'vectors', 'default'] },
  ])('shows a key for $names only these models', ({ names, listed, refused }) => {
    const [host, embeddings] = [new ModelHost(), new EmbeddingHost(true)];
    host.setEngine(new ScriptedEngine(() => [], { id: 'chat' }));
    embeddings.setEngine({ model: { id: 'vectors' } } as EmbeddingEngine);
    const models = new ModelsController(host, embeddings, new ModelAliases({ 'gpt-4o': 'chat' }));
    const caller = { models: names as readonly string[] } as Caller;
    expect(models.list(caller).data.map(({ id }) => id)).toEqual(listed);
    for (const id of listed) expect(models.find(id, caller).id).toBe(id);
    for (const id of refused)
      expect(() => models.find(id, caller)).toThrow(/may not use the model "\w+"\. It may use "/);
  });
});
