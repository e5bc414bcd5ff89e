import { type Category } from '../../contract/category.js';
import { type CategoryEvidence } from '../../contract/classifier.js';
import { type TextRange } from '../../contract/moderation-input.js';
import { type GuardReading, type ScoredPiece } from './guard-reading.js';

/** The most texts that are encoded to explain the scores of one text. */
export const maximumOccludedTexts = 12;

/** A longer piece holds more filler than words, and is not searched. */
const maximumCharacters = 5_000;

/** An explanation by sentences needs at least two of them. */
const minimumSentences = 2;

const sentences = new Intl.Segmenter('en', { granularity: 'sentence' });

/**
 * Finds the sentence that carries the score of each found category: without it the score falls the most. It is searched in the
 * piece with the highest score, with at most 12 more texts for the encoder. The whole piece is given where it is one sentence.
 */
export async function findEvidence(
  text: string,
  found: readonly Category[],
  pieces: readonly ScoredPiece[],
  reading: Pick<GuardReading, 'scoreVariants'>,
): Promise<readonly CategoryEvidence[]> {
  const byPiece = groupByPiece(found, pieces);
  const evidence: CategoryEvidence[] = [];
  let left = maximumOccludedTexts;
  for (const [piece, categories] of byPiece) {
    const parts = splitIntoSentences(text, piece, left);
    left -= parts.length;
    const carriers = await findCarriers(text, piece, { parts, categories }, reading);
    evidence.push(...carriers);
  }
  return evidence;
}

/** Groups categories by the piece in which each has its highest score. The highest score is first. */
function groupByPiece(
  found: readonly Category[],
  pieces: readonly ScoredPiece[],
): ReadonlyMap<ScoredPiece, readonly Category[]> {
  const best = found.flatMap((category) => {
    const [first, ...others] = pieces;
    if (first === undefined) return [];
    const read = (piece: ScoredPiece): number => piece.logOdds.get(category) ?? -Infinity;
    const piece = others.reduce((highest, other) => (read(other) > read(highest) ? other : highest), first);
    return [{ category, piece, logOdds: read(piece) }];
  });
  const groups = new Map<ScoredPiece, Category[]>();
  for (const { category, piece } of best.toSorted((a, b) => b.logOdds - a.logOdds)) {
    groups.set(piece, [...(groups.get(piece) ?? []), category]);
  }
  return groups;
}

async function findCarriers(
  text: string,
  piece: ScoredPiece,
  { parts, categories }: { readonly parts: readonly TextRange[]; readonly categories: readonly Category[] },
  reading: Pick<GuardReading, 'scoreVariants'>,
): Promise<readonly CategoryEvidence[]> {
  const whole = trimRange(text, piece);
  const variants = parts.map(({ start, end }) => text.slice(piece.start, start) + text.slice(end, piece.end));
  const scored = await reading.scoreVariants(variants, piece);
  return categories.map((category) => {
    let carrier: TextRange | undefined;
    let lowest = piece.logOdds.get(category) ?? -Infinity;
    for (const [index, part] of parts.entries()) {
      const logOdds = scored[index]?.get(category) ?? Infinity;
      if (logOdds < lowest) [carrier, lowest] = [part, logOdds];
    }
    const { start, end } = carrier === undefined ? whole : trimRange(text, carrier);
    return { start, end, category };
  });
}

/** Splits a piece into its sentences, and joins neighbours where there are more than `maximum`. None for a single one. */
function splitIntoSentences(text: string, { start, end }: TextRange, maximum: number): readonly TextRange[] {
  if (maximum < minimumSentences || end - start > maximumCharacters) return [];
  const written = [...sentences.segment(text.slice(start, end))]
    .filter(({ segment }) => segment.trim() !== '')
    .map(({ index, segment }) => ({ start: start + index, end: start + index + segment.length }));
  if (written.length < minimumSentences) return [];
  const perGroup = Math.ceil(written.length / maximum);
  return written
    .filter((_, index) => index % perGroup === 0)
    .map((first, group) => ({ start: first.start, end: written[(group + 1) * perGroup - 1]?.end ?? end }));
}

/** Leaves out white space at both ends. A range of white space alone stays as it is. */
function trimRange(text: string, { start, end }: TextRange): TextRange {
  const written = text.slice(start, end);
  if (written.trim() === '') return { start, end };
  const from = start + written.length - written.trimStart().length;
  return { start: from, end: start + written.trimEnd().length };
}
