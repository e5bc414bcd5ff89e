import { readRows } from '../moderation-evaluation/read-rows.js';
import { writtenAttacks } from './attacks/attacks.js';
import { harmlessChat } from './harmless/chat.js';
import { germanChat } from './harmless/german-chat.js';
import { harmlessScenes, joinTexts } from './harmless/long-texts.js';
import { harmlessLookalikes } from './harmless/lookalikes.js';
import { harmlessQuestions, questions } from './harmless/questions.js';
import { harmlessReceipts } from './harmless/receipts.js';
import { harmlessRecords } from './harmless/records.js';
import { type WrittenText } from './written-text.js';

/** Describes a text for training or for cross-validation. */
export interface TrainingText {
  readonly text: string;
  readonly label: 0 | 1;
  /** The origin of the text. Shares are counted by source. */
  readonly source: string;
  /** Set on texts written for the training. */
  readonly family?: string;
  /** Set for texts of a set that was combined from other sets. One shared sequence puts two of these into one family. */
  readonly isFromCombinedSet?: boolean;
  /** Classified in cross-validation, and never trained on. */
  readonly isForEvaluation?: boolean;
}

interface Row {
  readonly text: string;
  readonly injection?: number;
  readonly harmful?: number | null;
  readonly source: string;
  readonly licenceClass: string;
}

/** Sources of harmful questions without an injection, and of requests that are harmful by their subject only. */
const excludedSources = new Set(['gptfuzz', 'wildjailbreak']);

/** Sources of comments, posts and prose. Rude or not, these texts instruct no model. */
const proseSources = new Set(['davidson', 'edos', 'toxic_spans', 'gpteacher_out']);
const joinedTextCount = 1_200;
const maximumHarmlessRows = 6_000;

/** Sources with share-alike licences, which are never trained on. They measure the model on unknown sources. */
const evaluationSources = new Set(['ethics', 'rtp', 'stormfront']);
const maximumEvaluationRows = 2_400;
const longTextLength = 300;

/** Reads the texts: rows with a permissive licence, texts written for the training, and rows for evaluation only. */
export async function readTexts(directory: string): Promise<readonly TrainingText[]> {
  const injections = (await readRows<Row>(directory, 'train-injection.jsonl.gz')).filter(
    (row) => row.licenceClass === 'permissive' && !excludedSources.has(row.source),
  );
  const content = await readRows<Row>(directory, 'train-content.jsonl.gz');
  const permissive = content.filter((row) => row.licenceClass === 'permissive');
  const harmless = pickEvenly(
    permissive.filter((row) => row.harmful === 0 && row.source !== 'gpteacher'),
    maximumHarmlessRows,
  );
  const prose = permissive.filter((row) => proseSources.has(row.source)).map(({ text }) => text);
  const evaluation = [...evaluationSources].flatMap((source) =>
    pickEvenly(
      content.filter((row) => row.source === source),
      maximumEvaluationRows,
    ),
  );
  return [
    ...injections.map((row): TrainingText => ({
      text: row.text,
      label: row.injection === 1 ? 1 : 0,
      source: row.source,
      isFromCombinedSet: row.source === 'deepset',
    })),
    ...harmless.map(({ text, source }): TrainingText => ({ text, label: 0, source })),
    ...evaluation.map(({ text, source }): TrainingText => ({
      text,
      label: 0,
      source: text.length > longTextLength ? `${source}, long` : source,
      isForEvaluation: true,
    })),
    ...writtenTexts(
      prose,
      harmless.map(({ text }) => text),
    ),
  ];
}

function writtenTexts(prose: readonly string[], harmless: readonly string[]): readonly TrainingText[] {
  const sets: readonly (readonly [source: string, texts: readonly WrittenText[]])[] = [
    ['chat', harmlessChat()],
    ['German chat', germanChat()],
    ['look-alike', harmlessLookalikes()],
    ['record', harmlessRecords()],
    ['question', harmlessQuestions()],
    ['receipt', harmlessReceipts()],
    ['scene', harmlessScenes()],
    ['joined', joinTexts(prose, joinedTextCount)],
  ];
  const findTexts = (source: string): readonly string[] =>
    sets.find(([name]) => name === source)?.[1].map(({ text }) => text) ?? [];
  // Questions count three times, since attacks follow them most often.
  const covers = [
    ...questions,
    ...questions,
    ...questions,
    ...pickEvenly(harmless, 600).map((text) => text.slice(0, 300)),
    ...pickEvenly(findTexts('record'), 450),
    ...pickEvenly(findTexts('scene'), 450),
    ...pickEvenly(findTexts('receipt'), 250),
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

/** Picks at most `maximum` values, evenly spread. */
function pickEvenly<Value>(values: readonly Value[], maximum: number): readonly Value[] {
  const step = Math.ceil(values.length / maximum);
  return values.filter((_value, index) => index % step === 0);
}
