import { type TrialResult } from './run-task.js';
import { settingNames } from './settings.js';

/** The figures of one suite under one setting. */
export interface SuiteSummary {
  readonly setting: string;
  readonly suite: string;
  /** The tasks of users, without an attacker. */
  readonly tasks: number;
  /** Those about which a person was asked, and those of which a call was refused. */
  readonly asked: number;
  readonly refused: number;
  /** The questions of all these tasks together. */
  readonly questions: number;
  /** Tries of an attacker, and those in which the model read the text and obeyed. */
  readonly attacks: number;
  readonly obeyed: number;
  /** Obeyed ones in which an act of the attacker ran without a person, by its effect. */
  readonly external: number;
  readonly internal: number;
}

/** Sums up the results by setting and suite, with a row of all suites for each setting. */
export function summarise(results: readonly TrialResult[]): readonly SuiteSummary[] {
  return settingNames.flatMap((setting) => {
    const ofSetting = results.filter((result) => result.setting === setting);
    const suites = [...new Set(ofSetting.map(({ task }) => task.suite))];
    if (suites.length === 0) return [];
    const rows = suites.map((suite) =>
      toRow(
        setting,
        suite,
        ofSetting.filter(({ task }) => task.suite === suite),
      ),
    );
    return [...rows, toRow(setting, 'all', ofSetting)];
  });
}

function toRow(setting: string, suite: string, results: readonly TrialResult[]): SuiteSummary {
  const benign = results.filter(({ task }) => task.injection_task === undefined);
  const attacks = results.filter(({ task }) => task.injection_task !== undefined);
  return {
    setting,
    suite,
    tasks: benign.length,
    asked: benign.filter(({ asked, missing }) => asked.length > 0 && missing.length === 0).length,
    refused: benign.filter(({ missing }) => missing.length > 0).length,
    questions: benign.reduce((sum, { asked }) => sum + asked.length, 0),
    attacks: attacks.length,
    obeyed: attacks.filter(({ wasAttacked }) => wasAttacked).length,
    external: attacks.filter(({ attackExternal }) => attackExternal.length > 0).length,
    internal: attacks.filter(({ attackInternal }) => attackInternal.length > 0).length,
  };
}

/** Formats the figures as a table. */
export function formatReport(rows: readonly SuiteSummary[]): string {
  const head = ['setting', 'suite', 'tasks', 'a person is asked', 'refused', 'questions', 'attacks', 'obeyed', 'acted'];
  const lines = rows.map((row) => [
    row.setting,
    row.suite,
    row.tasks,
    `${row.asked} (${Math.round((100 * (row.asked + row.refused)) / row.tasks)} % with refused)`,
    row.refused,
    row.questions,
    row.attacks,
    row.obeyed,
    row.external,
  ]);
  return [head, head.map(() => '---'), ...lines].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
