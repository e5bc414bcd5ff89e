import { describe, expect, it } from '@jest/globals';
import { ScriptedEngine } from '@leeward/mixtral-llm/testing';
import { readEnvironment } from '../config/environment.js';
import {
  hostServedModel,
  loadEmbeddingModel,
  loadGuardModel,
  loadServedModel,
  requireSelfCheckModel,
} from './load-models.js';
import { HostedModel, ModelHost } from './model-host.js';

describe('a model that cannot be loaded', () => {
  it.each([
    ['MODEL', 'gpt-4o', loadServedModel],
    ['MODEL_PATH', '/nowhere/mixtral.gguf', loadServedModel],
    ['GUARD_MODEL_PATH', '/nowhere/guard.gguf', loadGuardModel],
    ['EMBEDDING_MODEL', 'word2vec', loadEmbeddingModel],
    ['EMBEDDING_MODEL_PATH', '/nowhere/embed.gguf', loadEmbeddingModel],
  ])('is refused with the name of its setting: %s', async (name, value, load) => {
    const guard = name === 'GUARD_MODEL_PATH' ? { GUARD: 'llama-guard' } : {};
    await expect(load(readEnvironment({ ...guard, [name]: value, GPU: 'false' }))).rejects.toThrow(`${name}=${value}`);
  });
});

describe('a model that checks itself', () => {
  it('is the chat model', () => {
    const hosted = new HostedModel(new ScriptedEngine(() => []));
    expect(requireSelfCheckModel(hosted)).toBe(hosted.chat);
  });

  it('is refused with the name of the setting when it has no chat template', () => {
    const base = new ScriptedEngine(() => []);
    Object.assign(base.model, { chatTemplate: undefined });
    expect(() => requireSelfCheckModel(new HostedModel(base))).toThrow(
      'GUARD=self-check: the self-check needs a model with a chat template; choose another MODEL, or another GUARD.',
    );
  });
});

describe('the form of prompts', () => {
  it('is refused with the name of its setting where the model does not have it, and the engine is closed', async () => {
    const engine = new ScriptedEngine(() => []);
    const host = new ModelHost();
    await expect(hostServedModel(host, engine, readEnvironment({ CHAT_TEMPLATE: 'card' }))).rejects.toThrow(
      /^CHAT_TEMPLATE=card: .*which scripted does not have/,
    );
    expect(engine.capacity().ready).toBe(false);
    expect(() => host.get()).toThrow('still loading');
  });

  it('is refused when no model has it', () => {
    expect(() => readEnvironment({ CHAT_TEMPLATE: 'llama' })).toThrow(/^This setting is wrong: CHAT_TEMPLATE="llama"/);
  });
});
