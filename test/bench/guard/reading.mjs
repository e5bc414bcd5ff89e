import { setTimeout as sleep } from 'node:timers/promises';
import { createModerator, definePolicy, gateText, guardClassifier } from '@leeward/moderation';

import { spread } from '../report.mjs';

/** The cost of one text on a core that does nothing else, about that of the guard's English model. */
const cost = { msPerText: 2, msPerCharacter: 0.11 };

/** The characters that all callers get in a second: those of the default model on two cores, about. */
const pace = { 1: 400, 2: 450, 4: 500, 8: 600 };

const answerCharacters = 700;
const tokenCharacters = 4.4;

const sentences = [
  'The old keeper climbed the stairs of the lighthouse every evening.',
  'He had a small boat that he painted blue each spring.',
  'The people of the village brought him bread and letters from the town.',
  'One day a storm came over the sea, and the light went out.',
  'She walked along the beach and looked for the dog that had run away.',
  'In the morning they found the map under the bed.',
  'The captain smiled and gave her the clock that his father had made.',
];

/** Creates an encoder that takes the time of a real one and computes nothing. It notes the texts that it gets. */
function createEncoder({ name, version, dimensions, next }, texts) {
  let running = Promise.resolve();
  return {
    name: `${name}@${version}`,
    dimensions,
    next: next && createEncoder(next, texts),
    async encode(batch) {
      texts.push(...batch);
      running = running.then(() => sleep(batch.reduce((sum, text) => sum + costOf(text), 0)));
      await running;
      return batch.map(() => Float32Array.from({ length: dimensions }, (_, index) => (index === 0 ? 1 : 0)));
    },
  };
}

function costOf({ length }) {
  return cost.msPerText + cost.msPerCharacter * length;
}

/** Measures how much a simulated encoder reads of answers that are streamed at once. The processor is nearly idle meanwhile. */
export async function measureReading(model, rhythm) {
  const rows = [];
  for (const callers of [1, 2, 4, 8]) {
    const texts = [];
    // Nothing may be remembered: each answer is read as if it were new.
    const limits = { maximumCachedResults: 0 };
    const policy = definePolicy({ name: 'bench', version: '1', extends: 'balanced', limits, gate: { rhythm } });
    const guard = guardClassifier({ encoder: createEncoder(model, texts), model });
    const moderator = createModerator({ policy, guard });
    const start = performance.now();
    const streams = await Promise.all(
      Array.from({ length: callers }, (_, caller) => readAnswer(moderator, caller, pace[callers] / callers)),
    );
    const milliseconds = performance.now() - start;
    const share = (ms) => `${((100 * ms) / milliseconds).toFixed(1)} %`;
    const characters = callers * answerCharacters;
    rows.push({
      callers,
      texts: texts.length,
      'read per character': (texts.reduce((sum, { length }) => sum + length, 0) / characters).toFixed(2),
      'share of a core': share(texts.reduce((sum, text) => sum + costOf(text), 0)),
      'share if each character is read once': share(callers * cost.msPerText + characters * cost.msPerCharacter),
      'ms to the first text': spread(streams.map(({ first }) => first)).median.toFixed(0),
      'longest ms without text': Math.max(...streams.map(({ longest }) => longest)).toFixed(0),
    });
  }
  return rows;
}

/** Reads an answer that is written at an even pace, through the gate. */
async function readAnswer(moderator, caller, charactersPerSecond) {
  const text = Array.from({ length: 20 }, (_, index) => {
    const sentence = sentences[(caller + index * 3) % sentences.length];
    return `${sentence.slice(0, -1)}, as number ${caller * 20 + index} tells.`;
  });
  const start = performance.now();
  async function* write() {
    const answer = text.join(' ').slice(0, answerCharacters);
    for (let from = 0; from < answer.length; from += tokenCharacters) {
      await sleep(Math.max(0, start + (from / charactersPerSecond) * 1_000 - performance.now()));
      yield answer.slice(Math.floor(from), Math.floor(from + tokenCharacters));
    }
  }
  let last = start;
  const result = { first: Number.NaN, longest: 0 };
  for await (const event of gateText(write(), moderator, { requestId: `reading-${caller}` })) {
    if (event.type === 'stop') throw new Error(`The answer was stopped: ${JSON.stringify(event.verdict)}`);
    if (event.type !== 'text-delta') continue;
    const now = performance.now();
    if (Number.isNaN(result.first)) result.first = now - start;
    else result.longest = Math.max(result.longest, now - last);
    last = now;
  }
  return result;
}
