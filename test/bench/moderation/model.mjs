import { ChatMixtral, loadEngine } from '@leeward/mixtral-llm';
import { createModerator, definePolicy, gateText } from '@leeward/moderation';

import { spread } from '../report.mjs';

const median = (values) => spread(values).median;

/** Measures the default model alone, and behind the moderator: input moderated, output gated. */
export async function compareModel(runs) {
  const engine = await loadEngine({ gpu: false });
  const chat = new ChatMixtral({ engine, temperature: 0, maxTokens: 200 });
  // The same question comes again and again, so nothing may be remembered.
  const policy = definePolicy({ name: 'bench', version: '1', limits: { maximumCachedResults: 0 } });
  const moderator = createModerator({ policy });
  const question = 'Tell me the story of a lighthouse keeper and her boat.';
  async function* answer(count) {
    for await (const chunk of await chat.stream(question)) {
      if (chunk.text === '') continue;
      count.tokens += 1;
      yield chunk.text;
    }
  }
  const measure = async (isModerated) => {
    const count = { tokens: 0 };
    const start = performance.now();
    let first;
    if (isModerated) {
      await moderator.moderate({
        stage: 'input',
        role: 'user',
        path: 'messages[0]',
        text: question,
        requestId: 'bench',
      });
      for await (const event of gateText(answer(count), moderator, { requestId: 'bench' }))
        if (event.type === 'text-delta') first ??= performance.now();
    } else {
      for await (const text of answer(count)) if (text) first ??= performance.now();
    }
    const end = performance.now();
    return { first: first - start, pace: (count.tokens * 1_000) / (end - start) };
  };
  await measure(true);
  const pairs = [];
  // In turns, so that a machine that gets slower is slower for both.
  for (let index = 0; index < runs; index++) pairs.push({ raw: await measure(false), moderated: await measure(true) });
  await engine.close();
  const row = (name, read, digits) => {
    const raw = median(pairs.map((pair) => read(pair.raw)));
    const moderated = median(pairs.map((pair) => read(pair.moderated)));
    // By pair, so that a disturbance of the machine counts for both.
    const ratio = median(pairs.map((pair) => read(pair.moderated) / read(pair.raw)));
    const difference = median(pairs.map((pair) => read(pair.moderated) - read(pair.raw)));
    return {
      figure: name,
      raw: raw.toFixed(digits),
      moderated: moderated.toFixed(digits),
      difference: difference.toFixed(digits),
      ratio: ratio.toFixed(3),
    };
  };
  return [row('ms to first text', ({ first }) => first, 1), row('tokens per second', ({ pace }) => pace, 1)];
}
