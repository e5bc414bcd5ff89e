import { type InjectionModelName } from '../../libs/moderation/src/classifiers/injection/injection-model.js';
import { type CalibrationLimits } from './calibrate.js';
import { pickEvenly, type TrainingText } from './training-text.js';

/** Says what one model learns from and how sure it has to be. */
export interface ModelSettings {
  /** Selects the texts that the model is trained on or measured with. */
  readonly select: (texts: readonly TrainingText[]) => readonly TrainingText[];
  /** The weights of texts by source. Default 1. */
  readonly sourceWeights: Readonly<Record<string, number>>;
  /** The weight of an attack, since there are many more harmless texts. */
  readonly attackWeight: number;
  readonly limits: CalibrationLimits;
}

const isHarmless = ({ attack }: TrainingText): boolean => attack === undefined;

/** Written attacks on people's chats also stand in tool results. */
const maximumChatAttacks = 1_200;
const otherTextsPart = 3;

/** The settings of each model. */
export const modelSettings: Readonly<Record<InjectionModelName, ModelSettings>> = {
  instruction: {
    select: (texts) =>
      texts.filter(({ attack, kind }) => attack === 'instruction' || (attack === undefined && kind !== 'tool-result')),
    sourceWeights: {
      deepset: 3,
      hackaprompt: 0.4,
      'xsafety en': 0.5,
      'xsafety de': 0.5,
      'xsafety es': 0.5,
      'xsafety fr': 0.5,
      'xsafety zh': 0.5,
      'look-alike': 4,
      'own words': 6,
      'counter-speech': 6,
      scene: 6,
      joined: 2,
      chat: 2,
      'German chat': 2,
      question: 2,
    },
    attackWeight: 2,
    limits: {
      real: 0.025,
      written: 0.2,
      meanWritten: 0.09,
      unlimited: ['cyberseceval_frr', 'awesome_prompts'],
      kinds: ['chat', 'prose'],
    },
  },
  jailbreak: {
    select: (texts) => texts.filter((text) => text.attack === 'jailbreak' || isHarmless(text)),
    sourceWeights: { 'own words': 6, awesome_prompts: 2, 'look-alike': 2 },
    attackWeight: 4,
    limits: {
      real: 0.0045,
      written: 0.01,
      meanWritten: 0.005,
      unlimited: ['awesome_prompts'],
      kinds: ['chat', 'prose', 'tool-result'],
    },
  },
  'tool-result': {
    select: (texts) => [
      ...texts.filter(({ attack }) => attack === 'tool-result'),
      ...pickEvenly(
        texts.filter(({ source, attack }) => source === 'attack' && attack === 'instruction'),
        maximumChatAttacks,
      ),
      ...texts.filter((text) => isHarmless(text) && text.kind === 'tool-result'),
      ...texts
        .filter((text) => isHarmless(text) && text.kind !== 'tool-result')
        .filter((_, index) => index % otherTextsPart === 0),
    ],
    sourceWeights: {
      'tool remark': 3,
      'developer document': 3,
      emails: 3,
      tau_bench: 2,
      injecagent_benign: 2,
      docs_code: 2,
      record: 2,
      receipt: 2,
    },
    attackWeight: 2,
    limits: { real: 0.005, written: 0.009, meanWritten: 0.006, unlimited: ['scene'], kinds: ['prose', 'tool-result'] },
  },
};
