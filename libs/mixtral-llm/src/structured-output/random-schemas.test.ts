import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { ChatMixtral } from '../chat/chat-mixtral.js';
import { type Engine } from '../engine/engine.js';
import { LlamaEngine } from '../engine/llama/llama-engine.js';
import { randomSchemas } from '../grammar/testing/random-schemas.js';
import { makeValidator } from '../grammar/testing/validator.js';
import { loadEngine } from '../load/load-engine.js';
import { writeTinyMixtral } from '../testing/tiny-mixtral.js';

/** Set by `npm run eval:structured`, which takes more schemas, adds the default model and prints its progress. */
const wanted = process.env['STRUCTURED_SCHEMAS'];
const seed = Number(process.env['STRUCTURED_SEED'] ?? 11);

/** Bounds strings, which a model with random weights never ends of its own accord, and a small one may not. */
const grammarLimits = { stringLength: 12, items: 2, depth: 6 };

/** Options of the engine. More threads wait by spinning, which takes many times as long on a busy machine. */
const shape = { contextSize: 8192, parallel: 4, maxQueued: 1000, threads: 1 };

let folder: string;
beforeAll(async () => void (folder = await mkdtemp(join(tmpdir(), 'structured-'))));
afterAll(() => rm(folder, { recursive: true }));

async function randomWeights(): Promise<Engine> {
  const file = join(folder, 'tiny.gguf');
  await writeTinyMixtral(file, { contextLength: 8192 });
  return LlamaEngine.load({ ...shape, file, gpu: false });
}

const models = [
  { name: 'random weights', load: randomWeights, count: Number(wanted ?? 4), temperature: 1 },
  { name: 'the default model', load: () => loadEngine(shape), count: Number(wanted ?? 0), temperature: 0.2 },
];

describe.each(models.filter(({ count }) => count > 0))(
  'structured output of $name',
  ({ name, load, count, temperature }) => {
    let engine: Engine;
    beforeAll(async () => void (engine = await load()), 240_000);
    afterAll(() => engine?.close());

    it.each(['jsonSchema', 'functionCalling'])(
      'parses and validates for any schema, by %s',
      async (method) => {
        const model = new ChatMixtral({ engine, grammarLimits, temperature, seed });
        const schemas = fc
          .sample(randomSchemas, { seed, numRuns: count })
          .map((schema) => (method === 'jsonSchema' ? schema : asProperty(schema)) as Record<string, unknown>);
        let answered = 0;
        const outcomes = await Promise.all(
          schemas.map(async (schema) => {
            const { text, problem } = await answerTo(schema);
            if (wanted !== undefined && ++answered % 10 === 0)
              process.stdout.write(`${name}, ${method}: ${answered} of ${count}\n`);
            return { schema, text, problem };
          }),
        );
        const failed = outcomes.filter(({ problem }) => problem !== undefined);
        if (wanted !== undefined)
          process.stdout.write(`${name}, ${method}: ${count} schemas, ${count - failed.length} parsed and validated\n`);
        expect(failed).toEqual([]);

        async function answerTo(schema: Record<string, unknown>) {
          try {
            const { raw, parsed } = await model
              .withStructuredOutput(schema, { method, includeRaw: true })
              .invoke('Give me an example.');
            return { text: raw.text, problem: makeValidator(schema)(JSON.stringify(parsed)) ? undefined : 'invalid' };
          } catch (error) {
            // Reported below, together with the others.
            return { text: '', problem: String(error) };
          }
        }
      },
      60_000 + count * 30_000,
    );
  },
);

/** Wraps a schema in an object, as arguments of a tool must be one. Its definitions stay at the root. */
function asProperty(schema: unknown): object {
  const { allOf, $defs } = schema as { allOf: unknown[]; $defs: object };
  return { type: 'object', properties: { value: allOf[0] }, required: ['value'], $defs };
}
