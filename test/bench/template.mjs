/**
 * Measures how long a conversation of 1,000 turns takes to become ids.
 *
 * It measures the tokenizers alone, and the layer around them (validation, untrusted text, spans).
 * Usage: npm run bench:template [-- turns]   (after `npm run build`)
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { fileURLToPath, URL } from 'node:url';
import {
  assemblePrompt,
  EncodedTextCache,
  encodePrompt,
  fitWindow,
  instructV1,
  loadMistralTokenizer,
  planPrompt,
} from '@leeward/chat-template';
import { LlamaEngine } from '@leeward/mixtral-llm';
import { writeTinyMixtral } from '@leeward/mixtral-llm/testing';
import wholeTextTokenizer from 'mistral-tokenizer-js';
import { printTable } from './report.mjs';

const turns = Number(process.argv[2] ?? 1000);
const rounds = 10;
const root = fileURLToPath(new URL('../../', import.meta.url));

/** Reads prose and code of this repository: a question is about a line of it, an answer a paragraph. */
const corpus = [
  'CONTRIBUTING.md',
  'README.md',
  'LICENSE',
  'docs/decisions/0001-workspace-and-road.md',
  'libs/chat-template/src/conversation/validate.ts',
]
  .map((file) => readFileSync(join(root, file), 'utf8'))
  .join('\n');

function slice(index, length) {
  const start = (index * 7919) % (corpus.length - length);
  return corpus.slice(start, start + length).trim() || 'x';
}

function conversation(count) {
  const messages = [{ role: 'system', content: slice(0, 400) }];
  for (let index = 0; index < count; index++) {
    if (index > 0) messages.push({ role: 'assistant', content: slice(2 * index, 400) });
    messages.push({ role: 'user', content: slice(2 * index + 1, 120) });
  }
  return messages;
}

/**
 * Measures the least time of each work, in milliseconds. `before` is not counted.
 *
 * The works take turns, so that other programs on the machine disturb all of them alike.
 */
async function leastTimes(works) {
  const times = Object.fromEntries(Object.keys(works).map((name) => [name, Infinity]));
  for (let round = 0; round < rounds; round++) {
    for (const [name, { before, work }] of Object.entries(works)) {
      before?.();
      const start = performance.now();
      await work();
      times[name] = Math.min(times[name], performance.now() - start);
    }
  }
  return times;
}

const whole = conversation(turns);
const oneMore = conversation(turns + 1);
const options = { template: instructV1, tokenizer: await loadMistralTokenizer('v1') };
const plan = planPrompt(whole, instructV1);
const encoded = plan.texts.map((text) => options.tokenizer.encode(text));
const ids = encoded.reduce((sum, { tokens }) => sum + tokens.length, 0);
const characters = plan.texts.reduce((sum, text) => sum + text.length, 0);

/** Writes more words than the tokenizer's cache holds, none of which the conversation has. */
function forgetWords() {
  for (let index = 0; index < 20_000; index++) options.tokenizer.encode(`${index}`);
}

const folder = await mkdtemp(join(tmpdir(), 'bench-template-'));
const file = join(folder, 'tiny.gguf');
await writeTinyMixtral(file);
const engine = await LlamaEngine.load({ file, gpu: false, contextSize: 256 });

/** Encoded texts that one fit leaves for the next. */
let cache;
const fit = (messages, maxTokens) => fitWindow(messages, { ...options, maxTokens, cache });
const begin = (maxTokens) => () => {
  forgetWords();
  cache = new EncodedTextCache();
  if (maxTokens) fit(whole, maxTokens);
};
const everything = 2 * ids;
const window = 4096;

const encodeAll = () => plan.texts.map((text) => options.tokenizer.encode(text));
const times = await leastTimes({
  'tokenizer: native (node-llama-cpp)': { work: () => engine.tokenize(plan.texts) },
  'tokenizer: mistral-tokenizer-js alone': {
    work: () => plan.texts.map((text) => wholeTextTokenizer.encode(text, false, true)),
  },
  'tokenizer: ours, no word met before': { before: forgetWords, work: encodeAll },
  'tokenizer: ours, words met before': { work: encodeAll },
  'layer: plan and assemble, without a tokenizer': {
    work: () => assemblePrompt(planPrompt(whole, instructV1), encoded),
  },
  'whole conversation, native': {
    work: async () => {
      const native = planPrompt(whole, instructV1);
      assemblePrompt(native, await engine.tokenize(native.texts));
    },
  },
  'whole conversation, ours': { work: () => encodePrompt(whole, options) },
  'whole conversation, first fit': { before: begin(), work: () => fit(whole, everything) },
  'one turn more, everything again': { work: () => encodePrompt(oneMore, options) },
  'one turn more, all turns kept': { before: begin(everything), work: () => fit(oneMore, everything) },
  [`one turn more, the newest ${window} ids kept`]: { before: begin(window), work: () => fit(oneMore, window) },
});
await engine.close();
await rm(folder, { recursive: true, force: true });

process.stdout.write(
  `${turns} turns, ${whole.length} messages, ${characters} characters, ${ids} ids; least of ${rounds}\n\n`,
);
printTable(
  Object.entries(times).map(([subject, time]) => ({
    subject,
    milliseconds: time.toFixed(1),
    'ids per second': Math.round((ids / time) * 1000).toLocaleString('en'),
  })),
);
const layer = times['layer: plan and assemble, without a tokenizer'];
const share = (name) => `${((100 * layer) / times[name]).toFixed(1)} % of "${name}"`;
process.stdout.write(`\nThe layer adds ${Object.keys(times).slice(0, 4).map(share).join(', ')}.\n`);

const turn = (name) =>
  `${((100 * times[name]) / times['whole conversation, first fit']).toFixed(2)} % (${name.replace('one turn more, ', '')})`;
process.stdout.write(
  `One turn more costs ${turn('one turn more, all turns kept')}, ${turn(`one turn more, the newest ${window} ids kept`)} of the first fit.\n`,
);
