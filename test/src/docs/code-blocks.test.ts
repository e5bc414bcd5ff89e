import 'reflect-metadata';

import { spawnSync } from 'node:child_process';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { EmbeddingHost } from '@leeward/api';
import * as mixtralLlm from '@leeward/mixtral-llm';
import * as mixtralNest from '@leeward/mixtral-llm/nest';
import { type INestApplication, type Type } from '@nestjs/common';
import * as nestCore from '@nestjs/core';
import { type ServedApi, serveSettings } from '../fixtures/serve.js';
import { findPrograms, findRequests, pagesWithCode, readPage, toOutputPattern } from './markdown.js';
import { removePrograms, runProgram, runShell } from './run-program.js';

/** The addresses that pages name: a Leeward server, and an application of the reader's own. */
const leewardAddress = 'http://127.0.0.1:3000';
const ownAddress = 'http://127.0.0.1:3001';

let engine: mixtralLlm.Engine;
let embeddingEngine: mixtralLlm.EmbeddingEngine;
let api: ServedApi;
/** The applications of the page; they are closed at its end. */
let ownApplications: INestApplication[] = [];
let ownUrl = ownAddress;

/** Makes an engine that its users cannot close: all pages share it. */
function shareable<Shared extends object>(shared: Shared): Shared {
  return new Proxy(shared, {
    get(target, name) {
      if (name === 'close') return async () => undefined;
      const value: unknown = Reflect.get(target, name);
      return typeof value === 'function' ? value.bind(target) : value;
    },
  });
}

/** Whether requests can be sent as a reader types them: small images of Node.js have no curl. */
const hasShell = spawnSync('bash', ['-c', 'curl --version']).status === 0;

/** Gives programs the shared engines, and their applications a free port. */
function replaceForPrograms(): void {
  jest.unstable_mockModule('@leeward/mixtral-llm', () => ({
    ...mixtralLlm,
    loadEngine: async () => shareable(engine),
    loadEmbeddingEngine: async () => shareable(embeddingEngine),
  }));
  jest.unstable_mockModule('@leeward/mixtral-llm/nest', () => ({
    ...mixtralNest,
    MixtralModule: {
      forRoot: (options: mixtralNest.MixtralModuleOptions) =>
        mixtralNest.MixtralModule.forRoot({ ...options, engine: shareable(engine) }),
    },
  }));
  jest.unstable_mockModule('@nestjs/core', () => ({
    ...nestCore,
    NestFactory: {
      create: async (module: Type) => {
        const application = await nestCore.NestFactory.create(module, { logger: false });
        ownApplications.push(application);
        const listen = application.listen.bind(application);
        return Object.assign(application, {
          listen: async () => {
            await listen(0, '127.0.0.1');
            ownUrl = await application.getUrl();
          },
        });
      },
    },
  }));
}

beforeAll(async () => {
  // One thread: several threads busy-wait for each other, which is slow where tests run side by side.
  const options = { gpu: false, threads: 1 } as const;
  engine = await mixtralLlm.loadEngine({ ...options, contextSize: 1024, parallel: 2 });
  embeddingEngine = await mixtralLlm.loadEmbeddingEngine({ ...options, model: 'all-minilm-l6-v2' });
  const embeddings = new EmbeddingHost(true);
  embeddings.setEngine(embeddingEngine);
  api = await serveSettings(engine, { AUDIT_LOG: 'off', GUARD_MODEL: 'off', CHAT_RENDER: 'true' }, embeddings);
  replaceForPrograms();
}, 240_000);

afterAll(async () => {
  await api?.close();
  await embeddingEngine?.close();
  await removePrograms();
});

/** Puts the addresses of this test where a page has those of its reader. */
function atTestAddresses(code: string): string {
  return code.replaceAll(leewardAddress, api.url).replaceAll(ownAddress, ownUrl);
}

describe.each(pagesWithCode())('%s', (path) => {
  const page = readPage(path);
  const programs = findPrograms(page);
  const requests = hasShell ? findRequests(page) : [];

  afterAll(async () => {
    await Promise.all(ownApplications.map((application) => application.close()));
    ownApplications = [];
  });

  // The shell blocks of a page may call what its programs serve.
  if (programs.length > 0) {
    it.each(programs)(
      'runs the program at line $line and prints what the page shows',
      async ({ line, code, output }) => {
        const name = `${path.replace(/\W+/g, '-')}-${line}`;
        const printed = await runProgram(name, atTestAddresses(code));
        if (output) expect(printed).toMatch(toOutputPattern(output));
      },
    );
  }
  if (requests.length > 0) {
    it.each(requests)('sends the request at line $line and gets what the page shows', async ({ code, output }) => {
      const printed = await runShell(atTestAddresses(code));
      if (output !== undefined) expect(printed).toMatch(toOutputPattern(output.trim()));
    });
  }
});
