import { readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import OpenAI from 'openai';
import typescript from 'typescript';
import { type ServedApi, serveApi } from '../fixtures/serve.js';

/** A page's examples, by the heading under which they stand. */
function examplesOf(page: string): readonly (readonly [heading: string, code: string])[] {
  const text = readFileSync(new URL(`../../../docs/${page}`, import.meta.url), 'utf8');
  return text.split(/^#+ /m).flatMap((section) => {
    const heading = section.split('\n', 1)[0] ?? '';
    return [...section.matchAll(/```ts\n([^]*?)```/g)].map(([, code = '']) => [heading, code] as const);
  });
}

/** Runs an example as it stands, and gives what it shows. */
async function run(code: string, given: Readonly<Record<string, unknown>>): Promise<unknown[]> {
  const shown: unknown[] = [];
  const { outputText } = typescript.transpileModule(code, {
    compilerOptions: { target: typescript.ScriptTarget.ES2022, module: typescript.ModuleKind.ESNext },
  });
  const names = Object.keys(given);
  const body = `return (async () => {${outputText.replace(/^export \{\};$/m, '')}})()`;
  await (new Function(...names, 'console', body) as (...values: unknown[]) => Promise<void>)(...Object.values(given), {
    log: (value: unknown) => void shown.push(value),
  });
  return shown;
}

describe('the examples of docs/api.md, as they stand', () => {
  const examples = examplesOf('api.md').filter(([, code]) => !code.includes('import '));
  let api: ServedApi;
  beforeAll(async () => {
    api = await serveApi({ EMBEDDING_MODEL: 'smollm2-135m-instruct' });
  }, 240_000);
  afterAll(() => api?.close());

  /** What each of them shows, by its heading. */
  const expected: Readonly<Record<string, unknown>> = {
    Tools: [expect.any(String)],
    'Answers in JSON': [expect.stringContaining('Paris')],
    Completions: [expect.any(String)],
    Embeddings: [[576, 576]],
    Moderations: [[false, true]],
    'API keys': [],
  };

  it('are all there', () => {
    expect(examples.map(([heading]) => heading)).toEqual(Object.keys(expected));
  });

  it.each(examples)('run: %s', async (heading, code) => {
    const shown = await run(code, { client: api.client, OpenAI, baseURL: `${api.url}/v1`, apiKey: 'none' });
    expect(shown).toEqual(expected[heading]);
  });
});
