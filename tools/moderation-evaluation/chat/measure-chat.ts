import { createModerator, type ModerationStage } from '../../../libs/moderation/src/index.js';
import { type Figure } from '../figure.js';
import { type KindResult, measureTexts } from '../ordinary/measure-kind.js';
import { formatCategories, showExamples } from '../ordinary/show-results.js';
import { everyday, idioms } from './english.js';
import { peopleNames, placeNames } from './names.js';
import { otherLanguages } from './other-languages.js';

const stages: readonly ModerationStage[] = ['input', 'output'];

const lists: Readonly<Record<string, readonly string[]>> = {
  'names of people': peopleNames,
  'names of places': placeNames,
  'idioms and words with two meanings': idioms,
  'what people say in chats': everyday,
  'other languages': Object.values(otherLanguages).flat(),
};

/** Measures the share of ordinary sentences that the balanced policy changes or stops, as input or as output. */
export async function measureChat(examples: number): Promise<readonly Figure[]> {
  const moderator = createModerator();
  const results: KindResult[] = [];
  for (const [kind, texts] of Object.entries(lists))
    results.push(await measureTexts(moderator, kind, texts, () => stages, examples));
  showExamples(results);
  return results.map((result) => ({
    area: 'chat',
    name: result.kind,
    value: result.altered / result.count,
    rows: result.count,
    target: { atMost: 0 },
    note: formatCategories(result),
  }));
}
