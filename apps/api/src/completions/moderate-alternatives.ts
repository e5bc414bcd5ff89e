import { type ChosenTokenLogprob, type TokenLogprob } from '@leeward/mixtral-llm';
import { type ModerateOptions, type ModerationInput, type Moderator, type TextRange } from '@leeward/moderation';
import { type ModeratedToken } from './moderated-tokens.js';

/** How many tokens one check takes: twenty alternatives of each are some forty thousand characters. */
const tokensPerCheck = 32;

/** An alternative that is judged, and where it stands in the text of the check. */
interface PlacedAlternative extends TextRange {
  readonly alternative: TokenLogprob;
}

/**
 * Tokens with those of their alternatives that may be shown. An alternative was never part of the answer, so that nobody has
 * judged it: here it is, in its place behind the text that was approved. One with a finding that the policy stops or redacts is
 * left out, and so are all that could not be judged.
 */
export async function moderateAlternatives(
  tokens: readonly ModeratedToken[],
  moderator: Moderator,
  input: Pick<ModerationInput, 'path' | 'requestId'>,
  options: ModerateOptions,
): Promise<readonly ChosenTokenLogprob[]> {
  const approved: ChosenTokenLogprob[] = [];
  for (let start = 0; start < tokens.length; start += tokensPerCheck) {
    const some = tokens.slice(start, start + tokensPerCheck);
    const withheld = await findWithheld(some, moderator, input, options);
    approved.push(
      ...some.map(({ token }) => ({ ...token, top: token.top.filter((alternative) => !withheld.has(alternative)) })),
    );
  }
  return approved;
}

async function findWithheld(
  tokens: readonly ModeratedToken[],
  moderator: Moderator,
  input: Pick<ModerationInput, 'path' | 'requestId'>,
  options: ModerateOptions,
): Promise<ReadonlySet<TokenLogprob>> {
  const { text, placed } = writeAlternatives(tokens);
  if (placed.length === 0) return new Set();
  const verdict = await moderator.moderate({ ...input, stage: 'output', role: 'assistant', text }, options);
  const all = placed.map(({ alternative }) => alternative);
  if (verdict.outcome === 'error') return new Set(all);
  const stopped = verdict.findings.filter(({ action }) => action === 'block' || action === 'redact');
  // A classifier that judges a text as a whole does not say which of them it means.
  if (stopped.some(({ spans }) => spans.length === 0)) return new Set(all);
  const spans = stopped.flatMap((finding) => finding.spans);
  const withheld = placed.filter(({ start, end }) => spans.some((span) => span.start < end && span.end > start));
  return new Set(withheld.map(({ alternative }) => alternative));
}

/**
 * Two lines for each alternative: the end of the text before it with itself, which may complete something, and itself alone, which
 * digits or letters before it could hide. What was chosen is approved already.
 */
function writeAlternatives(tokens: readonly ModeratedToken[]): {
  readonly text: string;
  readonly placed: readonly PlacedAlternative[];
} {
  let text = '';
  const placed: PlacedAlternative[] = [];
  for (const { token, before } of tokens) {
    const chosen = Buffer.from(token.bytes);
    for (const alternative of token.top.filter(({ bytes }) => !chosen.equals(Uint8Array.from(bytes)))) {
      const written = Buffer.from(alternative.bytes).toString();
      for (const context of new Set([before, ''])) {
        const start = text.length + context.length;
        text += context + written;
        placed.push({ alternative, start, end: text.length });
        text += '\n';
      }
    }
  }
  return { text, placed };
}
