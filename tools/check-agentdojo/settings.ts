import { type InformationFlowOptions } from '@leeward/agents';

/** The rules under which the tasks run, by their names in the table. */
export const settings = {
  default: {},
  // As the default, but a person is asked where a call would be refused.
  nobody: { untrusted_and_private: 'ask' },
  user: { untrusted_and_private: 'ask', no_question_for_arguments_from: 'user' },
  trusted: { untrusted_and_private: 'ask', no_question_for_arguments_from: 'trusted' },
} as const satisfies Readonly<Record<string, InformationFlowOptions>>;

/** The name of a setting. */
export type SettingName = keyof typeof settings;

/** The names of the settings. */
export const settingNames = Object.keys(settings) as SettingName[];
