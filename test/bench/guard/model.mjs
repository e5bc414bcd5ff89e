import { ChatMixtral, loadEngine } from '@leeward/mixtral-llm';
import { createModerator, definePolicy, gateText, guardClassifier } from '@leeward/moderation';

import { spread } from '../report.mjs';
import { loadEncoder } from './encoder.mjs';

const median = (values) => spread(values).median;

const places = ['lighthouse', 'bakery', 'library', 'mountain hut', 'train station', 'garden', 'harbour', 'school'];
const people = ['keeper', 'girl', 'gardener', 'captain', 'teacher', 'musician', 'baker', 'doctor', 'painter'];
const things = ['boat', 'letter', 'dog', 'clock', 'map', 'song', 'lamp'];
let asked = 0;

/** Writes a harmless question, another one with each call, because vectors of known texts are remembered. */
function writeQuestion() {
  const number = asked++;
  const pick = (list) => list[number % list.length];
  return `Tell me the story of a ${pick(people)}, a ${pick(things)} and a ${pick(places)}.`;
}

/**
 * Compares the default model behind the cheap classifiers with the same and the guard model, in turns: tokens per second of all
 * callers, and the time to the first text.
 */
export async function compareGuard(model, runs, maxTokens) {
  const engine = await loadEngine({ gpu: false, parallel: 8 });
  const encoder = await loadEncoder(model);
  const chat = new ChatMixtral({ engine, temperature: 0, maxTokens });
  // Nothing may be remembered: both arms get the same questions.
  const policy = definePolicy({
    name: 'bench',
    version: '1',
    extends: 'balanced',
    limits: { maximumCachedResults: 0 },
  });
  const arms = {
    without: createModerator({ policy }),
    with: createModerator({ policy, guard: guardClassifier({ encoder, model }) }),
  };
  const rows = [];
  try {
    for (const callers of [1, 8]) {
      await measure(chat, arms.with, [writeQuestion()]);
      const pairs = [];
      for (let run = 0; run < runs; run++) {
        const questions = Array.from({ length: callers }, writeQuestion);
        const pair = {};
        // In turns and in both orders, so that a machine that gets slower is slower for both.
        for (const name of run % 2 === 0 ? ['without', 'with'] : ['with', 'without'])
          pair[name] = await measure(chat, arms[name], questions);
        pairs.push(pair);
      }
      rows.push(...compare(callers, pairs));
    }
  } finally {
    await encoder.close();
    await engine.close();
  }
  return rows;
}

function compare(callers, pairs) {
  const loss = median(pairs.map((pair) => 1 - pair.with.pace / pair.without.pace));
  const added = median(pairs.map((pair) => pair.with.first - pair.without.first));
  const row = (figure, read, digits) => ({
    callers,
    figure,
    without: median(pairs.map((pair) => read(pair.without))).toFixed(digits),
    with: median(pairs.map((pair) => read(pair.with))).toFixed(digits),
  });
  const stopped = pairs.reduce((sum, pair) => sum + pair.with.stopped, 0);
  return [
    {
      ...row('tokens per second', ({ pace }) => pace, 1),
      change: `${(loss * 100).toFixed(1)} % lost`,
      'target (limit)': '4 % (8 %)',
      'answers stopped': stopped,
    },
    {
      ...row('ms to the first text', ({ first }) => first, 0),
      change: `${added.toFixed(0)} ms more`,
      'target (limit)': '80 ms (150 ms)',
      'answers stopped': stopped,
    },
  ];
}

/** Measures callers at once: each question is moderated, and its answer gated. */
async function measure(chat, moderator, questions) {
  const start = performance.now();
  const callers = await Promise.all(
    questions.map((question, index) => ask(chat, moderator, question, `bench-${index}`)),
  );
  const seconds = (performance.now() - start) / 1_000;
  return {
    pace: callers.reduce((sum, { tokens }) => sum + tokens, 0) / seconds,
    first: median(callers.map(({ first }) => first)),
    stopped: callers.filter(({ isStopped }) => isStopped).length,
  };
}

async function ask(chat, moderator, question, requestId) {
  const result = { tokens: 0, first: Number.NaN, isStopped: false };
  const start = performance.now();
  const input = { stage: 'input', role: 'user', path: 'messages[0]', text: question, requestId };
  const { outcome } = await moderator.moderate(input);
  if (outcome !== 'allow') return { ...result, isStopped: true };
  async function* answer() {
    for await (const chunk of await chat.stream(question)) {
      if (chunk.text === '') continue;
      result.tokens += 1;
      yield chunk.text;
    }
  }
  for await (const event of gateText(answer(), moderator, { requestId })) {
    if (event.type === 'text-delta' && Number.isNaN(result.first)) result.first = performance.now() - start;
    if (event.type === 'stop') result.isStopped = true;
  }
  return result;
}
