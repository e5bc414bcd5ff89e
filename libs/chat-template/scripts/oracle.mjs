/**
 * Compares random conversations with mistral-common itself, for all three templates and the model card's form.
 * Usage: npm run oracle -w @leeward/chat-template [-- count seed]      (defaults: 10000 conversations, seed 1)
 */
import { once } from 'node:events';
import { performance } from 'node:perf_hooks';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { SingleBar } from 'cli-progress';
import {
  encodePrompt,
  instructV1,
  instructV1Card,
  instructV2,
  instructV3,
  InvalidConversationError,
  loadMistralTokenizer,
} from '../src/index.ts';
import { startPython } from './python-environment.mjs';

const count = Number(process.argv[2] ?? 10_000);
const seed = Number(process.argv[3] ?? 1);
const templates = { v1: instructV1, v2: instructV2, v3: instructV3 };
const maximumShown = 5;

/** Problems that mistral-common does not refuse: tool results that do not belong to the calls before them. */
const stricter = ['TOOL_CALL_WITHOUT_RESULT', 'TOOL_RESULT_WITHOUT_CALL', 'DUPLICATE_TOOL_CALL_ID'];

const tokenizers = Object.fromEntries(
  await Promise.all(Object.keys(templates).map(async (version) => [version, await loadMistralTokenizer(version)])),
);
const totals = { equal: 0, 'refused by both': 0, stricter: 0, different: 0, ids: 0 };

/** Encodes with this library. Returns the ids as text, or the code of the error. */
function encode(messages, template, version, tools) {
  try {
    return encodePrompt(messages, {
      template,
      tokenizer: tokenizers[version],
      tools,
      untrustedText: 'allow',
    }).tokens.join(' ');
  } catch (error) {
    if (InvalidConversationError.isInstance(error)) return error.code;
    return `${error}`;
  }
}

function compare({ version, messages, tools, tokens, refused, card }) {
  const result = encode(messages, templates[version], version, tools);
  const isRefused = /^[A-Z_]+$/.test(result);
  if (tokens && result === tokens.join(' ')) totals.equal++;
  else if (!tokens && isRefused) totals['refused by both']++;
  else if (tokens && stricter.includes(result)) totals.stricter++;
  else reportDifference({ version, messages, tools, theirs: refused ?? tokens.join(' '), ours: result });
  totals.ids += tokens?.length ?? 0;
  const cardResult = encode([{ role: 'user', content: card.text }], instructV1Card, 'v1');
  if (cardResult !== card.tokens.join(' '))
    reportDifference({ version: 'card', text: card.text, theirs: card.tokens.join(' '), ours: cardResult });
}

function reportDifference(difference) {
  totals.different++;
  if (totals.different <= maximumShown) process.stderr.write(`\n${JSON.stringify(difference, undefined, 1)}\n`);
}

const start = performance.now();
const bar = new SingleBar({
  format: '{bar} {value}/{total} conversations, {duration} s',
  noTTYOutput: true,
  notTTYSchedule: 5000,
});
bar.start(count, 0);
const child = startPython('oracle.py', [count, seed]);
const exited = once(child, 'exit');
for await (const line of createInterface({ input: child.stdout })) {
  compare(JSON.parse(line));
  bar.increment();
}
bar.stop();
const [code] = await exited;
const seconds = ((performance.now() - start) / 1000).toFixed(1);
const summary = Object.entries(totals).map(([name, value]) => `${name} ${value}`);
process.stdout.write(`seed ${seed}: ${summary.join(', ')}, in ${seconds} s\n`);
process.exitCode = code !== 0 || totals.different > 0 ? 1 : 0;
