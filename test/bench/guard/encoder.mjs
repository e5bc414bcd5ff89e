import { readFileSync } from 'node:fs';
import process from 'node:process';
import { LlamaTextEncoder } from '@leeward/mixtral-llm';

import { spread } from '../report.mjs';

/** Words of one token each in the guard model's vocabulary. So a text of N words has N tokens. */
const words = 'the boat and sea old man light wind water stone house night day long way back home'.split(' ');

/** The first and the last token of a text are the model's own. */
const ownTokens = 2;

let salt = 0;

/** Writes a text of a number of tokens, another one with each call. */
function writeTokens(count) {
  salt += 1;
  return Array.from({ length: count - ownTokens }, (_, index) => words[(index * salt + salt) % words.length]).join(' ');
}

/** Loads the encoder of a guard model, as the server does. */
export async function loadEncoder(model) {
  return LlamaTextEncoder.loadModel(model);
}

/** Measures wall and processor time of one text on one thread, by its tokens. */
export async function measureEncoding(model, runs) {
  const encoder = await loadEncoder(model);
  try {
    const [longer] = await encoder.encode([writeTokens(model.maximumTokens + 1)]);
    const [longest] = await encoder.encode([writeTokens(model.maximumTokens)]);
    // Proves that the texts have the tokens that the table says.
    if (longer !== undefined || longest === undefined)
      throw new Error('The words of the benchmark are not one token each.');
    const rows = [];
    for (const tokens of [64, 256]) {
      const walls = [];
      const cpus = [];
      for (let run = 0; run <= runs; run++) {
        const before = readProcessorMs(encoder.processId);
        const start = performance.now();
        // Several texts, because the system counts processor time in steps of 10 ms.
        const texts = Array.from({ length: 8 }, () => writeTokens(tokens));
        await encoder.encode(texts);
        // The first run warms up.
        if (run === 0) continue;
        walls.push((performance.now() - start) / texts.length);
        cpus.push((readProcessorMs(encoder.processId) - before) / texts.length);
      }
      rows.push({
        tokens,
        'ms, median': spread(walls).median.toFixed(1),
        'ms, least': spread(walls).least.toFixed(1),
        'ms of processor, median': spread(cpus).median.toFixed(1),
        'ms of processor, least': spread(cpus).least.toFixed(1),
        'target (limit)': tokens === 64 ? '25 (60)' : '120 (300)',
      });
    }
    return rows;
  } finally {
    await encoder.close();
  }
}

/** Measures the time from nothing to the first vector, and the memory of the encoder's process then. */
export async function measureStart(model, runs) {
  const times = [];
  const memories = [];
  for (let run = 0; run < runs; run++) {
    const start = performance.now();
    const encoder = await loadEncoder(model);
    await encoder.encode([writeTokens(64)]);
    times.push(performance.now() - start);
    await encoder.encode(Array.from({ length: 8 }, () => writeTokens(256)));
    memories.push(readMemory(encoder.processId));
    await encoder.close();
  }
  const own = memories.map(({ own }) => own);
  const all = memories.map(({ all }) => all);
  return [
    { figure: 's to the first vector', ...format(times, 1_000, 2), 'target (limit)': '3' },
    { figure: 'MB of memory, without the files that are mapped', ...format(own, 1, 0), 'target (limit)': '200' },
    { figure: 'MB of memory in all', ...format(all, 1, 0), 'target (limit)': '' },
  ];
}

function format(values, unit, digits) {
  const { median, least, most } = spread(values);
  const write = (value) => (value / unit).toFixed(digits);
  return { median: write(median), least: write(least), most: write(most) };
}

/** Reads the processor time of a process in milliseconds, on Linux. Elsewhere NaN. */
function readProcessorMs(processId) {
  if (process.platform !== 'linux') return Number.NaN;
  // The name of the program, in brackets, may hold blanks.
  const fields = readFileSync(`/proc/${processId}/stat`, 'utf8')
    .replace(/^.*\) /s, '')
    .split(' ');
  return (Number(fields[11]) + Number(fields[12])) * 10;
}

/** Reads the memory of a process in MB, on Linux. Elsewhere NaN. */
function readMemory(processId) {
  if (process.platform !== 'linux') return { own: Number.NaN, all: Number.NaN };
  const status = readFileSync(`/proc/${processId}/status`, 'utf8');
  const read = (name) => Number(new RegExp(`${name}:\\s+(\\d+)`).exec(status)?.[1]) / 1_000;
  return { own: read('RssAnon'), all: read('VmRSS') };
}
