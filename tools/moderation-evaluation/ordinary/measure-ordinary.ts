import { type ChildProcess, fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';

import { type Figure } from '../figure.js';
import { findPeerFigures } from '../peers/peer-figures.js';
import { type KindOptions, type KindResult } from './measure-kind.js';
import { formatCategories, showExamples } from './show-results.js';
import { textKinds } from './text-kinds.js';

/** The maximum share of ordinary texts that a policy may change or stop: one in a thousand. */
const maximumAltered = 0.001;

/** Measures which share of each kind of machine text the balanced policy alters. A word chooses the kinds by their names. */
export async function measureOrdinary(word: string, options: KindOptions): Promise<readonly Figure[]> {
  const kinds = Object.keys(textKinds).filter((kind) => kind.includes(word));
  if (kinds.length === 0) throw new RangeError(`No kind of text has "${word}" in its name: see text-kinds.ts.`);
  const results = await measureInProcesses(kinds, options);
  showExamples(results);
  return word === '' ? [...results.map(toFigure), summarize(results)] : results.map(toFigure);
}

function toFigure(result: KindResult): Figure {
  return {
    area: 'ordinary',
    name: result.kind,
    value: result.altered / result.count,
    rows: result.count,
    target: { atMost: maximumAltered },
    peers: findPeerFigures('ordinary', result.kind),
    note: formatCategories(result),
  };
}

function summarize(results: readonly KindResult[]): Figure {
  const sum = (read: (result: KindResult) => number): number =>
    results.reduce((total, result) => total + read(result), 0);
  const rows = sum(({ count }) => count);
  return {
    area: 'ordinary',
    name: 'all kinds',
    value: sum(({ altered }) => altered) / rows,
    rows,
    peers: findPeerFigures('ordinary', 'all kinds'),
    target: { atMost: maximumAltered },
  };
}

/** Gives the kinds to a process for each core, one after the other. */
async function measureInProcesses(kinds: readonly string[], options: KindOptions): Promise<readonly KindResult[]> {
  const waiting = [...kinds];
  const results = new Map<string, KindResult>();
  const work = async (): Promise<void> => {
    const child = fork(fileURLToPath(new URL('./kind-process.ts', import.meta.url)));
    for (let kind = waiting.shift(); kind !== undefined; kind = waiting.shift()) {
      child.send({ kind, options });
      results.set(kind, await receiveResult(child));
    }
    child.disconnect();
  };
  await Promise.all(Array.from({ length: Math.min(availableParallelism(), kinds.length) }, work));
  return kinds.flatMap((kind) => results.get(kind) ?? []);
}

function receiveResult(child: ChildProcess): Promise<KindResult> {
  return new Promise((resolve, reject) => {
    const fail = (code: number | null): void =>
      reject(new Error(`A process of the evaluation ended with ${code ?? 'a signal'}.`));
    child.once('exit', fail);
    child.once('message', (result) => {
      child.off('exit', fail);
      resolve(result as KindResult);
    });
  });
}
