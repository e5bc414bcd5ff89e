import { readRows } from '../moderation-evaluation/read-rows.js';
import { readPublicRows } from './public-rows.js';
import { pickEvenly, type TrainingText } from './training-text.js';
import { writtenTexts } from './written-texts.js';

interface Row {
  readonly text: string;
  readonly injection?: number;
  readonly harmful?: number | null;
  readonly source: string;
  readonly licenceClass: string;
}

/** Sources of harmful questions without an injection, and of requests that are harmful by their subject only. */
const excludedSources = new Set(['gptfuzz', 'wildjailbreak']);

/** Collections of jailbreaks. */
const jailbreakSources = new Set(['itw', 'jailbreak_llms', 'selfreminder']);

/** Sources of comments, posts and prose. Rude or not, these texts instruct no model. */
const proseSources = new Set(['davidson', 'edos', 'toxic_spans', 'gpteacher_out']);
const maximumHarmlessRows = 6_000;

/** Sources with share-alike licences, which are never trained on. They measure the model on unknown sources. */
const evaluationSources = new Set(['ethics', 'rtp', 'stormfront']);
const maximumEvaluationRows = 1_200;
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
  const more = await readPublicRows(directory);
  const results = more.filter(({ kind, attack }) => kind === 'tool-result' && attack === undefined);
  return [
    ...injections.map((row): TrainingText => {
      const attack = jailbreakSources.has(row.source) ? 'jailbreak' : 'instruction';
      return {
        text: row.text,
        attack: row.injection === 1 ? attack : undefined,
        source: row.source,
        kind: 'chat',
        isFromCombinedSet: row.source === 'deepset',
      };
    }),
    ...harmless.map(({ text, source }): TrainingText => ({ text, source, kind: 'prose' })),
    ...evaluation.map(({ text, source }): TrainingText => ({
      text,
      kind: 'prose',
      source: text.length > longTextLength ? `${source}, long` : source,
      isForEvaluation: true,
    })),
    ...more,
    ...writtenTexts({
      prose,
      harmless: harmless.map(({ text }) => text),
      toolResults: results.map(({ text }) => text),
    }),
  ];
}
