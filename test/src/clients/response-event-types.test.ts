import { describe, expect, it } from '@jest/globals';
import { createModerator, definePolicy } from '@leeward/moderation';
import typescript from 'typescript';
import { repository } from '../docs/markdown.js';
import { collect } from '../fixtures/scripted-api.js';
import { callText, useResponsesApi, weather } from './responses-api.js';

const rules = [{ name: 'projects', words: ['project bluebird'] }];
const moderator = createModerator({ policy: definePolicy({ name: 'test', version: '1', rules }) });

/** Checks values against types of OpenAI's SDK with the TypeScript compiler. @returns the problems */
function findTypeProblems(values: readonly { readonly type: string; readonly value: unknown }[]): readonly string[] {
  const path = `${repository}test/src/clients/checked-values.ts`;
  const lines = values.map(
    ({ type, value }, index) => `export const value${index}: OpenAI.Responses.${type} = ${JSON.stringify(value)};`,
  );
  const source = `import type OpenAI from 'openai';\n${lines.join('\n')}\n`;
  const { config } = typescript.readConfigFile(`${repository}tsconfig.base.json`, (file) =>
    typescript.sys.readFile(file),
  );
  const { options } = typescript.convertCompilerOptionsFromJson(config.compilerOptions, repository);
  const settings: typescript.CompilerOptions = {
    ...options,
    composite: false,
    incremental: false,
    noEmit: true,
    noUnusedLocals: false,
    skipLibCheck: true,
  };
  const host = typescript.createCompilerHost(settings);
  const { readFile, fileExists } = host;
  host.readFile = (file) => (file === path ? source : readFile.call(host, file));
  host.fileExists = (file) => file === path || fileExists.call(host, file);
  const program = typescript.createProgram([path], settings, host);
  const file = program.getSourceFile(path);
  return [...program.getSyntacticDiagnostics(file), ...program.getSemanticDiagnostics(file)].map(({ messageText }) =>
    typescript.flattenDiagnosticMessageText(messageText, '\n'),
  );
}

/** Fields that OpenAI's API sends as null although the types of its SDK do not say so. */
const nullable = ['usage', 'user'];

/** Fields of responses that the types do not have: ours, and one that OpenAI's API sends. */
const untyped = ['leeward', 'store'];

/** Takes out what is not in the types, and adds the text that the SDK itself adds to a response. */
const toTypedFields = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (name, field: unknown) => {
    if (untyped.includes(name) || (field === null && nullable.includes(name))) return undefined;
    const isResponse = typeof field === 'object' && field !== null && 'object' in field && field.object === 'response';
    return isResponse ? { output_text: '', ...field } : field;
  });

describe('events and responses', () => {
  const { api } = useResponsesApi(() => ['Good day.'], moderator);

  const scripts: readonly (readonly [string, readonly string[], object])[] = [
    ['text', ['Good', ' day.'], { include: ['message.output_text.logprobs'], top_logprobs: 2 }],
    ['text and a call', ['Sure.', callText], {}],
    ['a cut answer', ['One ', 'two ', 'three'], { max_output_tokens: 2 }],
    ['a blocked answer', ['Fine. ', 'It is project ', 'bluebird. '], { moderation: { model: 'default' } }],
    ['a response in the background', ['Good day.'], { background: true, metadata: { a: 'b' } }],
  ];

  it("have the types of OpenAI's SDK", async () => {
    const values: { type: string; value: unknown }[] = [];
    for (const [, parts, fields] of scripts) {
      api.setScript(() => parts);
      const body = { input: 'Hello', instructions: 'Be brief.', tools: [weather], ...fields };
      const events = await collect(await api.client.responses.create({ ...body, stream: true }));
      expect(events.map(({ sequence_number: number }) => number)).toEqual(events.map((_, index) => index));
      values.push(...events.map((value) => ({ type: 'ResponseStreamEvent', value })));
    }
    api.setScript(async function* () {
      yield 'Good day, this is a beginning. ';
      throw new Error('broken');
    });
    const failed = await collect(await api.client.responses.create({ input: 'Hello', stream: true }));
    values.push(...failed.map((value) => ({ type: 'ResponseStreamEvent', value })));
    const types = new Set(values.map(({ value }) => (value as { type: string }).type));
    expect(types.size).toBeGreaterThan(14);
    expect(findTypeProblems(toTypedFields(values) as typeof values)).toEqual([]);
  });
});
