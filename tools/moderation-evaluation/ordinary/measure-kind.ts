import { createModerator, type ModerationStage, type Moderator } from '../../../libs/moderation/src/index.js';
import { type Alteration, findAlteration } from './find-alteration.js';
import { shrinkText } from './shrink-text.js';
import { writeTexts } from './text-kinds.js';

/** Describes how many texts to write and how many examples to keep. */
export interface KindOptions {
  readonly count: number;
  /** How many of the altered texts are kept as examples, made short. */
  readonly examples: number;
}

/** The result of one kind of text. */
export interface KindResult {
  readonly kind: string;
  readonly count: number;
  readonly altered: number;
  readonly blocked: number;
  /** How many texts each category altered. */
  readonly categories: Readonly<Record<string, number>>;
  readonly examples: readonly AlteredExample[];
}

/** A short text that the moderator alters. */
export interface AlteredExample extends Alteration {
  readonly text: string;
}

/** The stages at which a model and its tools write such texts. They take turns, which halves the time. */
const stages: readonly ModerationStage[] = ['output', 'tool-result'];

/** Writes the texts of a kind and counts those that the balanced policy changes or stops. */
export async function measureKind(kind: string, { count, examples }: KindOptions): Promise<KindResult> {
  return measureTexts(
    createModerator(),
    kind,
    writeTexts(kind, count),
    (index) => [stages[index % stages.length] ?? 'output'],
    examples,
  );
}

/** Counts the texts that the moderator changes or stops at any of its stages. */
export async function measureTexts(
  moderator: Moderator,
  kind: string,
  texts: readonly string[],
  stagesFor: (index: number) => readonly ModerationStage[],
  examples: number,
): Promise<KindResult> {
  const categories: Record<string, number> = {};
  const altered: AlteredExample[] = [];
  for (const [index, text] of texts.entries()) {
    const alteration = await findAlteration(moderator, text, stagesFor(index));
    if (alteration === undefined) continue;
    altered.push({ ...alteration, text });
    for (const category of alteration.categories) categories[category] = (categories[category] ?? 0) + 1;
  }
  const shortest = altered.toSorted((one, other) => one.text.length - other.text.length).slice(0, examples);
  const shown: AlteredExample[] = [];
  for (const example of shortest) shown.push({ ...example, text: await shrinkExample(moderator, example) });
  return {
    kind,
    count: texts.length,
    altered: altered.length,
    blocked: altered.filter(({ outcome }) => outcome !== 'redact').length,
    categories,
    examples: shown,
  };
}

/** Texts up to this length are shown whole, because their sentence says more than the word. */
const maximumWholeCharacters = 120;

async function shrinkExample(
  moderator: Moderator,
  { text, stage, outcome, categories }: AlteredExample,
): Promise<string> {
  if (text.length <= maximumWholeCharacters) return text;
  return shrinkText(text, async (shorter) => {
    const alteration = await findAlteration(moderator, shorter, [stage]);
    return alteration?.outcome === outcome && categories.some((category) => alteration.categories.includes(category));
  });
}
