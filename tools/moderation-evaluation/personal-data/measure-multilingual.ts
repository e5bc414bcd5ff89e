import { createModerator, type Moderator, type TextRange } from '../../../libs/moderation/src/index.js';
import { type Figure } from '../figure.js';
import { isCovered } from './is-covered.js';
import { findPeerFigures } from '../peers/peer-figures.js';
import { personalKinds, type PersonalText, writeBenignTexts, writePersonalTexts } from './personal-texts.js';

/** Tells how a filter treats texts: one of Leeward or of another product. */
export interface PersonalDataFilter {
  /** Checks whether the filter hides all of the personal data. */
  hides(text: PersonalText): Promise<boolean>;
  /** Checks whether the filter changes or stops a text. */
  alters(text: string): Promise<boolean>;
}

/** Measures the balanced policy on generated texts: the data that it redacts, and the benign texts that it alters. */
export async function measureMultilingual(count: number, examples: number): Promise<readonly Figure[]> {
  const moderator = createModerator();
  const filter: PersonalDataFilter = {
    hides: async (text) => isCovered(text, await findRedacted(moderator, text.text)),
    alters: async (text) => (await findRedacted(moderator, text)).length > 0,
  };
  const figures = await measureFilter(filter, count, examples);
  return figures.map((figure) => ({ ...figure, peers: findPeerFigures(figure.area, figure.name) }));
}

/** Measures any filter of personal data on the generated texts. */
export async function measureFilter(
  filter: PersonalDataFilter,
  count: number,
  examples = 0,
): Promise<readonly Figure[]> {
  const missed: PersonalText[] = [];
  const texts = writePersonalTexts(count);
  for (const text of texts) if (!(await filter.hides(text))) missed.push(text);
  const altered: string[] = [];
  const benign = writeBenignTexts(count);
  for (const text of benign) if (await filter.alters(text)) altered.push(text);
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
