import { performance } from 'node:perf_hooks';
import { setTimeout as pause } from 'node:timers/promises';
import { jsonSchemaToGrammar } from '@leeward/mixtral-llm';

/** Greedy sampling that never ends by itself: the benchmark compares work, not text. */
const endless = { temperature: 0, logitBias: { 2: -100 } };

/** The same, without the 256 byte tokens: text of a partial character would be emitted only with the next token. */
const wholeTokens = {
  temperature: 0,
  logitBias: { 2: -100, ...Object.fromEntries(Array.from({ length: 256 }, (_, byte) => [3 + byte, -100])) },
};

let salt = 0;

/** Draws ids of ordinary pieces, new ones with each call, so that a cache holds none of them by accident. */
export function freshTokens(count) {
  salt++;
  return Array.from({ length: count }, (_, index) => 300 + ((index * 7 + salt * 7919 + index * index * salt) % 31_000));
}

/** Generates one answer, and records when each part came, in milliseconds from its start. */
export async function generate(engine, tokens, maxTokens, request = {}) {
  const start = performance.now();
  const times = [];
  let usage;
  const prompt = { tokens, spans: [], templateVersion: 'bench' };
  for await (const part of engine.generate({ prompt, maxTokens, sampling: endless, ...request })) {
    if (part.type === 'text-delta') times.push(performance.now() - start);
    usage = part.usage;
  }
  return { times, usage, whole: performance.now() - start };
}

/** Measures tokens per second, from the first token on. */
export async function measureDecoding(engine, request) {
  const { times, usage, whole } = await generate(engine, freshTokens(16), 128, request);
  return ((usage.completionTokens - 1) * 1000) / (whole - times[0]);
}

/** Measures prompt tokens per second. */
export async function measurePrefill(engine, count) {
  const { whole } = await generate(engine, freshTokens(count), 1);
  return (count * 1000) / whole;
}

/** Measures tokens per second of `callers` at once, with 128 tokens to read and 128 to write each. */
export async function measureCallers(engine, callers, inTurn = false) {
  const prompts = Array.from({ length: callers }, () => freshTokens(128));
  const start = performance.now();
  if (inTurn) for (const prompt of prompts) await generate(engine, prompt, 128);
  else await Promise.all(prompts.map((prompt) => generate(engine, prompt, 128)));
  return (callers * 128 * 1000) / (performance.now() - start);
}

/** Measures the milliseconds to the first token, of a first turn with 1,000 tokens and of the second turn. */
export async function measureTurns(engine) {
  const first = freshTokens(1000);
  const {
    times: [firstTurn],
  } = await generate(engine, first, 4);
  const {
    times: [secondTurn],
  } = await generate(engine, [...first, ...freshTokens(40)], 4);
  return { firstTurn, secondTurn };
}

const grammar = jsonSchemaToGrammar({
  type: 'array',
  items: {
    type: 'object',
    properties: { name: { type: 'string' }, size: { type: 'integer' } },
    required: ['name', 'size'],
  },
  minItems: 500,
}).gbnf;

/** Measures tokens per second of an answer that a grammar holds to JSON. */
export function measureGrammar(engine) {
  return measureDecoding(engine, { grammar });
}

/**
 * Measures the longest gap between two tokens of 7 streams while a prompt of 3,900 tokens is read, in milliseconds.
 *
 * The median gap before the prompt came is the time of one step that only writes.
 */
export async function measureStall(engine) {
  const gaps = { before: [], reading: [] };
  let phase = 'start';
  const controller = new AbortController();
  const streams = Array.from({ length: 7 }, async () => {
    let last;
    const prompt = { tokens: freshTokens(16), spans: [], templateVersion: 'bench' };
    const request = { prompt, maxTokens: 3000, sampling: wholeTokens, signal: controller.signal };
    for await (const part of engine.generate(request)) {
      const now = performance.now();
      if (last !== undefined) gaps[phase]?.push(now - last);
      if (part.type === 'text-delta') last = now;
    }
  });
  await pause(500);
  phase = 'before';
  await pause(1500);
  phase = 'reading';
  await generate(engine, freshTokens(3900), 1);
  phase = 'end';
  controller.abort(new Error('measured'));
  await Promise.allSettled(streams);
  const [before, reading] = [gaps.before, gaps.reading].map((times) => times.toSorted((a, b) => a - b));
  return { longest: reading.at(-1), step: before[Math.floor(before.length / 2)] };
}
