import { extensionCategories, openAiCategories } from '../contract/category.js';
import { type PolicyDocument, type PresetName } from './schema/policy-schema.js';

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
    categories: {
      harassment: { threshold: 0.5, action: 'block' },
      'harassment/threatening': { threshold: 0.5, action: 'block' },
      hate: { threshold: 0.5, action: 'block' },
      'hate/threatening': { threshold: 0.5, action: 'block' },
      illicit: { threshold: 0.5, action: 'block' },
      'illicit/violent': { threshold: 0.5, action: 'block' },
      'self-harm': { threshold: 0.5, action: 'block' },
      'self-harm/intent': { threshold: 0.5, action: 'block' },
      'self-harm/instructions': { threshold: 0.4, action: 'block' },
      sexual: { threshold: 0.7, action: 'block' },
      'sexual/minors': { threshold: 0.3, action: 'block' },
      violence: { threshold: 0.7, action: 'block' },
      'violence/graphic': { threshold: 0.7, action: 'block' },
      'x/profanity': { threshold: 0.5, action: 'flag' },
      'x/pii': { threshold: 0.5, action: 'redact' },
      'x/secrets': { threshold: 0.5, action: 'redact' },
      'x/injection': { threshold: 0.5, action: 'block' },
      'x/jailbreak': { threshold: 0.5, action: 'block' },
      'x/control-strings': { threshold: 0.5, action: 'block' },
      'x/control-strings/hidden-text': { threshold: 0.5, action: 'redact' },
      'x/privacy': { threshold: 0.5, action: 'flag' },
      'x/specialized-advice': { threshold: 0.5, action: 'flag' },
      'x/defamation': { threshold: 0.5, action: 'flag' },
      'x/ip': { threshold: 0.5, action: 'flag' },
      'x/elections': { threshold: 0.5, action: 'flag' },
      'x/code-abuse': { threshold: 0.5, action: 'block' },
      'x/unsafe': { threshold: 0.5, action: 'block' },
    },
    stages: {
      // People may overrule their own words and talk about prompts; the chat template makes control strings harmless.
      input: {
        categories: {
          'x/injection': { action: 'flag' },
          'x/injection/system-prompt': { threshold: 0.5, action: 'block' },
          'x/control-strings': { action: 'flag' },
          'x/control-strings/hidden-text': { threshold: 0.5, action: 'redact' },
        },
      },
      // A reviewer's words are meant to instruct the model.
      resume: { categories: { 'x/injection': { action: 'flag' } } },
    },
  },
  strict: {
    name: 'strict',
    version: '1',
    categories: {
      harassment: { threshold: 0.3 },
      'harassment/threatening': { threshold: 0.3 },
      hate: { threshold: 0.3 },
      'hate/threatening': { threshold: 0.3 },
      illicit: { threshold: 0.3 },
      'illicit/violent': { threshold: 0.3 },
      'self-harm': { threshold: 0.3 },
      'self-harm/intent': { threshold: 0.3 },
      'self-harm/instructions': { threshold: 0.2 },
      sexual: { threshold: 0.3 },
      'sexual/minors': { threshold: 0.1 },
      violence: { threshold: 0.4 },
      'violence/graphic': { threshold: 0.4 },
      'x/profanity': { action: 'block' },
      'x/pii': { threshold: 0.3 },
      'x/secrets': { threshold: 0.3, action: 'block' },
      'x/injection': { threshold: 0.4 },
      'x/jailbreak': { threshold: 0.4 },
      'x/privacy': { action: 'block' },
      'x/specialized-advice': { action: 'block' },
      'x/defamation': { action: 'block' },
      'x/ip': { action: 'block' },
      'x/elections': { action: 'block' },
      'x/unsafe': { threshold: 0.3 },
    },
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
