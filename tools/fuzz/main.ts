/**
 * Sends requests that are made from the document of the API, and compares the answers with it.
 *
 *     npm run fuzz
 *     npm run fuzz -- --bodies 100000 --seconds 7200 --seed 7 --processes 4
 *     npm run fuzz -- --guard                           with the learned guard, which takes about ten times as long
 *     npm run fuzz -- --url http://127.0.0.1:3000       against a server that runs already; --key KEY where it asks for one
 *
 * It ends with the status 1 after a round with a failure, and prints how to send the request again.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readOptions } from './options.js';
import { prepareSchemathesis, type RoundResult, runRound } from './schemathesis.js';
import { type FuzzedServer, startFuzzedServer } from './server.js';

/** Cases for each operation in one round. With more, making each of them takes longer. */
const casesPerRound = 100;

const options = readOptions(process.argv.slice(2));
const program = prepareSchemathesis();
const folder = await mkdtemp(join(tmpdir(), 'leeward-fuzz-'));
let server: FuzzedServer | undefined;
try {
  server = options.url === undefined ? await startFuzzedServer(folder, options.guard) : undefined;
  const target = { url: options.url ?? server?.url ?? '', key: options.key ?? server?.key };
  process.exitCode = (await runRounds(target)) ? 0 : 1;
} finally {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
}

/** Runs rounds until the bodies are sent, or the time is over. @returns whether nothing failed */
async function runRounds(target: { readonly url: string; readonly key: string | undefined }): Promise<boolean> {
  const started = Date.now();
  const deadline = started + options.seconds * 1000;
  const round = { program, folder, ...target, deadline };
  const report = (title: string, { cases, failures }: RoundResult): void => {
    const seconds = Math.round((Date.now() - started) / 1000);
    const memory = server ? `, server ${server.readMegabytes()} MB` : '';
    print(`${title}: ${cases} cases, ${failures} failures; ${seconds} s${memory}`);
  };

  const all = await runRound({ ...round, seed: options.seed, cases: 50, isComplete: true });
  report('All routes and phases', all);
  if (!isClean(all)) return false;
  let bodies = 0;
  let lastSeed = options.seed;
  let hasFailed = false;
  const runWorker = async (): Promise<void> => {
    while (!hasFailed && bodies < options.bodies && Date.now() < deadline) {
      const seed = ++lastSeed;
      const result = await runRound({ ...round, seed, cases: casesPerRound, isComplete: false });
      if (hasFailed) return;
      bodies += result.cases;
      report(`${format(bodies)} of ${format(options.bodies)} bodies, seed ${seed}`, result);
      hasFailed = !isClean(result);
    }
  };
  await Promise.all(Array.from({ length: options.processes }, runWorker));
  if (hasFailed) return false;
  print(`Sent ${format(bodies)} bodies. No status of 500 or more, and every answer as documented.`);
  return true;
}

/** Prints the failures of a round. @returns whether there are none, and the server still runs */
function isClean({ failures, isOver, output }: RoundResult): boolean {
  if (server && !server.isRunning()) {
    print(`The server ended. Its last lines:\n${server.readLog()}`);
    return false;
  }
  if (isOver || failures === 0) return true;
  print(output);
  return false;
}

function format(count: number): string {
  return count.toLocaleString('en');
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}
