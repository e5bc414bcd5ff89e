import 'reflect-metadata';

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Injectable, Module } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { Test } from '@nestjs/testing';
import { ChatMixtral } from '../chat/chat-mixtral.js';
import { type Engine } from '../engine/engine.js';
import { EngineClosedError } from '../errors/index.js';
import { Mixtral } from '../completion/mixtral.js';
import { ScriptedEngine } from '../testing/scripted-engine.js';
import { writeTinyMixtral } from '../testing/tiny-mixtral.js';
import { engineToken, InjectEngine } from './inject-engine.decorator.js';
import { MixtralModule } from './mixtral.module.js';

@Injectable()
class Greeter {
  constructor(
    readonly model: ChatMixtral,
    readonly completion: Mixtral,
    @InjectEngine() readonly engine: Engine,
  ) {}
}

const processes = () => process.getActiveResourcesInfo().filter((resource) => resource === 'ProcessWrap').length;
const scripted = () => new ScriptedEngine(() => ['Good', ' day.']);

describe('MixtralModule', () => {
  let folder = '';
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mixtral-module-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('provides the models and their engine to every module', async () => {
    const engine = scripted();
    const chat = { temperature: 0, maxTokens: 7 };
    const module = await Test.createTestingModule({
      imports: [MixtralModule.forRoot({ engine, chat, completion: { maxTokens: 1 } })],
      providers: [Greeter],
    }).compile();
    const greeter = module.get(Greeter);
    expect((await greeter.model.invoke('Hello')).text).toBe('Good day.');
    expect(await greeter.completion.invoke('Hello')).toBe('Good');
    expect(greeter.engine).toBe(engine);
    expect(engine.requests[0]).toMatchObject({ maxTokens: 7, sampling: { temperature: 0 } });
  });

  it('gets its options from a factory with dependencies', async () => {
    @Injectable()
    class Settings {
      readonly engine = scripted();
    }
    @Module({ providers: [Settings], exports: [Settings] })
    class SettingsModule {}
    const module = await Test.createTestingModule({
      imports: [
        MixtralModule.forRootAsync({
          imports: [SettingsModule],
          inject: [Settings],
          useFactory: async ({ engine }: Settings) => ({ engine }),
        }),
      ],
    }).compile();
    expect(module.get(ChatMixtral).engine).toBe(module.get(Settings, { strict: false }).engine);
  });

  it('loads the engine at the start and closes it with the application', async () => {
    const modelPath = join(folder, 'tiny.gguf');
    await writeTinyMixtral(modelPath);
    const load = { modelPath, gpu: false as const, threads: 1, contextSize: 256, isolation: 'in-process' as const };
    const module = await Test.createTestingModule({ imports: [MixtralModule.forRoot({ load, drainMs: 0 })] }).compile();
    const model = module.get(ChatMixtral);
    expect((await model.invoke('Hello', { maxTokens: 3 })).usage_metadata?.output_tokens).toBe(3);
    await module.close();
    await expect(model.invoke('Hello')).rejects.toThrow(EngineClosedError);
  });

  it('does not close an engine that was given to it', async () => {
    const engine = scripted();
    const module = await Test.createTestingModule({ imports: [MixtralModule.forRoot({ engine })] }).compile();
    await module.close();
    expect(module.get<Engine>(engineToken).capacity().ready).toBe(true);
  });

  it('stops the start with the error when the model cannot be loaded', async () => {
    const modelPath = join(folder, 'broken.gguf');
    await writeFile(modelPath, 'no model');
    @Module({ imports: [MixtralModule.forRoot({ load: { modelPath } })] })
    class Application {}
    const start = NestFactory.createApplicationContext(Application, { logger: false, abortOnError: false });
    await expect(start).rejects.toMatchObject({
      code: 'MODEL_FILE_UNUSABLE',
      message: expect.stringContaining(modelPath),
    });
  });

  it('closes an engine that it loaded when no chat model can be created over it', async () => {
    const modelPath = join(folder, 'odd-template.gguf');
    await writeTinyMixtral(modelPath, { chatTemplate: '{% for' });
    const before = processes();
    const start = Test.createTestingModule({
      imports: [MixtralModule.forRoot({ load: { modelPath, gpu: false, threads: 1, contextSize: 256 }, drainMs: 0 })],
    }).compile();
    await expect(start).rejects.toMatchObject({ code: 'TEMPLATE_NOT_RENDERED' });
    // Node removes the handle of an ended process a moment later. The timeout of the test ends this loop.
    while (processes() > before) await setTimeout(5);
  });
});
