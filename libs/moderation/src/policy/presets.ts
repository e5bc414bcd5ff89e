import { extensionCategories, openAiCategories } from '../contract/category.js';
import { type PolicyAction } from '../contract/verdict.js';
import { guardSettings, guardThresholds, type PresetThreshold, presetThresholds } from './preset-thresholds.js';
import { type PolicyDocument, type PresetName } from './schema/policy-schema.js';

const crisisMessage =
  'It sounds as if you are going through something very hard, and you do not have to go through it alone. I cannot help with this, but people can, at any hour: call your local emergency number, or a crisis line (988 in the USA and Canada, 116 123 in the UK and Ireland; findahelpline.com lists others).';

/**
 * Defines the three policies of the package. `strict` and `monitor-only` override parts of `balanced`.
 *
 * - `balanced` (default): blocks what most services refuse, redacts personal data and secrets, and only flags what is often
 *   harmless: profanity, for example, or a user who overrules their own words.
 * - `strict`: has lower thresholds, blocks what `balanced` flags, and releases a streamed text only as a whole.
 * - `monitor-only`: records findings and stops no text for them, to try the moderator on live traffic. Texts beyond
 *   `limits` are still refused.
 */
export const presetDocuments: Readonly<Record<PresetName, PolicyDocument>> = {
  balanced: {
    name: 'balanced',
    version: '1',
    // A person in need gets a hand, and no refusal.
    messages: { 'self-harm': crisisMessage },
    classifiers: { guard: guardSettings, examples: guardSettings },
    categories: withThresholds('balanced', {
      harassment: 'block',
      'harassment/threatening': 'block',
      hate: 'block',
      'hate/threatening': 'block',
      illicit: 'block',
      'illicit/violent': 'block',
      'self-harm': 'block',
      'self-harm/intent': 'block',
      'self-harm/instructions': 'block',
      sexual: 'block',
      'sexual/minors': 'block',
      violence: 'block',
      'violence/graphic': 'block',
      'x/profanity': 'flag',
      'x/pii': 'redact',
      'x/secrets': 'redact',
      'x/injection': 'block',
      'x/jailbreak': 'block',
      'x/control-strings': 'block',
      'x/control-strings/hidden-text': 'redact',
      'x/privacy': 'flag',
      'x/specialized-advice': 'flag',
      'x/defamation': 'flag',
      'x/ip': 'flag',
      'x/elections': 'flag',
      'x/code-abuse': 'block',
      'x/unsafe': 'block',
    }),
    stages: {
      // People may overrule their own words and talk about prompts; the chat template makes control strings harmless.
      input: {
        categories: {
          'x/injection': { action: 'flag' },
          ...withThresholds('balanced', { 'x/injection/system-prompt': 'block' }),
          'x/control-strings': { action: 'flag' },
          ...withThresholds('balanced', { 'x/control-strings/hidden-text': 'redact' }),
        },
      },
      // A reviewer's words are meant to instruct the model.
      resume: { categories: { 'x/injection': { action: 'flag' } } },
    },
  },
  strict: {
    name: 'strict',
    version: '1',
    // The actions that are left out are those of `balanced`.
    categories: withThresholds('strict', {
      harassment: undefined,
      'harassment/threatening': undefined,
      hate: undefined,
      'hate/threatening': undefined,
      illicit: undefined,
      'illicit/violent': undefined,
      'self-harm': undefined,
      'self-harm/intent': undefined,
      'self-harm/instructions': undefined,
      sexual: undefined,
      'sexual/minors': undefined,
      violence: undefined,
      'violence/graphic': undefined,
      'x/profanity': 'block',
      'x/pii': undefined,
      'x/secrets': 'block',
      'x/injection': undefined,
      'x/jailbreak': undefined,
      'x/privacy': 'block',
      'x/specialized-advice': 'block',
      'x/defamation': 'block',
      'x/ip': 'block',
      'x/elections': 'block',
      'x/code-abuse': undefined,
      'x/unsafe': undefined,
    }),
    stages: {
      input: { categories: { 'x/injection': { action: 'block' }, 'x/control-strings': { action: 'block' } } },
    },
    gate: { mode: 'full' },
  },
  'monitor-only': {
    name: 'monitor-only',
    version: '1',
    categories: Object.fromEntries(
      [...openAiCategories, ...extensionCategories].map((category) => [category, { action: 'monitor' as const }]),
    ),
    otherCategories: { action: 'monitor' },
    otherClassifiers: { onError: 'allow' },
    audit: { onError: 'allow' },
  },
};

type PresetCategory = keyof typeof presetThresholds;

/** Gives each category its thresholds under a preset. Without an action the category keeps the one that it has. */
function withThresholds(
  preset: keyof PresetThreshold,
  actions: Readonly<Partial<Record<PresetCategory, PolicyAction | undefined>>>,
): NonNullable<PolicyDocument['categories']> {
  const forGuard: Readonly<Partial<Record<PresetCategory, PresetThreshold>>> = guardThresholds;
  return Object.fromEntries(
    (Object.entries(actions) as [PresetCategory, PolicyAction | undefined][]).map(([name, action]) => {
      const guard = forGuard[name]?.[preset];
      const thresholds = guard === undefined ? undefined : { guard };
      return [name, { threshold: presetThresholds[name][preset], thresholds, action }];
    }),
  );
}
