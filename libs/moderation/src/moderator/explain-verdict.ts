import { type ModerationInput } from '../contract/moderation-input.js';
import {
  type AllowVerdict,
  type BlockVerdict,
  type ErrorVerdict,
  type RedactVerdict,
  type StoppedFields,
  type VerdictFields,
} from '../contract/verdict.js';

/** The fields of a verdict that the decision fills in. */
type CoreFields<OneVerdict extends VerdictFields> = Omit<OneVerdict, keyof StoppedFields> &
  Pick<OneVerdict, 'scores' | 'findings' | 'scanned' | 'failures'>;

/** A verdict before the fields of the request are added. */
export type VerdictCore =
  CoreFields<AllowVerdict> | CoreFields<RedactVerdict> | CoreFields<BlockVerdict> | CoreFields<ErrorVerdict>;

const historyNotes = {
  drop: ' The conversation goes on without this exchange.',
  redact: ' The conversation goes on with a note in its place.',
};

/** Explains a decision to a person with categories, names and numbers, and never the text. */
export function explainVerdict(
  input: Pick<ModerationInput, 'path'>,
  core: VerdictCore,
  history?: StoppedFields['history'],
): string {
  return `${explainOutcome(input, core)}${history === undefined ? '' : historyNotes[history]}`;
}

function explainOutcome({ path }: Pick<ModerationInput, 'path'>, core: VerdictCore): string {
  switch (core.outcome) {
    case 'allow': {
      if (core.scanned.length === 0 && core.failures.length === 0)
        return `${path} was not moderated: the policy runs no classifier at this stage.`;
      const flagged = core.findings.filter(({ action }) => action === 'flag').map(({ category }) => category);
      const unseen = core.failures.map(({ classifier, code }) => `${classifier}: ${code}`);
      return [
        `${path} is allowed`,
        ...(flagged.length > 0 ? [`, flagged for ${flagged.join(', ')}`] : []),
        ...(unseen.length > 0 ? [`, though not everything could be classified (${unseen.join('; ')})`] : []),
        '.',
      ].join('');
    }
    case 'redact': {
      const categories = [...new Set(core.spans.map(({ category }) => category))];
      return `In ${path} ${core.spans.length} passage(s) are replaced: ${categories.join(', ')}.`;
    }
    case 'block': {
      const grounds = core.findings
        .filter(({ category }) => core.categories.includes(category))
        .map(
          ({ category, score, threshold, classifiers }) =>
            `${category} (score ${toShownScore(score, threshold)}, threshold ${threshold}, by ${classifiers.join(', ')})`,
        );
      return `${path} is blocked for ${grounds.join('; ')}.`;
    }
    case 'error':
      return `${path} could not be moderated: ${core.cause.classifier}: ${core.cause.message}`;
  }
}

/** Writes a score with as many digits as its threshold has: with fewer, it could seem to be below it. */
function toShownScore(score: number, threshold: number): string {
  const [, digits = ''] = String(threshold).split('.');
  return score.toFixed(Math.max(2, digits.length));
}
