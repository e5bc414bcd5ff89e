import { type ModerationInput } from '../contract/moderation-input.js';
import {
  type AllowVerdict,
  type BlockVerdict,
  type ErrorVerdict,
  type RedactVerdict,
  type VerdictFacts,
} from '../contract/verdict.js';

/** What is decided, before the facts that every verdict shares are added. */
type CoreOf<OneVerdict extends VerdictFacts> = Omit<
  OneVerdict,
  Exclude<keyof VerdictFacts, 'scores' | 'findings' | 'scanned' | 'failures'>
>;

/** The outcome and what it rests on. */
export type VerdictCore = CoreOf<AllowVerdict> | CoreOf<RedactVerdict> | CoreOf<BlockVerdict> | CoreOf<ErrorVerdict>;

/** A sentence for a person: what was decided, where, by whom and why. Categories, names and numbers only, never text. */
export function explainVerdict({ path }: Pick<ModerationInput, 'path'>, core: VerdictCore): string {
  switch (core.outcome) {
    case 'allow': {
      if (core.scanned.length === 0 && core.failures.length === 0)
        return `${path} was not looked at: nothing judges it.`;
      const flagged = core.findings.filter(({ action }) => action === 'flag').map(({ category }) => category);
      const unseen = core.failures.map(({ classifier, code }) => `${classifier}: ${code}`);
      return [
        `${path} is allowed`,
        ...(flagged.length > 0 ? [`, flagged for ${flagged.join(', ')}`] : []),
        ...(unseen.length > 0 ? [`, though not everything could be judged (${unseen.join('; ')})`] : []),
        '.',
      ].join('');
    }
    case 'redact': {
      const categories = [...new Set(core.spans.map(({ category }) => category))];
      return `In ${path} ${String(core.spans.length)} passage(s) are replaced: ${categories.join(', ')}.`;
    }
    case 'block': {
      const grounds = core.findings
        .filter(({ category }) => core.categories.includes(category))
        .map(
          ({ category, score, threshold, classifiers }) =>
            `${category} (score ${score.toFixed(2)}, limit ${String(threshold)}, by ${classifiers.join(', ')})`,
        );
      return `${path} is blocked for ${grounds.join('; ')}.`;
    }
    case 'error':
      return `${path} could not be judged: ${core.cause.classifier}: ${core.cause.message}`;
  }
}
