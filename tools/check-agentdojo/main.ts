/**
 * Runs the tasks of AgentDojo through a server of ours, with a model that obeys every text of an attacker.
 *
 *     npm run check:agentdojo                                   every task, attack and setting
 *     npm run check:agentdojo -- --suites banking --attacks none   the tasks of users alone
 *
 * It ends with the status 1 when an act of an attacker has run without a person. The first run installs AgentDojo in the user's
 * cache folder.
 */
import { parseArgs } from 'node:util';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { Presets, SingleBar } from 'cli-progress';

import { repository } from '../../test/src/docs/markdown.js';
import { DojoServer } from './dojo-server.js';
import { DojoEnvironments, type DojoSuite } from './environments.js';
import { moments } from './obedient-model.js';
import { formatReport, summarise } from './report.js';
import { runTrial, type Trial, type TrialResult } from './run-task.js';
import { type SettingName, settingNames } from './settings.js';

const { values } = parseArgs({
  options: {
    suites: { type: 'string', default: 'workspace,banking,slack,travel' },
    settings: { type: 'string', default: settingNames.join() },
    attacks: { type: 'string', default: 'direct,important_instructions,tool_knowledge' },
    moments: { type: 'string', default: moments.join() },
    tasks: { type: 'string', default: '' },
  },
});
const names = values.settings.split(',').filter((name): name is SettingName => settingNames.includes(name as never));
const chosenMoments = moments.filter((moment) => values.moments.split(',').includes(moment));
const attacks = values.attacks.split(',').filter((name) => name !== 'none');

const environments = await DojoEnvironments.start();
let server: DojoServer | undefined;
try {
  const all = await environments.listSuites();
  const suites = Object.fromEntries(Object.entries(all).filter(([name]) => values.suites.split(',').includes(name)));
  server = await DojoServer.start(environments, suites, names);
  const results = await runAll(Object.entries(suites).flatMap(listTrials), server);
  const folder = join(repository, 'bench-results');
  await mkdir(folder, { recursive: true });
  const summary = summarise(results);
  await writeFile(join(folder, 'agentdojo.json'), `${JSON.stringify({ summary, results }, undefined, 2)}\n`);
  process.stdout.write(`${formatReport(summary)}\n`);
  process.exitCode = results.some(({ attackExternal }) => attackExternal.length > 0) ? 1 : 0;
} finally {
  await server?.stop();
  environments.stop();
}

function listTrials([suite, { user_tasks: tasks, injection_tasks: goals }]: [string, DojoSuite]): Trial[] {
  const chosen = values.tasks === '' ? tasks : tasks.filter((name) => values.tasks.split(',').includes(name));
  return chosen.flatMap((user_task) => {
    const benign = { suite, user_task };
    const attacked = Object.keys(goals).flatMap((injection_task) =>
      attacks.map((attack) => ({ ...benign, injection_task, attack })),
    );
    // All trials in one environment are neighbours: the program with the environments keeps the latest ones.
    return [
      ...names.map((setting) => ({ task: benign, setting, moment: 'at-once' as const })),
      ...attacked.flatMap((task) =>
        names.flatMap((setting) => chosenMoments.map((moment) => ({ task, setting, moment }))),
      ),
    ];
  });
}

async function runAll(trials: readonly Trial[], running: DojoServer): Promise<readonly TrialResult[]> {
  const bar = new SingleBar(
    {
      format: '{bar} {value}/{total} {eta_formatted}',
      stream: process.stderr,
      noTTYOutput: true,
      notTTYSchedule: 5000,
    },
    Presets.shades_classic,
  );
  bar.start(trials.length, 0);
  const results: TrialResult[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < trials.length; index = next++) {
      results[index] = await runTrial(trials[index] as Trial, running, environments);
      bar.increment();
    }
  };
  try {
    await Promise.all(Array.from({ length: 10 }, work));
  } finally {
    bar.stop();
  }
  return results;
}
