import { type ChosenTokenLogprob, type TokenLogprob } from '@leeward/mixtral-llm';
import { type ModerateOptions, type ModerationInput, type Moderator, type TextRange } from '@leeward/moderation';
import { type ModeratedToken } from './moderated-tokens.js';

/** The number of tokens that are moderated together: with 20 alternatives each they make about 40,000 characters. */
const tokensPerBatch = 32;

/** An alternative, and its range in the text that is moderated. */
interface AlternativeRange extends TextRange {
  readonly alternative: TokenLogprob;
}

/**
 * Moderates the alternatives of tokens, and returns the tokens with those that may be shown.
 *
 * An alternative was never part of the answer, so the gate has not moderated it. It is moderated here, together with the
 * moderated text before it. An alternative with a finding that the policy blocks or redacts is left out; so are all
 * alternatives that could not be moderated.
 */
export async function moderateAlternatives(
  tokens: readonly ModeratedToken[],
  moderator: Moderator,
  input: Pick<ModerationInput, 'path' | 'requestId' | 'precedingText'>,
  options: ModerateOptions,
): Promise<readonly ChosenTokenLogprob[]> {
  const moderated: ChosenTokenLogprob[] = [];
  for (let start = 0; start < tokens.length; start += tokensPerBatch) {
    const batch = tokens.slice(start, start + tokensPerBatch);
    const refused = await findRefused(batch, moderator, input, options);
    moderated.push(
      ...batch.map(({ token }) => ({ ...token, top: token.top.filter((alternative) => !refused.has(alternative)) })),
    );
  }
  return moderated;
}

async function findRefused(
  tokens: readonly ModeratedToken[],
  moderator: Moderator,
  input: Pick<ModerationInput, 'path' | 'requestId' | 'precedingText'>,
  options: ModerateOptions,
): Promise<ReadonlySet<TokenLogprob>> {
  const { text, ranges } = writeAlternatives(tokens);
  if (ranges.length === 0) return new Set();
  const verdict = await moderator.moderate({ ...input, stage: 'output', role: 'assistant', text }, options);
  const alternatives = ranges.map(({ alternative }) => alternative);
  if (verdict.outcome === 'error') return new Set(alternatives);
  const refusing = verdict.findings.filter(({ action }) => action === 'block' || action === 'redact');
  // A classifier that scores a text as a whole does not say which alternative it means.
  if (refusing.some(({ spans, isWholeText }) => isWholeText || spans.length === 0)) return new Set(alternatives);
  const spans = refusing.flatMap((finding) => finding.spans);
  const refused = ranges.filter(({ start, end }) => spans.some((span) => span.start < end && span.end > start));
  return new Set(refused.map(({ alternative }) => alternative));
}

/**
 * Writes two lines for each alternative: the text before it with the alternative, and the alternative alone.
 *
 * The first shows what it completes; the second, what letters or digits before it would disguise. The chosen token is left
 * out: the gate has moderated it.
 */
function writeAlternatives(tokens: readonly ModeratedToken[]): {
  readonly text: string;
  readonly ranges: readonly AlternativeRange[];
} {
  let text = '';
  const ranges: AlternativeRange[] = [];
  for (const { token, before } of tokens) {
    const chosen = Buffer.from(token.bytes);
    for (const alternative of token.top.filter(({ bytes }) => !chosen.equals(Uint8Array.from(bytes)))) {
      const written = Buffer.from(alternative.bytes).toString();
      for (const context of new Set([before, ''])) {
        const start = text.length + context.length;
        text += context + written;
        ranges.push({ alternative, start, end: text.length });
        text += '\n';
      }
    }
  }
  return { text, ranges };
}
