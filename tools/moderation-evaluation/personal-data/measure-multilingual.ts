import { createModerator, type Moderator, type TextRange } from '../../../libs/moderation/src/index.js';
import { type Figure } from '../figure.js';
import { isCovered } from './is-covered.js';
import { personalKinds, type PersonalText, writeBenignTexts, writePersonalTexts } from './personal-texts.js';

/** Finds the ranges of personal data in a text. */
export type FindPersonalData = (text: string) => Promise<readonly TextRange[]>;

/** Measures the balanced policy on generated texts in six languages: the data that it redacts, and the benign texts it alters. */
export async function measureMultilingual(count: number, examples: number): Promise<readonly Figure[]> {
  const moderator = createModerator();
  return measureFinder((text) => findRedacted(moderator, text), count, examples);
}

/** Measures any finder of personal data on the generated texts. */
export async function measureFinder(find: FindPersonalData, count: number, examples = 0): Promise<readonly Figure[]> {
  const missed: PersonalText[] = [];
  const texts = writePersonalTexts(count);
  for (const text of texts) if (!isCovered(text, await find(text.text))) missed.push(text);
  const altered: string[] = [];
  const benign = writeBenignTexts(count);
  for (const text of benign) if ((await find(text)).length > 0) altered.push(text);
  for (const kind of personalKinds) {
    for (const { text, typography } of missed.filter((each) => each.kind === kind).slice(0, examples))
      process.stdout.write(`missed ${kind} [${typography}]: ${JSON.stringify(text)}\n`);
  }
  for (const text of altered.slice(0, examples)) process.stdout.write(`altered: ${JSON.stringify(text)}\n`);
  const figure = (name: string, read: (text: PersonalText) => boolean, target?: Figure['target']): Figure => {
    const rows = texts.filter(read).length;
    return { area: 'languages', name, value: 1 - missed.filter(read).length / rows, rows, target };
  };
  const typographies = [...new Set(texts.map(({ typography }) => typography))].toSorted();
  const languages = [...new Set(texts.map(({ language }) => language))].toSorted();
  return [
    ...personalKinds.map((kind) => figure(`recall, ${kind}`, (text) => text.kind === kind, { atLeast: 0.95 })),
    ...typographies.map((typography) =>
      figure(`recall, written with: ${typography}`, (text) => text.typography === typography),
    ),
    ...languages.map((language) => figure(`recall, in ${language}`, (text) => text.language === language)),
    {
      area: 'languages',
      name: 'benign texts altered',
      value: altered.length / benign.length,
      rows: benign.length,
      target: { atMost: 0.005 },
    },
  ];
}

async function findRedacted(moderator: Moderator, text: string): Promise<readonly TextRange[]> {
  const { findings } = await moderator.moderate({
    stage: 'input',
    role: 'user',
    text,
    path: 'text',
    requestId: 'evaluation',
  });
  return findings
    .filter(({ category, action }) => category.startsWith('x/pii') && action === 'redact')
    .flatMap(({ spans }) => spans);
}
