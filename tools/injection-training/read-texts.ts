import { readRows } from '../moderation-evaluation/read-rows.js';
import { writtenAttacks } from './attacks/attacks.js';
import { harmlessChat } from './harmless/chat.js';
import { germanChat } from './harmless/german-chat.js';
import { harmlessScenes, joinedTexts } from './harmless/long-texts.js';
import { harmlessLookalikes } from './harmless/lookalikes.js';
import { harmlessQuestions, questions } from './harmless/questions.js';
import { harmlessReceipts } from './harmless/receipts.js';
import { harmlessRecords } from './harmless/records.js';
import { type WrittenText } from './written-text.js';

/** A text of the training, or one by which it is judged. */
export interface TrainingText {
  readonly text: string;
  readonly label: 0 | 1;
  /** Where it comes from: shares are counted by source. */
  readonly source: string;
  /** Given for what was written for the training. */
  readonly family?: string;
  /** Its set puts texts together from others, so that one shared sequence makes a family. */
  readonly isMadeOfOthers?: boolean;
  /** Judged in cross-validation, and never trained on. */
  readonly isOnlyJudged?: boolean;
}

interface Row {
  readonly text: string;
  readonly injection?: number;
  readonly harmful?: number | null;
  readonly source: string;
  readonly licenceClass: string;
}

/** Harmful questions without an injection, and creative requests that are harmful for their subject, not for their form. */
const excludedSources = new Set(['gptfuzz', 'wildjailbreak']);

/** Comments, posts and prose, and no requests to a model. Rude or not, what people write to each other instructs no model. */
const toldSources = new Set(['davidson', 'edos', 'toxic_spans', 'gpteacher_out']);
const joinedCount = 1_200;
const harmlessRows = 6_000;

/** Share-alike rows: never trained on. They show how the model does on sources that it knows nothing of. */
const judgedSources = new Set(['ethics', 'rtp', 'stormfront']);
const judgedRows = 2_400;
const longFrom = 300;

/** All texts of the training: rows of a directory whose licence is permissive, what was written for it, and rows to judge by. */
export async function readTexts(directory: string): Promise<readonly TrainingText[]> {
  const injections = (await readRows<Row>(directory, 'train-injection.jsonl.gz')).filter(
    (row) => row.licenceClass === 'permissive' && !excludedSources.has(row.source),
  );
  const content = await readRows<Row>(directory, 'train-content.jsonl.gz');
  const permissive = content.filter((row) => row.licenceClass === 'permissive');
  const harmless = everyFew(
    permissive.filter((row) => row.harmful === 0 && row.source !== 'gpteacher'),
    harmlessRows,
  );
  const told = permissive.filter((row) => toldSources.has(row.source)).map(({ text }) => text);
  const judged = [...judgedSources].flatMap((source) =>
    everyFew(
      content.filter((row) => row.source === source),
      judgedRows,
    ),
  );
  return [
    ...injections.map((row): TrainingText => ({
      text: row.text,
      label: row.injection === 1 ? 1 : 0,
      source: row.source,
      isMadeOfOthers: row.source === 'deepset',
    })),
    ...harmless.map(({ text, source }): TrainingText => ({ text, label: 0, source })),
    ...judged.map(({ text, source }): TrainingText => ({
      text,
      label: 0,
      source: text.length > longFrom ? `${source}, long` : source,
      isOnlyJudged: true,
    })),
    ...writtenTexts(
      told,
      harmless.map(({ text }) => text),
    ),
  ];
}

function writtenTexts(told: readonly string[], harmless: readonly string[]): readonly TrainingText[] {
  const sets: readonly (readonly [source: string, texts: readonly WrittenText[]])[] = [
    ['chat', harmlessChat()],
    ['German chat', germanChat()],
    ['look-alike', harmlessLookalikes()],
    ['record', harmlessRecords()],
    ['question', harmlessQuestions()],
    ['receipt', harmlessReceipts()],
    ['scene', harmlessScenes()],
    ['joined', joinedTexts(told, joinedCount)],
  ];
  const textsOf = (source: string): readonly string[] =>
    sets.find(([name]) => name === source)?.[1].map(({ text }) => text) ?? [];
  // Questions count thrice: attacks stand behind them more often than behind anything else.
  const covers = [
    ...questions,
    ...questions,
    ...questions,
    ...everyFew(harmless, 600).map((text) => text.slice(0, 300)),
    ...everyFew(textsOf('record'), 450),
    ...everyFew(textsOf('scene'), 450),
    ...everyFew(textsOf('receipt'), 250),
  ];
  return [...sets, ['attack', writtenAttacks(covers)] as const].flatMap(([source, texts]) =>
    texts.map(({ text, family }): TrainingText => ({
      text,
      label: source === 'attack' ? 1 : 0,
      source,
      family: `${source} ${family}`,
    })),
  );
}

/** At most so many of the values, evenly spread. */
function everyFew<Value>(values: readonly Value[], most: number): readonly Value[] {
  const step = Math.ceil(values.length / most);
  return values.filter((_value, index) => index % step === 0);
}
