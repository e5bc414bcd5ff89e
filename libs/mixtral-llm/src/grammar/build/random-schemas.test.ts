import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LlamaEngine } from '../../engine/llama/llama-engine.js';
import { writeTinyMixtral } from '../../testing/tiny-mixtral.js';
import { jsonSchemaToGrammar } from './json-schema-to-grammar.js';
import { randomSchemas } from '../testing/random-schemas.js';
import { makeValidator } from '../testing/validator.js';

/** Set by `npm run eval:grammar`, which takes more schemas and prints how many tokens they took. */
const isEvaluation = process.env['GRAMMAR_SCHEMAS'] !== undefined;
const schemaCount = Number(process.env['GRAMMAR_SCHEMAS'] ?? 24);
const seed = Number(process.env['GRAMMAR_SEED'] ?? 7);

/** Needed because a model with random weights never ends a string of its own accord. */
const limits = { stringLength: 10, items: 2, depth: 8 };

let folder: string;
let engine: LlamaEngine;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'random-schemas-'));
  const file = join(folder, 'tiny.gguf');
  await writeTinyMixtral(file, { contextLength: 8192 });
  // More threads wait by spinning, and take a hundred times as long for this small model on a busy machine.
  engine = await LlamaEngine.load({
    file,
    gpu: false,
    threads: 1,
    parallel: 4,
    contextSize: 8192,
    maxQueued: schemaCount,
  });
});
afterAll(async () => {
  await engine?.close();
  await rm(folder, { recursive: true });
});

it(
  'generates valid JSON for any schema from a model with random weights',
  async () => {
    const schemas = fc.sample(randomSchemas, { seed, numRuns: schemaCount });
    const started = performance.now();
    let tokens = 0;
    const answer = async (schema: (typeof schemas)[number], index: number) => {
      const { gbnf: grammar } = jsonSchemaToGrammar(schema, { limits });
      const prompt = { tokens: [1, 300 + index], spans: [], templateVersion: 'test' };
      let text = '';
      for await (const part of engine.generate({ prompt, grammar, sampling: { temperature: 1, seed: seed + index } })) {
        if (part.type === 'text-delta') text += part.text;
        else {
          tokens += part.usage.completionTokens;
          if (part.reason !== 'stop') throw new Error(`no end: ${JSON.stringify({ schema, text })}`);
        }
      }
      return { schema, text };
    };
    const answers = await Promise.all(schemas.map(answer));
    const invalid = answers.filter(({ schema, text }) => !makeValidator(schema)(text) || text !== text.trim());
    const seconds = (performance.now() - started) / 1000;
    if (isEvaluation) {
      process.stdout.write(
        `${schemaCount} schemas, ${tokens} tokens, ${(tokens / seconds).toFixed(0)} tokens/s, ${invalid.length} invalid\n`,
      );
    }
    expect(invalid).toEqual([]);
  },
  schemaCount * 10_000,
);
