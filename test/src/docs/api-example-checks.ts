import { expect, it } from '@jest/globals';
import OpenAI from 'openai';
import typescript from 'typescript';
import { type DefaultModel } from '../fixtures/default-model.js';
import { readExamples } from './read-examples.js';

/** Runs an example as it stands. @returns the values that it logs */
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

/** Runs every example of docs/api.md that needs no other program. */
export function apiExampleChecks(model: DefaultModel): void {
  const examples = readExamples('docs/api.md').filter(({ code }) => !code.includes('import '));

  /** The values that each example logs, by its heading. */
  const logged: Readonly<Record<string, unknown>> = {
    Tools: [expect.any(String)],
    'Answers in JSON': [expect.stringContaining('Paris')],
    Completions: [expect.any(String)],
    Embeddings: [[576, 576]],
    Moderations: [[false, true]],
    'API keys': [],
  };

  it('has an expected result for every example', () => {
    expect(examples.map(({ heading }) => heading)).toEqual(Object.keys(logged));
  });

  it.each(examples)('runs the example of $heading', async ({ heading, code }) => {
    const { client, url } = model.api;
    expect(await run(code, { client, OpenAI, baseURL: `${url}/v1`, apiKey: 'none' })).toEqual(logged[heading]);
  });
}
