import { type FoundSecret } from './found-secret.js';
import { tokenFormats } from './token-formats.js';

/** No format is shorter. Words of prose seldom are as long, so that most of a text is looked at once and not once per format. */
const passage = /[!-~]{12,}/g;

const patterns = tokenFormats.map(({ label, source }) => ({
  label,
  pattern: new RegExp(`(?<![A-Za-z0-9])(?:${source})(?![A-Za-z0-9])`, 'g'),
}));

/** Keys and tokens that show by their form what they are. */
export function findTokens(text: string): readonly FoundSecret[] {
  return [...text.matchAll(passage)].flatMap(({ 0: written, index: offset }) =>
    patterns.flatMap(({ label, pattern }) =>
      [...written.matchAll(pattern)].map(({ 0: token, index }): FoundSecret => {
        const start = offset + index;
        return { start, end: start + token.length, label, score: 0.95 };
      }),
    ),
  );
}
