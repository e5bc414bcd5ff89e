import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepareEnvironment } from '../python/prepare-environment.js';

/** The pinned version: another one makes other requests of the same seed, and has other checks. */
const requirement = 'schemathesis==4.32.5';

/**
 * The checks that are left out, with the reason.
 *
 * `positive_data_acceptance`: conversations, tools and streams have rules that no JSON Schema can say, so some bodies that are
 * valid for the document are refused.
 */
const excludedChecks = ['positive_data_acceptance'];

/** The settings of its checks. A wrong body that is also too large is refused for its size, which Schemathesis does not know. */
const configuration = `[checks.negative_data_rejection]
expected-statuses = ["400", "401", "403", "404", "405", "413", "415", "421", "429", "431"]
`;

/** The limit for a line of a failure: it may hold a body of megabytes. */
const maximumLine = 2000;

/** One round of requests. */
interface Round {
  /** The path of the program. */
  readonly program: string;
  /** The folder for reports. */
  readonly folder: string;
  readonly url: string;
  readonly key: string | undefined;
  readonly seed: number;
  /** The cases for each operation and phase. */
  readonly cases: number;
  /** Whether every route is tested in every way, or only those with a body by random ones. */
  readonly isComplete: boolean;
  /** Milliseconds since 1970 at which the round is stopped. */
  readonly deadline: number;
}

/** The result of a round. */
export interface RoundResult {
  readonly cases: number;
  readonly failures: number;
  /** Whether it was stopped because the time was over. Its cases are not counted then. */
  readonly isOver: boolean;
  /** The lines that it printed: each failure, with a command that sends the request again. */
  readonly output: string;
}

/** Installs Schemathesis in an environment of its own, unless that is done. @returns the path of the program */
export function prepareSchemathesis(): string {
  return join(prepareEnvironment('fuzz', requirement), 'st');
}

/** Runs one round against a server. */
export async function runRound(round: Round): Promise<RoundResult> {
  const folder = join(round.folder, `round-${round.seed}`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'schemathesis.toml'), configuration);
  const report = join(folder, 'report.json');
  const child = spawn(round.program, toArguments(round, report), {
    // Processes side by side each have a folder: Hypothesis keeps its examples there.
    cwd: folder,
    env: { ...process.env, PYTHONIOENCODING: 'utf-8', NO_COLOR: '1' },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (output += text));
  let isOver = false;
  const timer = setTimeout(
    () => {
      isOver = true;
      child.kill();
    },
    Math.max(0, round.deadline - Date.now()),
  );
  await new Promise((resolve, reject) => child.once('close', resolve).once('error', reject));
  clearTimeout(timer);
  if (isOver) return { cases: 0, failures: 0, isOver, output };
  if (!existsSync(report)) throw new Error(`Schemathesis ended without a report:\n${output}`);
  const { test_cases: cases, errors } = JSON.parse(readFileSync(report, 'utf8')) as {
    readonly test_cases: { readonly generated: number; readonly unique_failures: number };
    readonly errors: readonly unknown[];
  };
  const lines = output.split('\n').map((line) => (line.length > maximumLine ? `${line.slice(0, maximumLine)}…` : line));
  return {
    cases: cases.generated,
    failures: cases.unique_failures + errors.length,
    isOver,
    output: lines.join('\n'),
  };
}

function toArguments({ url, key, seed, cases, isComplete }: Round, report: string): string[] {
  return [
    'run',
    `${url}/openapi.json`,
    ...['--seed', `${seed}`, '--max-examples', `${cases}`, '--request-timeout', '120'],
    ...['--exclude-checks', excludedChecks.join(','), '--warnings', 'off', '--continue-on-failure'],
    ...['--report', 'json', '--report-json-path', report],
    ...(isComplete
      ? ['--phases', 'examples,coverage,fuzzing,stateful']
      : ['--phases', 'fuzzing', '--include-method', 'POST']),
    ...(key === undefined ? [] : ['--header', `Authorization: Bearer ${key}`]),
  ];
}
